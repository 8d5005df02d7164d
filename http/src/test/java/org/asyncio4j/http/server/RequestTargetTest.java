package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "/, , /, ''",
        "/a/b, , /a/b, ''",
        "/a?b=c?d, , /a, b=c?d",
        "/a?, , /a, ''",
        "//host/a, , //host/a, ''",
        "/a?u=http://x/y, , /a, u=http://x/y",
        "*, , *, ''",
        "http://host:1/a?b, host:1, /a, b",
        "http://host, host, /, ''",
        "http://host?b, host, /, b"
    })
    void itsParts(String text, String authority, String rawPath, String rawQuery) {
        RequestTarget target = new RequestTarget(text);
        assertEquals(authority, target.authority());
        assertEquals(rawPath, target.rawPath());
        assertEquals(rawQuery, target.rawQuery());
        assertEquals(text, target.toString());
    }

    @Test
    void pathAndQueryTogether() {
        assertEquals("/a?b", new RequestTarget("http://host/a?b").rawPathAndQuery());
        assertEquals("/a", new RequestTarget("/a").rawPathAndQuery());
        assertEquals("/?b", new RequestTarget("http://host?b").rawPathAndQuery());
    }

    @Test
    void escapesAreForText() {
        assertEquals("/a b\u00e4/", new RequestTarget("/a%20b%C3%A4%2F").path());
        assertEquals(
                400,
                assertThrows(HttpException.class, () -> new RequestTarget("/%zz").path())
                        .response()
                        .status());
    }
}
