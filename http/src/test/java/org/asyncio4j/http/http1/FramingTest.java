package org.asyncio4j.http.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class FramingTest {
    private static final Headers NONE = new Headers();
    private static final Headers CHUNKED = Headers.of("Transfer-Encoding", "Chunked");
    private static final Headers BOTH =
            Headers.of("Content-Length", "5", "Transfer-Encoding", "chunked");

    @Test
    void requests() throws HttpProtocolException {
        assertEquals(0, Framing.ofRequest(NONE, false));
        assertEquals(Framing.CHUNKED, Framing.ofRequest(CHUNKED, false));
        assertEquals(
                999_999_999_999_999_999L,
                Framing.ofRequest(Headers.of("Content-Length", "999999999999999999"), true));
        assertThrows(HttpProtocolException.class, () -> Framing.ofRequest(CHUNKED, true));
        assertThrows(HttpProtocolException.class, () -> Framing.ofRequest(BOTH, false));
    }

    @Test
    void responses() throws HttpProtocolException {
        assertEquals(Framing.UNTIL_CLOSE, Framing.ofResponse(NONE, false));
        assertEquals(Framing.CHUNKED, Framing.ofResponse(CHUNKED, false));
        assertEquals(7, Framing.ofResponse(Headers.of("Content-Length", "7"), false));
        assertEquals(0, Framing.ofResponse(Headers.of("Content-Length", "7"), true));
        assertEquals(0, Framing.ofResponse(CHUNKED, true));
        assertThrows(HttpProtocolException.class, () -> Framing.ofResponse(BOTH, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+5",
                "-5",
                "1_0",
                "5,5",
                "5, 6",
                "\u00b2",
                "0x5",
                "1234567890123456789"
            })
    void lengthsThatAreRefused(String length) {
        assertThrows(
                HttpProtocolException.class,
                () -> Framing.ofRequest(Headers.of("Content-Length", length), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xchunked",
                "chunked, identity",
                "chunked123",
                "chunked, chunked",
                " , , ",
                "gzip, chunked",
                "identity"
            })
    void codingsThatAreRefused(String coding) {
        assertThrows(
                HttpProtocolException.class,
                () -> Framing.ofRequest(Headers.of("Transfer-Encoding", coding), false));
    }
}
