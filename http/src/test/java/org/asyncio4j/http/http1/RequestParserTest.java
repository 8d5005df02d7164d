package org.asyncio4j.http.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ServerLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

@Timeout(10)
class RequestParserTest {
    private static final String REST = "Host: example.org\r\n\r\n";

    private static RequestParser parser() {
        RequestParser parser = new RequestParser(ServerLimits.DEFAULT);
        parser.reset();
        return parser;
    }

    private static RequestParser parsed(String text) throws HttpProtocolException {
        RequestParser parser = parser();
        assertTrue(parser.parse(Inputs.of(text)));
        return parser;
    }

    private static int refused(String text) {
        return assertThrows(HttpProtocolException.class, () -> parser().parse(Inputs.of(text)))
                .status();
    }

    @Test
    void aRequestWithItsFields() throws HttpProtocolException {
        RequestParser parser =
                parsed("GET /a/b?c=d HTTP/1.1\r\nHost: example.org\r\nX:  y \tz \t\r\nx:\r\n\r\n");

        assertEquals("GET", parser.head().method());
        assertEquals("/a/b?c=d", parser.head().target());
        assertEquals("HTTP/1.1", parser.head().version());
        assertEquals("example.org", parser.head().headers().get("HOST"));
        assertEquals(List.of("y \tz", ""), parser.head().headers().getAll("X"));
        assertEquals(0, parser.bodyLength());
        assertTrue(parser.keepAlive());
        assertFalse(parser.expectsContinue());
        assertThrows(
                UnsupportedOperationException.class,
                () -> parser.head().headers().add("X", "late"));
    }

    @Test
    void whatFollowsTheHeadStaysInTheInput() throws HttpProtocolException {
        Http1Input input = Inputs.of("GET / HTTP/1.1\r\n" + REST + "rest");

        assertTrue(parser().parse(input));

        assertEquals("rest", HeadParser.text(input.take(10), 0, 4));
    }

    @Test
    void aHeadThatComesByteByByteIsTheSame() throws HttpProtocolException {
        RequestParser parser = parser();
        Http1Input input = Inputs.of("");
        byte[] bytes = Inputs.bytes("POST /x HTTP/1.0\r\nContent-Length: 12\r\n\r\n");

        for (int i = 0; i < bytes.length; i++) {
            input.accept(new byte[] {bytes[i]});
            assertEquals(i == bytes.length - 1, parser.parse(input));
        }

        assertEquals("POST", parser.head().method());
        assertEquals(12, parser.bodyLength());
        assertTrue(parser.isVersion10());
        assertFalse(parser.keepAlive());
    }

