package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

@Timeout(10)
class DigestSessionTest {
    private static final byte[] NONE = {};

    private final DigestSession session = new DigestSession("anna", "secret", () -> "c0ffee");
    private final URI url = URI.create("http://a.example/x?y");

    private static Map<String, String> parts(String authorization) {
        assertTrue(authorization.startsWith("Digest "), authorization);
        return AuthChallenge.parse(List.of(authorization)).getFirst().parameters();
    }

    private boolean learn(String challenge) {
        return session.learn(url, List.of(challenge), false);
    }

    private String answer() {
        return session.authorization("GET", url, NONE);
    }

    // ---------------------------------------------------------------- the examples of the RFCs

    /** RFC 7616, 3.9.1. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    })
    void exampleOfRfc7616(String algorithm, String response) {
        DigestSession mufasa =
                new DigestSession(
                        "Mufasa",
                        "Circle of Life",
                        () -> "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        URI page = URI.create("http://www.example.org/dir/index.html");
        assertTrue(
                mufasa.learn(
                        page,
                        List.of(
                                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\","
                                        + " algorithm="
                                        + algorithm
                                        + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                                        + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""),
                        false));
        assertEquals(
                "Digest username=\"Mufasa\", realm=\"http-auth@example.org\","
                        + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                        + " uri=\"/dir/index.html\", response=\""
                        + response
                        + "\", algorithm="
                        + algorithm
                        + ", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", qop=auth,"
                        + " nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\"",
                mufasa.authorization("GET", page, null));
    }

    /** RFC 7616, 3.9.2, with the values of its erratum 4897. */
    @Test
    void exampleOfRfc7616WithAHashedUser() {
        DigestSession jason =
                new DigestSession(
                        "J\u00e4s\u00f8n Doe",
                        "Secret, or not?",
                        () -> "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v");
        URI page = URI.create("http://api.example.org/doe.json");
        jason.learn(
                page,
                List.of(
                        "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256,"
                                + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\","
                                + " opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\","
                                + " charset=UTF-8, userhash=true"),
                false);
        var parts = parts(jason.authorization("GET", page, null));
        assertEquals(
                "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b",
                parts.get("username"));
        assertEquals("true", parts.get("userhash"));
        assertEquals(
                "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5",
                parts.get("response"));
    }

    /** RFC 2617, 3.5, and the same without qop, as RFC 2069 had it. */
    @ParameterizedTest
    @CsvSource({
        "'qop=\"auth,auth-int\", ', 6629fae49393a05397450978507c4ef1",
        "'', 670fd8c2df070c60b045671b8b24ff02",
    })
    void exampleOfRfc2617(String qop, String response) {
        DigestSession mufasa = new DigestSession("Mufasa", "Circle Of Life", () -> "0a4f113b");
        URI page = URI.create("http://www.nowhere.org/dir/index.html");
        mufasa.learn(
                page,
                List.of(
                        "Digest realm=\"testrealm@host.com\", "
                                + qop
                                + "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                                + " opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""),
                false);
        var parts = parts(mufasa.authorization("GET", page, null));
        assertEquals(response, parts.get("response"));
        assertNull(parts.get("algorithm"));
        assertEquals(!qop.isEmpty(), parts.containsKey("cnonce"));
    }

    // ---------------------------------------------------------------- algorithms and qualities

    @ParameterizedTest
    @CsvSource({
        "MD5, 32",
        "md5, 32",
        "MD5-sess, 32",
        "SHA, 40",
        "SHA-256, 64",
        "SHA-256-SESS, 64",
        "SHA-512-256, 64",
        "SHA-512-256-sess, 64",
        "SHA-512, 128",
        "SHA-512-sess, 128"
    })
    void algorithms(String name, int length) {
        assertTrue(learn("Digest realm=r, nonce=n, qop=auth, algorithm=" + name));
        var parts = parts(answer());
        assertEquals(length, parts.get("response").length());
        assertEquals(name, parts.get("algorithm"));
    }

