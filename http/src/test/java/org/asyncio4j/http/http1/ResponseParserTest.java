package org.asyncio4j.http.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.HttpProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ResponseParserTest {
    private static ResponseParser parsed(String text) throws HttpProtocolException {
        ResponseParser parser = new ResponseParser(8190, 8190, 128);
        parser.reset();
        assertTrue(parser.parse(Inputs.of(text)));
        return parser;
    }

    @Test
    void aResponse() throws HttpProtocolException {
        ResponseParser parser = parsed("HTTP/1.1 404 Not  here\r\nServer: x\r\n\r\n");

        assertEquals(404, parser.head().status());
        assertEquals("Not  here", parser.head().reason());
        assertEquals("HTTP/1.1", parser.head().version());
        assertEquals("x", parser.head().headers().get("server"));
        assertTrue(parser.keepAlive());
    }

    @Test
    void theReasonMayBeMissing() throws HttpProtocolException {
        assertEquals("", parsed("HTTP/1.1 200 \r\n\r\n").head().reason());
        assertEquals("", parsed("HTTP/1.0 200\r\n\r\n").head().reason());
    }

    @Test
    void aFoldedFieldIsPutTogether() throws HttpProtocolException {
        ResponseParser parser = parsed("HTTP/1.1 200 OK\r\nX: a\r\n\t b \r\n c\r\nY: z\r\n\r\n");

        assertEquals("a b c", parser.head().headers().get("X"));
        assertEquals("z", parser.head().headers().get("Y"));
    }

    @Test
    void fieldsThatAreTwiceByMistakeDoNoHarmButThoseOfTheFramingDo() throws HttpProtocolException {
        assertEquals(
                "a",
                parsed("HTTP/1.1 200 OK\r\nServer: a\r\nServer: b\r\n\r\n")
                        .head()
                        .headers()
                        .get("Server"));
        assertThrows(
                HttpProtocolException.class,
                () ->
                        parsed(
                                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length:"
                                        + " 1\r\n\r\n"));
    }

    @Test
    void aStatusOfNoKnownClass() throws HttpProtocolException {
        assertEquals(999, parsed("HTTP/1.1 999 No\r\n\r\n").head().status());
    }

    @Test
    void emptyFoldedLinesDoNotComeWithoutBound() {
        assertThrows(
                HttpProtocolException.class,
                () -> parsed("HTTP/1.1 200 OK\r\nX: a\r\n" + " \r\n".repeat(200) + "\r\n"));
    }

    @Test
    void aFoldedFieldDoesNotGrowWithoutBound() {
        String fold = " " + "x".repeat(1000) + "\r\n";
        assertThrows(
                HttpProtocolException.class,
                () -> parsed("HTTP/1.1 200 OK\r\nX: a\r\n" + fold.repeat(10) + "\r\n"));
    }

    @Test
    void http10ClosesUnlessItSaysOtherwise() throws HttpProtocolException {
        assertFalse(parsed("HTTP/1.0 200 OK\r\n\r\n").keepAlive());
        assertTrue(parsed("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n").keepAlive());
        assertFalse(parsed("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").keepAlive());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1 99 x",
                "HTTP/1.1 1000 x",
                "HTTP/1.1 099 x",
                "HTTP/1.1 20x OK",
                "HTTP/1.1 \u00b200 OK",
                "HTTP/1.1  200 OK",
                "HTTP/2.0 200 OK",
                "HTTP/1.1\t200 OK",
                "HTTP/1.1 200 O\u0000K",
                "ICY 200 OK",
                "<html>",
                ""
            })
    void linesThatAreRefused(String line) {
        assertThrows(HttpProtocolException.class, () -> parsed(line + "\r\n\r\n"));
    }

    @Test
    void whatDoesNotBeginAsHttpIsRefusedAtItsFirstByte() {
        assertThrows(HttpProtocolException.class, () -> parsed("<"));
    }
}
