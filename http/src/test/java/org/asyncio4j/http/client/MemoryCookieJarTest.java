package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

@Timeout(20)
class MemoryCookieJarTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final CookieJarOptions options = CookieJarOptions.DEFAULT.withClock(() -> now);
    private MemoryCookieJar jar = new MemoryCookieJar(options);

    private void set(String url, String... setCookies) {
        List<Cookie> cookies = new ArrayList<>();
        for (String each : setCookies) {
            cookies.add(Cookie.parseSetCookie(each));
        }
        jar.store(URI.create(url), cookies);
    }

    private String sent(String url) {
        return Cookie.toHeader(jar.cookiesFor(URI.create(url)));
    }

    // ---------------------------------------------------------------- who gets what

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://a.example/ | c=1 | http://a.example/ | true",
                "http://a.example/ | c=1 | http://b.a.example/ | false",
                "http://a.example/ | c=1 | http://example/ | false",
                "http://a.example/ | c=1 | http://A.example:8080/ | true",
                "http://a.example/ | c=1 | https://a.example/ | true",
                "http://a.b.example/ | c=1; Domain=b.example | http://b.example/ | true",
                "http://a.b.example/ | c=1; Domain=.b.example | http://x.b.example/ | true",
                "http://a.b.example/ | c=1; Domain=B.Example | http://a.b.example/ | true",
                "http://a.b.example/ | c=1; Domain=b.example | http://ab.example/ | false",
                "http://a.b.example/ | c=1; Domain=b.example | http://xb.example/ | false",
                "http://a.b.example/ | c=1; Domain=a.b.example | http://x.a.b.example/ | true",
                "http://bücher.example/ | c=1; Domain=bücher.example | http://a.bücher.example/ |"
                        + " true",
                "http://a_b.example/ | c=1; Domain=a_b.example | http://x.a_b.example/ | true",
                "http://a.example/x/y | c=1 | http://a.example/x/z | true",
                "http://a.example/x/y | c=1 | http://a.example/x | true",
                "http://a.example/x/y | c=1 | http://a.example/xy | false",
                "http://a.example/x/y | c=1 | http://a.example/ | false",
                "http://a.example/x | c=1 | http://a.example/ | true",
                "http://a.example/x/y | c=1; Path=/ | http://a.example/ | true",
                "http://a.example/ | c=1; Path=/x/ | http://a.example/x/y | true",
                "http://a.example/ | c=1; Path=/x/ | http://a.example/x | false",
                "http://a.example/ | c=1; Path=/other | http://a.example/other | true",
                "http://a.example/ | c=1 | http://a.example?q | true",
                "https://a.example/ | c=1; Secure | https://a.example/ | true",
                "https://a.example/ | c=1; Secure | wss://a.example/ | true",
                "https://a.example/ | c=1; Secure | http://a.example/ | false",
                "http://a.example/ | c=1; Secure | https://a.example/ | false",
                "https://a.example/ | c=1 | http://a.example/ | true",
                "https://a.example/ | __Secure-c=1; Secure | https://a.example/ | true",
                "https://a.example/ | __Secure-c=1 | https://a.example/ | false",
                "https://a.example/ | __SECURE-c=1 | https://a.example/ | false",
                "https://a.example/ | __Host-c=1; Secure; Path=/ | https://a.example/ | true",
                "https://a.example/ | __Host-c=1; Secure | https://a.example/ | false",
                "https://a.example/ | __Host-c=1; Secure; Path=/; Domain=a.example |"
                        + " https://a.example/ | false",
            })
    void whoGetsWhat(String setBy, String cookie, String asked, boolean expected)
            throws InvalidUrlError {
        jar.store(Urls.parse(setBy).url(), List.of(Cookie.parseSetCookie(cookie)));
        assertEquals(expected, !jar.cookiesFor(Urls.parse(asked).url()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://a.example/        | b.example",
                "http://a.example/        | x.a.example",
                "http://a.example/        | example",
                "http://shop.co.uk/       | co.uk",
                "http://shop.co.uk/       | uk",
                "http://me.github.io/     | github.io",
                "http://a.b.kobe.jp/      | b.kobe.jp",
                "http://a.com/            | com",
                "http://a.com/            | .com",
                "http://a.com/            | ..com",
                "http://a.local/          | local",
                "http://a.com/            | a.com.",
                "http://1.2.3.4/          | 3.4",
                "http://1.2.3.4/          | 1.2.3.4",
                "http://[::1]/            | [::1]",
            })
    void b69_domainsThatAreNotTheHostsAreRefused(String url, String domain) {
        set(url, "c=1; Domain=" + domain);
        assertEquals(0, jar.size());
    }

    @Test
    void b69_addressesSetNothingUnlessAllowed() {
        set("http://127.0.0.1/", "c=1");
        set("http://[::1]/", "c=1");
        assertEquals(0, jar.size());
        jar = new MemoryCookieJar(options.withUnsafe(true));
        set("http://127.0.0.1/", "c=1", "d=1; Domain=127.0.0.1", "e=1; Domain=0.0.1");
        set("http://[::1]/", "f=1");
        assertEquals("c=1; d=1", sent("http://127.0.0.1:99/"));
        assertEquals("f=1", sent("http://[::1]/"));
        assertEquals("", sent("http://1.127.0.0.1.example/"));
    }

    @Test
    void aHostThatIsAPublicSuffixHasItsOwnOnly() {
        set("https://github.io/", "c=1; Domain=github.io");
        set("http://localhost/", "d=1; Domain=localhost");
        assertEquals("c=1", sent("https://github.io/"));
        assertEquals("", sent("https://me.github.io/"));
        assertEquals("d=1", sent("http://localhost:8080/"));
        assertEquals("", sent("http://a.localhost/"));
    }

    @Test
    void whatIsNotInTlsReplacesNoSecureOne() {
        set("https://a.example/", "c=1; Secure", "d=1; Secure; Path=/x");
        set("http://a.example/", "c=2");
        set("http://b.a.example/", "c=3; Domain=a.example");
        set("http://a.example/", "d=2; Path=/y");
        set("http://a.example/", "d=3; Path=/x/y");
        assertEquals("d=1; c=1", sent("https://a.example/x/y"));
        assertEquals("d=2", sent("http://a.example/y"));
        set("https://a.example/", "c=4");
        assertEquals("c=4", sent("http://a.example/"));
    }

    @Test
    void anOriginMayCountAsSecure() {
        jar =
                new MemoryCookieJar(
                        options.withSecureOrigin(URI.create("http://localhost:8080/any")));
        set("http://localhost:8080/", "c=1; Secure");
        set("http://localhost/", "d=1; Secure");
        assertEquals("c=1", sent("http://localhost:8080/"));
        assertEquals("", sent("http://localhost/"));
    }

    @Test
    void longerPathsComeFirstAndThenOlderCookies() {
        set("http://a.example/", "a=1; Path=/", "b=1; Path=/x", "c=1; Path=/", "d=1; Path=/x/y");
        set("http://a.example/", "a=2; Path=/");
        assertEquals("d=1; b=1; a=2; c=1", sent("http://a.example/x/y/z"));
    }

    @Test
    void oneNameMayBeOfSeveralDomainsAndPaths() {
        set("http://a.b.example/", "c=1", "c=2; Domain=b.example", "c=3; Domain=a.b.example");
        assertEquals("c=1; c=2; c=3", sent("http://a.b.example/"));
        assertEquals("c=2", sent("http://b.example/"));
        assertEquals(3, jar.size());
    }

    // ---------------------------------------------------------------- time

    @Test
    void cookiesEnd() {
        set(
                "http://a.example/",
                "a=1; Max-Age=10",
                "b=1; Expires=Thu, 01 Jan 2026 00:00:20 GMT",
                "c=1; Max-Age=30; Expires=Thu, 01 Jan 2026 00:00:01 GMT",
                "d=1");
        assertEquals("a=1; b=1; c=1; d=1", sent("http://a.example/"));
        now = now.plusSeconds(10);
        assertEquals("b=1; c=1; d=1", sent("http://a.example/"));
        now = now.plusSeconds(10);
        assertEquals("c=1; d=1", sent("http://a.example/"));
        now = now.plusSeconds(10);
        assertEquals("d=1", sent("http://a.example/"));
        assertEquals(1, jar.size());
    }

    @Test
    void aServerRemovesItsCookies() {
        set("http://a.example/", "a=1", "b=1", "c=1; Max-Age=100");
        set(
                "http://a.example/",
                "a=; Max-Age=0",
                "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "c=; Max-Age=-5");
        assertEquals(0, jar.size());
    }

    @Test
    void whatIsReplacedDoesNotEndWithTheOldOne() {
        set("http://a.example/", "a=1; Max-Age=10");
        set("http://a.example/", "a=2; Max-Age=100");
        now = now.plusSeconds(50);
        assertEquals("a=2", sent("http://a.example/"));
        set("http://a.example/", "a=3");
        now = now.plusSeconds(500);
        assertEquals("a=3", sent("http://a.example/"));
    }

    @Test
    void b69_nothingIsKeptForMoreThan400Days() {
        set(
                "http://a.example/",
                "a=1; Max-Age=99999999999999999999",
                "b=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT");
        now = now.plus(Duration.ofDays(399));
        assertEquals(2, jar.size());
        now = now.plus(Duration.ofDays(1));
        assertEquals(0, jar.size());
    }

    // ---------------------------------------------------------------- limits

    @Test
    void b69_tenThousandCookies() {
        for (int i = 0; i < 5_000; i++) {
            set("http://a.example/", "c" + i + "=1");
        }
        assertEquals(50, jar.size());
        assertTrue(sent("http://a.example/").startsWith("c4950=1; "));
        for (int i = 0; i < 5_000; i++) {
            set("http://h" + i + ".example/", "c=1; Max-Age=1000");
        }
        assertEquals(3000, jar.size());
        assertEquals("c=1", sent("http://h4999.example/"));
        assertEquals("", sent("http://h1.example/"));
    }

    @Test
    void whoWasUsedLeastLatelyGoesFirst() {
        jar = new MemoryCookieJar(options.withLimits(2, 10));
        set("http://a.example/", "a=1; Path=/a", "b=1; Path=/b");
        sent("http://a.example/a");
        set("http://a.example/", "c=1; Path=/c");
        assertEquals("a=1", sent("http://a.example/a"));
        assertEquals("", sent("http://a.example/b"));
    }

    @Test
    void b69_replacingTakesNoMemory() {
        for (int i = 0; i < 100_000; i++) {
            set("http://a.example/", "c=" + i + "; Max-Age=" + (1000 + i));
        }
        assertEquals(1, jar.size());
        assertEquals("c=99999", sent("http://a.example/"));
        now = now.plusSeconds(102_000);
        assertEquals(0, jar.size());
    }

    // ---------------------------------------------------------------- clearing

    @Test
    void someOrAllAreCleared() {
        set("http://a.example/", "a=1", "b=1; Max-Age=5");
        set("http://x.a.example/", "c=1");
        set("http://xa.example/", "d=1");
        jar.clear(cookie -> cookie.name().equals("a"));
        assertEquals("b=1", sent("http://a.example/"));
        jar.clearDomain("A.example");
        assertEquals(List.of("d"), jar.cookies().stream().map(Cookie::name).toList());
        jar.clear();
        assertEquals(0, jar.size());
        now = now.plusSeconds(10);
        assertEquals("MemoryCookieJar with 0 cookies of 0 domains", jar.toString());
        assertThrows(IllegalArgumentException.class, () -> jar.clearDomain("a b"));
    }

    @Test
    void b72_whatAProgramPutsInBreaksNoHeader() {
        URI url = URI.create("http://a.example/");
        List<Cookie> bad = List.of(Cookie.of("a", "b\r\nEvil: 1"));
        assertThrows(IllegalArgumentException.class, () -> jar.store(url, bad));
        assertEquals(0, jar.size());
    }

    @Test
    void oneKeepsNothing() {
        URI url = URI.create("http://a.example/");
        CookieJar.none().store(url, List.of(Cookie.of("a", "b")));
        assertEquals(List.of(), CookieJar.none().cookiesFor(url));
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> options.withLimits(0, 1));
        assertThrows(IllegalArgumentException.class, () -> options.withLimits(1, 0));
    }

    // ---------------------------------------------------------------- files

    @Test
    void b70_aFileKeepsAllOfACookie(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("cookies.json");
        set(
                "https://a.b.example/x/y",
                "a=\"1 ü\"",
                "b=2; Domain=b.example; Path=/; Max-Age=100; Secure; HttpOnly; SameSite=Lax;"
                        + " Partitioned",
                "c=3; Path=/z");
        List<Cookie> before = jar.cookies();
        run(() -> jar.save(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        jar = new MemoryCookieJar(options);
        set("http://other.example/", "x=1");
        run(() -> jar.load(file));
        assertEquals(before, jar.cookies());
        assertEquals("b=2", sent("https://x.a.b.example/x/y"), "host-only is lost");
        now = now.plusSeconds(100);
        assertEquals(2, jar.size());
    }

    @Test
    void b70_savingReplacesTheFileAtOnceAndWithoutALoop(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("cookies.json");
        Files.writeString(file, "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        set("http://a.example/", "a=1");
        jar.save(file);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var all = Files.list(folder)) {
            assertEquals(List.of(file), all.toList(), "a draft is left");
        }
        jar.load(file);
        assertEquals("a=1", sent("http://a.example/"));
        assertThrows(IOException.class, () -> jar.save(folder.resolve("no/such/folder")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"version\":2,\"cookies\":[]}",
                "{\"version\":1,\"cookies\":[null]}",
                "{\"version\":1,\"cookies\":[{\"name\":\"a\",\"value\":\"b\\r\\nX: y\",\"domain\":"
                    + "\"a\",\"hostOnly\":true,\"path\":\"/\",\"secure\":false,\"httpOnly\":false,"
                    + "\"partitioned\":false}]}",
                "{\"version\":1,\"cookies\":[{\"name\":\"a\"}]}",
                "{\"version\":1,\"cookies\":[{\"name\":\"a\",\"value\":\"b\",\"domain\":\"a b\","
                        + "\"hostOnly\":true,\"path\":\"/\",\"secure\":false,\"httpOnly\":false,"
                        + "\"partitioned\":false}]}",
                "\u0080\u0004}q\u0000(X"
            })
    void b70_aFileThatIsNoneIsRefused(String text, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("cookies.json");
        Files.writeString(file, text);
        set("http://a.example/", "a=1");
        assertThrows(IOException.class, () -> jar.load(file));
        assertEquals("a=1", sent("http://a.example/"), "the jar is as it was");
    }
}
