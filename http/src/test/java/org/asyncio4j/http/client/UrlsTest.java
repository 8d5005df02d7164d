package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.Random;

@Timeout(10)
class UrlsTest {
    // ---------------------------------------------------------------- reading

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.org                | http://example.org/",
                "HTTP://Example.ORG/A              | http://example.org/A",
                "http://example.org:80/            | http://example.org/",
                "http://example.org:/              | http://example.org/",
                "https://example.org:443           | https://example.org/",
                "https://example.org:80/           | https://example.org:80/",
                "ws://example.org:80/a             | ws://example.org/a",
                "wss://example.org:443/a           | wss://example.org/a",
                "http://example.org:08080/         | http://example.org:8080/",
                "http://example.org?a=1            | http://example.org/?a=1",
                "http://example.org#top            | http://example.org/#top",
                "http://example.org/?              | http://example.org/?",
                "http://example.org/a b/ü          | http://example.org/a%20b/%C3%BC",
                "http://example.org/a%20b%C3%bc    | http://example.org/a%20b%C3%bc",
                "http://example.org/100%           | http://example.org/100%25",
                "http://example.org/%zz%4          | http://example.org/%25zz%254",
                "http://example.org/{a}[b]         | http://example.org/%7Ba%7D%5Bb%5D",
                "http://example.org/?q=a b&x[]=ü   | http://example.org/?q=a%20b&x[]=%C3%BC",
                "http://example.org/?a=b?c/d       | http://example.org/?a=b?c/d",
                "http://example.org/😀             | http://example.org/%F0%9F%98%80",
                "http://example.org/a/./b/../c     | http://example.org/a/c",
                "http://example.org/../../a        | http://example.org/a",
                "http://example.org/a/..           | http://example.org/",
                "http://example.org/a/b/.          | http://example.org/a/b/",
                "http://example.org/...            | http://example.org/...",
                "http://bücher.example/            | http://xn--bcher-kva.example/",
                "http://例え。テスト/                | http://xn--r8jz45g.xn--zckzah/",
                "http://my_host:8080/              | http://my_host:8080/",
                "http://example.org./              | http://example.org./",
                "http://127.0.0.1/                 | http://127.0.0.1/",
                "http://1and1.example/             | http://1and1.example/",
                "http://[2001:DB8::1]:8080/        | http://[2001:db8::1]:8080/",
                "http://[::1]                      | http://[::1]/",
                "http://a.b/x#a b                  | http://a.b/x#a%20b",
            })
    void urlsHaveANormalForm(String text, String normal) throws InvalidUrlError {
        assertEquals(normal, Urls.parse(text).url().toString());
    }

    @Test
    void spacesAroundAreNoPart() throws InvalidUrlError {
        assertEquals("http://a.b/", Urls.parse("  http://a.b/ ").url().toString());
        assertEquals(
                "http://a.b/%7C%5E%60%22%3C%3E%5C",
                Urls.parse("http://a.b/|^`\"<>\\").url().toString());
    }

    @Test
    void halfASurrogatePairIsReplaced() throws InvalidUrlError {
        assertEquals(
                "http://a.b/%EF%BF%BDx%EF%BF%BD",
                Urls.parse("http://a.b/\ud800x\udc00").url().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "/path",
                "//example.org/",
                "http://",
                "http:///path",
                "http:example.org",
                "http://:80/",
                "http://user@/",
                "http://a b/",
                "http://a%62/",
                "http://a..b/",
                "http://.a/",
                "http://a/b@c:x/\u0001",
                "http://a:0/",
                "http://a:65536/",
                "http://a:-1/",
                "http://a:+80/",
                "http://a:8²/",
                "http://a:99999999999/",
                "http://a:b/",
                "http://good\\@evil/",
                "http://good\\evil/",
                "http://[::1/",
                "http://[::g]/",
                "http://[1.2.3.4]/",
                "http://[fe80::1%25eth0]/",
                "http://::1/",
                "http://a,b/",
                "http://faß.example/",
            })
    void whatIsNoUrlIsRefused(String text) {
        InvalidUrlError error = assertThrows(InvalidUrlError.class, () -> Urls.parse(text));
        assertTrue(error.getMessage().endsWith("."), error.getMessage());
        assertEquals(text, error.text());
        assertNull(error.url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "data:text/plain,x",
                "localhost:8080/",
                "mailto:a@b"
            })
    void otherProtocolsAreRefused(String text) {
        assertThrows(NonHttpUrlError.class, () -> Urls.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.1/",
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0X7F.1/",
                "http://0x/",
                "http://127.0.0.01/",
                "http://127.0.0.256/",
                "http://127.0.0.1./",
                "http://1.2.3/",
                "http://1.2.3.4.5/",
                "http://a.1/",
                "http://１２７.1/",
                "http://127。1/",
            })
    void b75_addressesInUnusualForms(String text) {
        assertThrows(InvalidUrlError.class, () -> Urls.parse(text));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 13, 31, 127})
    void b72_controlCharacters(int character) {
        for (String text :
                new String[] {"http://a/%sb", "http://a%s/b", "%shttp://a/", "http://a/?%s"}) {
            String url = text.formatted((char) character);
            assertThrows(InvalidUrlError.class, () -> Urls.parse(url));
            assertThrows(InvalidUrlError.class, () -> Urls.resolve(URI.create("http://a/"), url));
        }
    }

    @Test
    void b78_theMessageShowsTheBeginningOnly() {
        var error =
                assertThrows(
                        InvalidUrlError.class, () -> Urls.parse("http://\n" + "x".repeat(100_000)));
        assertTrue(error.getMessage().length() < 300);
        assertEquals(-1, error.getMessage().indexOf('\n'));
    }

    // ---------------------------------------------------------------- users

    @ParameterizedTest
    @CsvSource({
        "http://anna:secret@a/, Basic YW5uYTpzZWNyZXQ=",
        "http://anna@a/, Basic YW5uYTo=",
        "http://anna:@a/, Basic YW5uYTo=",
        "http://:secret@a/, Basic OnNlY3JldA==",
        "http://a%40b:p%3Aq@a/, Basic YUBiOnA6cQ==",
        "http://a@b:p@a/, Basic YUBiOnA=",
        "http://ü:%C3%BC@a/, Basic w7w6w7w=",
        "http://@a/,",
        "http://a/,"
    })
    void aUserBecomesAuthorization(String text, String authorization) throws InvalidUrlError {
        TargetUrl target = Urls.parse(text);
        assertEquals(authorization, target.authorization());
        assertEquals("http://a/", target.url().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://%FF:x@a/", "http://a%3Ab:x@a/", "http://a:%0A@a/"})
    void aUserThatCannotBeSentIsRefused(String text) {
        assertThrows(InvalidUrlError.class, () -> Urls.parse(text));
    }

    // ---------------------------------------------------------------- references

    /** The examples of RFC 3986, 5.4, in their normal form. */
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = true,
            delimiter = '|',
            value = {
                "g       | http://a/b/c/g",
                "./g     | http://a/b/c/g",
                "g/      | http://a/b/c/g/",
                "/g      | http://a/g",
                "//g     | http://g/",
                "?y      | http://a/b/c/d;p?y",
                "g?y     | http://a/b/c/g?y",
                "#s      | http://a/b/c/d;p?q#s",
                "g#s     | http://a/b/c/g#s",
                "g?y#s   | http://a/b/c/g?y#s",
                ";x      | http://a/b/c/;x",
                "g;x     | http://a/b/c/g;x",
                "''      | http://a/b/c/d;p?q",
                ".       | http://a/b/c/",
                "./      | http://a/b/c/",
                "..      | http://a/b/",
                "../     | http://a/b/",
                "../g    | http://a/b/g",
                "../..   | http://a/",
                "../../g | http://a/g",
                "../../../g    | http://a/g",
                "../../../../g | http://a/g",
                "/./g    | http://a/g",
                "/../g   | http://a/g",
                "g.      | http://a/b/c/g.",
                ".g      | http://a/b/c/.g",
                "g..     | http://a/b/c/g..",
                "./../g  | http://a/b/g",
                "./g/.   | http://a/b/c/g/",
                "g/./h   | http://a/b/c/g/h",
                "g/../h  | http://a/b/c/h",
                "g;x=1/../y | http://a/b/c/y",
                "g?y/../x   | http://a/b/c/g?y/../x",
                "g#s/../x   | http://a/b/c/g#s/../x",
                "https://x/ | https://x/",
            })
    void referencesAreResolved(String reference, String expected) throws InvalidUrlError {
        URI base = URI.create("http://a/b/c/d;p?q");
        assertEquals(expected, Urls.resolve(base, reference).url().toString());
    }

    @Test
    void aBaseLosesWhatIsBehindItsLastSlash() throws InvalidUrlError {
        URI folder = Urls.parse("http://a/api/").url();
        URI file = Urls.parse("http://a/api").url();
        assertEquals("http://a/api/bar", Urls.resolve(folder, "bar").url().toString());
        assertEquals("http://a/bar", Urls.resolve(folder, "/bar").url().toString());
        assertEquals("http://a/bar", Urls.resolve(file, "bar").url().toString());
    }

    // ---------------------------------------------------------------- redirects

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/next          | http://a/next#top",
                "/next#there    | http://a/next#there",
                "http://b/      | http://b/#top",
                "//b/x          | http://b/x#top",
                "/a b           | http://a/a%20b#top",
                "/Ã¼            | http://a/%C3%BC#top",
                "/ü             | http://a/%C3%BC#top",
                "http://x:y@b/  | http://b/#top",
            })
    void redirectsKeepTheFragment(String location, String expected) throws InvalidUrlError {
        URI from = Urls.parse("http://a/first?q#top").url();
        assertEquals(expected, Urls.redirect(from, location).url().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "javascript:alert(1)", "http://", "http:///x", "//"})
    void b67_redirectsToWhereNobodyCanGo(String location) {
        URI from = URI.create("http://a/");
        var error = assertThrows(RedirectUrlError.class, () -> Urls.redirect(from, location));
        assertEquals(from, error.url());
        assertEquals(!location.startsWith("http:") && !location.equals("//"), error.isNonHttp());
    }

    // ---------------------------------------------------------------- changing, sending

    @Test
    void parametersComeBehindTheQuery() throws InvalidUrlError {
        URI url = Urls.parse("http://a/?x=1#f").url();
        URI more = Urls.withParameters(url, Parameters.of("x", "2", "q", "a&b ü"));
        assertEquals("http://a/?x=1&x=2&q=a%26b+%C3%BC#f", more.toString());
        assertEquals(url, Urls.withParameters(url, Parameters.empty()));
        URI empty = Urls.parse("http://a/?").url();
        assertEquals("http://a/?q=1", Urls.withQuery(empty, "q=1").toString());
        assertEquals(
                "http://a/?a=%20b%23", Urls.withQuery(URI.create("http://a/"), "a= b#").toString());
    }

    @Test
    void targetsAreWithoutTheFragment() throws InvalidUrlError {
        URI url = Urls.parse("https://a:8443/x?y#z").url();
        assertEquals("/x?y", Urls.requestTarget(url));
        assertEquals("https://a:8443/x?y", Urls.absoluteTarget(url));
        assertEquals("/", Urls.requestTarget(Urls.parse("http://a").url()));
    }

    /** What has been read is read again as the same, whatever it was. */
    @Test
    void theNormalFormIsItsOwn() {
        long seed = 20;
        Random random = new Random(seed);
        String alphabet = "ab%2fé. /?#[]@:;&=+\\|\"^~*😀0";
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder("http://h.example/");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                URI url = Urls.parse(text.toString()).url();
                assertEquals(url, Urls.parse(url.toString()).url(), () -> seed + ": " + text);
                assertEquals(url, Urls.resolve(url, "").url().resolve(url), () -> "" + text);
                read++;
            } catch (InvalidUrlError e) {
                throw new AssertionError(text.toString(), e);
            }
        }
        assertEquals(20_000, read);
    }
}