    @Test
    void theSameParserReadsOneRequestAfterTheOther() throws HttpProtocolException {
        RequestParser parser = parser();
        Http1Input input =
                Inputs.of("GET /1 HTTP/1.1\r\n" + REST + "PUT /2 HTTP/1.1\r\nX: y\r\n" + REST);

        assertTrue(parser.parse(input));
        var first = parser.head();
        parser.reset();
        assertTrue(parser.parse(input));

        assertEquals("/1", first.target());
        assertEquals(1, first.headers().size());
        assertEquals("/2", parser.head().target());
        assertEquals(2, parser.head().headers().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS * HTTP/1.1",
                "CONNECT example.org:443 HTTP/1.1",
                "GET http://example.org/x HTTP/1.1",
                "GET //host/path HTTP/1.1",
                "VERSION-CONTROL /x HTTP/1.1",
                "\r\nGET / HTTP/1.1"
            })
    void linesThatAreAllowed(String line) throws HttpProtocolException {
        parsed(line + "\r\n" + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get / HTTP/1.1",
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                " GET / HTTP/1.1",
                "GET\t/\tHTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET /",
                "GET",
                "GET / HTTP/11.1",
                "GET / http/1.1",
                "GET / HTTP/1.\u00b2",
                "GET /\u00e4 HTTP/1.1",
                "GET /a#b HTTP/1.1",
                "GET /\u007f HTTP/1.1",
                "GET example.org:80 HTTP/1.1",
                "GET * HTTP/1.1",
                "GET x HTTP/1.1",
                "GET http:///x HTTP/1.1",
                "CONNECT /x HTTP/1.1",
                "CONNECT example.org HTTP/1.1",
                "G= / HTTP/1.1",
                "GET1\u0000 / HTTP/1.1",
                "\r\n\r\nGET / HTTP/1.1",
                "\u0016\u0003\u0001"
            })
    void linesThatAreRefused(String line) {
        assertEquals(400, refused(line + "\r\n" + REST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3.0"})
    void otherVersionsAreNotSpoken(String version) {
        assertEquals(505, refused("GET / " + version + "\r\n" + REST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X : y\r\n",
                "X\t: y\r\n",
                ": y\r\n",
                "X\r\n",
                "\u00e4: y\r\n",
                "X: a\rb\r\n",
                "X: a\u0000b\r\n",
                "X: a\u007f\r\n",
                "X: y\n",
                "X: y\r\n z\r\n",
                "Host: other\r\n",
                "Content-Length: 1\r\nContent-Length: 1\r\n",
                "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"
            })
    void fieldsThatAreRefused(String fields) {
        assertEquals(400, refused("GET / HTTP/1.1\r\n" + fields + REST));
        assertEquals(400, refused("GET / HTTP/1.1\r\nHost: example.org\r\n" + fields + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "u@a", "a?b", "a b", "a:b", "a:123456", "a\\b"})
    void hostsThatAreRefused(String host) {
        assertEquals(400, refused("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
    }

    @Test
    void http11NeedsAHostAndHttp10DoesNot() throws HttpProtocolException {
        assertEquals(400, refused("GET / HTTP/1.1\r\n\r\n"));
        parsed("GET / HTTP/1.0\r\n\r\n");
    }

    @Test
    void onlyOneExpectationCanBeMet() throws HttpProtocolException {
        String line = "POST / HTTP/1.1\r\nContent-Length: 1\r\n";
        assertTrue(parsed(line + "Expect: 100-Continue\r\n" + REST).expectsContinue());
        assertEquals(417, refused(line + "Expect: tea\r\n" + REST));
    }

    @Test
    void keepAliveIsWhatTheConnectionFieldSays() throws HttpProtocolException {
        assertFalse(parsed("GET / HTTP/1.1\r\nConnection: x, Close\r\n" + REST).keepAlive());
        assertTrue(parsed("GET / HTTP/1.1\r\nConnection: closed\r\n" + REST).keepAlive());
        assertTrue(parsed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n" + REST).keepAlive());
    }

    @Test
    void linesAndFieldsHaveALargestLengthAlsoBeforeTheyEnd() throws HttpProtocolException {
        String longest = "x".repeat(8190 - "GET / HTTP/1.1".length());
        parsed("GET /" + longest + " HTTP/1.1\r\n" + REST);
        assertEquals(400, refused("GET /" + longest + "x HTTP/1.1\r\n" + REST));
        assertEquals(400, refused("GET /" + "x".repeat(9000)));
        String value = "y".repeat(8190 - "X: ".length());
        parsed("GET / HTTP/1.1\r\nX: " + value + "\r\n" + REST);
        assertEquals(400, refused("GET / HTTP/1.1\r\nX: " + value + "y\r\n" + REST));
        assertEquals(400, refused("GET / HTTP/1.1\r\nX: " + "y".repeat(9000)));
    }

    @Test
    void thereIsALargestNumberOfFields() throws HttpProtocolException {
        parsed("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(127) + REST);
        assertEquals(400, refused("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(128) + REST));
    }

    @Test
    void tlsOnAPlainPortIsNamed() {
        String message =
                assertThrows(
                                HttpProtocolException.class,
                                () -> parser().parse(Inputs.of("\u0016\u0003\u0001\u0002")))
                        .getMessage();
        assertTrue(message.contains("TLS"), message);
    }
}
