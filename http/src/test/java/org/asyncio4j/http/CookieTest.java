package org.asyncio4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

@Timeout(10)
class CookieTest {
    private static final Instant MOON = Instant.parse("1969-07-20T20:17:40Z");

    // ---------------------------------------------------------------- Set-Cookie, written

    @Test
    void isWrittenWithAllThatIsSaid() {
        assertEquals("a=b", Cookie.of("a", "b").toSetCookie());
        assertEquals(
                "a=b c; Domain=example.org; Path=/x; Expires=Sun, 20 Jul 1969 20:17:40 GMT;"
                        + " Max-Age=60; SameSite=Lax; Secure; HttpOnly; Partitioned",
                Cookie.of("a", "b c")
                        .withDomain("example.org")
                        .withPath("/x")
                        .withExpires(MOON)
                        .withMaxAge(Duration.ofMillis(60_999))
                        .withSameSite(SameSite.LAX)
                        .withSecure(true)
                        .withHttpOnly(true)
                        .withPartitioned(true)
                        .toSetCookie());
        assertEquals(
                "a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0",
                Cookie.removal("a", "/").toSetCookie());
    }

    @Test
    void itsTextDoesNotTellItsValue() {
        String text = Cookie.of("a", "secret").withDomain("b.c").withPath("/x").toString();
        assertEquals("Cookie a of b.c below /x", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "a;b", "ä", "a\r\nSet-Cookie: x", "a\0", "\"a\""})
    void b19_namesAreTokens(String name) {
        assertThrows(IllegalArgumentException.class, () -> Cookie.of(name, "x").toSetCookie());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b", "a\nb", "a\r", "\0", "ä", "\u007f", " a", "a ", "a\tb"})
    void b19_valuesEndNothing(String text) {
        assertThrows(IllegalArgumentException.class, () -> Cookie.of("a", text).toSetCookie());
        Cookie cookie = Cookie.of("a", "b");
        assertThrows(
                IllegalArgumentException.class, () -> cookie.withPath("/x;" + text).toSetCookie());
        assertThrows(
                IllegalArgumentException.class, () -> cookie.withDomain("x;" + text).toSetCookie());
    }

    @Test
    void whatBrowsersWouldIgnoreIsRefused() {
        Cookie plain = Cookie.of("a", "b");
        assertThrows(
                IllegalArgumentException.class,
                () -> plain.withSameSite(SameSite.NONE).toSetCookie());
        assertThrows(
                IllegalArgumentException.class, () -> plain.withPartitioned(true).toSetCookie());
        assertThrows(IllegalArgumentException.class, () -> plain.withPath("x").toSetCookie());
        assertThrows(
                IllegalArgumentException.class, () -> Cookie.of("__Secure-a", "b").toSetCookie());
        Cookie host = Cookie.of("__Host-a", "b").withSecure(true);
        assertThrows(IllegalArgumentException.class, host::toSetCookie);
        assertEquals("__Host-a=b; Path=/; Secure", host.withPath("/").toSetCookie());
        assertThrows(
                IllegalArgumentException.class,
                () -> host.withPath("/").withDomain("a.b").toSetCookie());
    }

    // ---------------------------------------------------------------- Cookie

    @Test
    void severalAreWrittenInOneHeader() {
        List<Cookie> cookies = List.of(Cookie.of("a", "1"), Cookie.of("b", "\"x y\""));
        assertEquals("a=1; b=\"x y\"", Cookie.toHeader(cookies));
        assertEquals("", Cookie.toHeader(List.of()));
        assertEquals("a b=ü", Cookie.toHeader(List.of(Cookie.of("a b", "ü"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b", "a\nb", "a\0", "€"})
    void b72_nothingBreaksTheHeader(String text) {
        assertThrows(
                IllegalArgumentException.class,
                () -> Cookie.toHeader(List.of(Cookie.of("a", text))));
        assertThrows(
                IllegalArgumentException.class,
                () -> Cookie.toHeader(List.of(Cookie.of(text, "a"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=b              | a=b",
                "a=b; c=d         | a=b; c=d",
                "a=b;c=d          | a=b; c=d",
                " a = b ; c = d ; | a=b; c=d",
                "a=b=c            | a=b=c",
                "a=               | a=",
                "a                | ``",
                "=b; c=d          | c=d",
                ";;;a=b;;         | a=b",
                "a=1; a=2         | a=1; a=2",
                "a=\"b c\"        | a=b c",
                "a=\"             | a=\"",
                "a=\"\"           | a=",
                "a=\"b            | a=\"b",
                "``               | ``",
                "a=b,c=d          | a=b,c=d",
                "$Version=1; a=b  | $Version=1; a=b",
            })
    void requestsAreReadForgivingly(String header, String expected) {
        assertEquals(expected, Cookie.toHeader(Cookie.parse(header)));
    }

    // ---------------------------------------------------------------- Set-Cookie, read

    @Test
    void isReadWithAllThatIsSaid() {
        Cookie cookie =
                Cookie.parseSetCookie(
                        "a=b; expires=Sun, 20-Jul-69 20:17:40 GMT; MAX-AGE=60; Domain=.Example.ORG;"
                            + " Path=/x; secure; HttpOnly; samesite=STRICT; Partitioned; New=1");
        assertEquals(
                new Cookie(
                        "a",
                        "b",
                        "example.org",
                        "/x",
                        Instant.parse("2069-07-20T20:17:40Z"),
                        Duration.ofSeconds(60),
                        true,
                        true,
                        SameSite.STRICT,
                        true),
                cookie);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=b           | a | b",
                "a=b=c         | a | b=c",
                "a = \"x, y\"  | a | \"x, y\"",
                "a=            | a | ``",
                "a b=c         | a b | c",
                "ü=é           | ü | é",
                "a=b;          | a | b",
                "a=b;;;        | a | b",
                "a=b; Path     | a | b",
                "a=b; =x; Foo= | a | b",
            })
    void namesAndValuesAreTakenAsTheyAre(String header, String name, String value) {
        assertEquals(Cookie.of(name, value), Cookie.parseSetCookie(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "a",
                "=b",
                " =b",
                ";a=b",
                "a\0=b",
                "a=b\n",
                "a=\u007f",
                "a=b; Path=\u0001"
            })
    void b69_whatBrowsersIgnoreIsIgnored(String header) {
        assertNull(Cookie.parseSetCookie(header));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "60, 60",
                "0, 0",
                "-1, 0",
                "-99999999999999999999999, 0",
                "99999999999999999999999, 999999999999",
                "١٢, none",
                "²1, none",
                "1.5, none",
                "+5, none",
                "-, none",
                "'', none",
                "1_0, none",
            })
    void b69_maxAge(String text, Long seconds) {
        Duration expected = seconds == null ? null : Duration.ofSeconds(seconds);
        assertEquals(expected, Cookie.parseSetCookie("a=b; Max-Age=" + text).maxAge());
    }

    @Test
    void theLaterOfTwoAttributesCounts() {
        Cookie cookie =
                Cookie.parseSetCookie(
                        "a=b; Path=/x; Path=/y; Domain=a.b; Domain=; Max-Age=1; Max-Age=x");
        assertEquals("/y", cookie.path());
        assertNull(cookie.domain());
        assertEquals(Duration.ofSeconds(1), cookie.maxAge());
        assertNull(Cookie.parseSetCookie("a=b; Path=/x; Path=y").path());
        assertNull(Cookie.parseSetCookie("a=b; SameSite=Lax; SameSite=what").sameSite());
    }

    @Test
    void b69_sizesAreLimited() {
        assertEquals(4095, Cookie.parseSetCookie("a=" + "x".repeat(4095)).value().length());
        assertNull(Cookie.parseSetCookie("a=" + "x".repeat(4096)));
        assertNull(Cookie.parseSetCookie("a=b; Path=/" + "x".repeat(1024)).path());
        assertFalse(Cookie.parseSetCookie("a=b; Path=/" + "x".repeat(1023)).path().isEmpty());
    }

    /** In quadratic time it would be some ten seconds. */
    @Test
    void b69_hostileHeadersTakeLinearTime() {
        for (String part : new String[] {";", "=", " ", "a=b;", "\"", "expires=1:1:1:1;", "; ,"}) {
            String header = "a=b;" + part.repeat(250_000 / part.length());
            long start = processorTime();
            Cookie.parseSetCookie(header);
            Cookie.parse(header);
            long millis = (processorTime() - start) / 1_000_000;
            assertTrue(millis < 2000, part + " took " + millis + " ms for 250 kB");
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Cookie cookie =
                    Cookie.of("n" + i, text(random))
                            .withPath(random.nextBoolean() ? "/" + text(random).strip() : null)
                            .withDomain(random.nextBoolean() ? "a.example" : null)
                            .withExpires(
                                    random.nextBoolean() ? MOON.plusSeconds(i * 100_000L) : null)
                            .withMaxAge(random.nextBoolean() ? Duration.ofSeconds(i) : null)
                            .withHttpOnly(random.nextBoolean())
                            .withSecure(random.nextBoolean());
            assertEquals(cookie, Cookie.parseSetCookie(cookie.toSetCookie()));
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            char c = (char) (' ' + random.nextInt(95));
            text.append(c == ';' ? '=' : c);
        }
        return text.toString().strip();
    }

    /** Of this thread, in nanoseconds: others may have the processor, too. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