    /** The password is digested with the nonces before the rest; computed here by hand. */
    @Test
    void sessionsDigestThePasswordWithTheNonces() {
        learn("Digest realm=r, nonce=n, qop=auth, algorithm=MD5-sess");
        DigestAlgorithm md5 = DigestAlgorithm.of("MD5");
        String secret = md5.hash(md5.hash("anna", "r", "secret"), "n", "c0ffee");
        String question = md5.hash("GET", "/x?y");
        String first = md5.hash(secret, "n", "00000001", "c0ffee", "auth", question);
        String second = md5.hash(secret, "n", "00000002", "c0ffee", "auth", question);
        assertEquals(first, parts(answer()).get("response"));
        assertEquals(second, parts(answer()).get("response"));
    }

    @Test
    void theBodyIsDigestedWhereNothingElseIsOffered() {
        learn("Digest realm=r, nonce=n, qop=auth-int");
        assertNull(session.authorization("POST", url, null), "a body that is not in memory");
        byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
        DigestAlgorithm md5 = DigestAlgorithm.of("MD5");
        String expected =
                md5.hash(
                        md5.hash("anna", "r", "secret"),
                        "n",
                        "00000001",
                        "c0ffee",
                        "auth-int",
                        md5.hash("POST", "/x?y", md5.hash(body)));
        assertEquals(expected, parts(session.authorization("POST", url, body)).get("response"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic realm=r",
                "Digest realm=r, nonce=n, algorithm=FOO",
                "Digest nonce=n",
                "Digest realm=r",
                "Digest realm=r, nonce=n, qop=other",
                "Digest realm=r, nonce=n, algorithm=-sess",
            })
    void whatCannotBeAnsweredIsNot(String challenge) {
        assertFalse(learn(challenge));
        assertNull(answer());
    }

    @Test
    void b68_theFirstOfSeveralSchemesThatIsKnownIsTaken() {
        assertTrue(
                learn(
                        "Negotiate, Basic realm=\"Digest realm=evil, nonce=evil\", Digest realm=a,"
                                + " nonce=n, algorithm=NEW, Digest realm=\"b\", nonce=n,"
                                + " algorithm=SHA-256, Digest realm=c, nonce=n"));
        var parts = parts(answer());
        assertEquals("b", parts.get("realm"));
        assertEquals("SHA-256", parts.get("algorithm"));
    }

    // ---------------------------------------------------------------- text

    @Test
    void b68_quotesAndBackslashesAreEscaped() {
        DigestSession strange = new DigestSession("a\"b\\c", "p\"\\", () -> "c");
        strange.learn(
                url,
                List.of("Digest realm=\"x\\\"y\\\\z\", nonce=\"n\\\"\", opaque=\"\\\\\", qop=auth"),
                false);
        String answer = strange.authorization("GET", url, null);
        assertTrue(
                answer.startsWith(
                        "Digest username=\"a\\\"b\\\\c\", realm=\"x\\\"y\\\\z\", nonce=\"n\\\"\","),
                answer);
        var parts = parts(answer);
        assertEquals("\\", parts.get("opaque"));
        DigestAlgorithm md5 = DigestAlgorithm.of("MD5");
        assertEquals(
                md5.hash(
                        md5.hash("a\"b\\c", "x\"y\\z", "p\"\\"),
                        "n\"",
                        "00000001",
                        "c",
                        "auth",
                        md5.hash("GET", "/x?y")),
                parts.get("response"));
    }

    @Test
    void aUserBeyondAsciiIsEncoded() {
        DigestSession other = new DigestSession("Jäsøn Doe*", "x", () -> "c");
        other.learn(url, List.of("Digest realm=r, nonce=n, qop=auth"), false);
        assertTrue(
                other.authorization("GET", url, null)
                        .startsWith(
                                "Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe%2A, realm=\"r\""));
    }

    // ---------------------------------------------------------------- again and again

    @Test
    void aNonceIsCounted() {
        learn("Digest realm=r, nonce=n, qop=auth");
        assertEquals("00000001", parts(answer()).get("nc"));
        String second = answer();
        assertEquals("00000002", parts(second).get("nc"));
        assertNotEquals(parts(second).get("response"), parts(answer()).get("response"));
        learn("Digest realm=r, nonce=n, qop=auth");
        assertEquals("00000004", parts(answer()).get("nc"), "the same nonce goes on");
        learn("Digest realm=r, nonce=m, qop=auth");
        assertEquals("00000001", parts(answer()).get("nc"));
        for (int i = 0; i < 20; i++) {
            answer();
        }
        assertEquals("00000016", parts(answer()).get("nc"), "in hexadecimal digits");
    }

    @Test
    void aWrongPasswordIsNotTriedAgain() {
        List<String> again = List.of("Digest realm=r, nonce=m, qop=auth");
        assertFalse(session.learn(url, again, true));
        List<String> stale = List.of("Digest realm=r, nonce=k, qop=auth, stale=TRUE");
        assertTrue(session.learn(url, stale, true), "only the nonce was too old");
    }

    @Test
    void clientNoncesAreRandom() {
        DigestSession one = new DigestSession("a", "b");
        DigestSession two = new DigestSession("a", "b");
        List<String> asked = List.of("Digest realm=r, nonce=n, qop=auth");
        one.learn(url, asked, false);
        two.learn(url, asked, false);
        String nonce = parts(one.authorization("GET", url, null)).get("cnonce");
        assertEquals(32, nonce.length());
        assertNotEquals(nonce, parts(two.authorization("GET", url, null)).get("cnonce"));
    }

    // ---------------------------------------------------------------- who is answered

    @ParameterizedTest
    @ValueSource(strings = {"http://b.example/x", "https://a.example/x", "http://a.example:8080/x"})
    void b68_anotherOriginGetsNoAnswer(String other) {
        URI evil = URI.create(other);
        session.begin(url);
        assertFalse(session.learn(evil, List.of("Digest realm=r, nonce=n, qop=auth"), false));
        assertNull(session.authorization("GET", evil, NONE));
        learn("Digest realm=r, nonce=n, qop=auth");
        assertNotNull(answer());
        assertNull(session.authorization("GET", evil, NONE));
        assertFalse(
                session.learn(
                        evil,
                        List.of("Digest realm=r, nonce=n, qop=auth, domain=\"" + evil + "\""),
                        false));
    }

    @ParameterizedTest
    @CsvSource({
        "/x, true",
        "/x/y, true",
        "/x?z, true",
        "/xy, false",
        "/, false",
        "/z/, true",
        "/z/a, true",
        "/z, false",
        "http://b.example/s/t, true",
        "http://b.example/t, false",
        "http://c.example/x, false",
    })
    void theDomainSaysWhereItHolds(String reference, boolean expected) throws InvalidUrlError {
        learn(
                "Digest realm=r, nonce=n, qop=auth, domain=\"/x  /z/ http://b.example/s"
                        + " javascript:x\"");
        URI asked = Urls.resolve(url, reference).url();
        assertEquals(expected, session.authorization("GET", asked, NONE) != null);
        assertEquals(
                expected || asked.getHost().equals("a.example"),
                session.learn(asked, List.of("Digest realm=r, nonce=m, qop=auth"), false));
    }

    @Test
    void b68_anEmptyDomainIsTheWholeOrigin() throws InvalidUrlError {
        learn("Digest realm=r, nonce=n, qop=auth, domain=\"\"");
        assertNotNull(session.authorization("GET", Urls.resolve(url, "/any").url(), NONE));
        assertNull(session.authorization("GET", URI.create("http://b.example/"), NONE));
    }

    @Test
    void nothingIsSaidBeforeItIsAsked() {
        assertNull(answer());
        assertEquals("DigestSession of anna at http://a.example", session.toString());
    }
}
