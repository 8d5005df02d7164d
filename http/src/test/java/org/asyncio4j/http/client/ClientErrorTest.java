package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the client's errors say: what happened, on which URL, what to do. */
class ClientErrorTest {
    private static final URI URL = URI.create("http://a.example/x");
    private static final Duration LIMIT = Duration.ofMillis(1500);
    private static final IOException CAUSE = new ConnectException("Connection refused");

    private static ResponseInfo info(int status, String reason, String... headers) {
        Redirect before = new Redirect("POST", URI.create("http://b/"), 302, new Headers());
        return new ResponseInfo("GET", URL, status, reason, Headers.of(headers), List.of(before));
    }

    static Stream<ClientError> all() {
        InvalidUrlError invalid = new InvalidUrlError("x:y", "it has no host.");
        return Stream.of(
                new DisconnectedError("GET", URL, null),
                new DisconnectedError("GET", URL, new IOException()),
                new RequestTimeoutError("GET", URL, LIMIT, null),
                new AcquireTimeoutError(URL, LIMIT, true, null),
                new AcquireTimeoutError(URL, LIMIT, false, CAUSE),
                new ConnectTimeoutError(URL, LIMIT, CAUSE),
                new ReadTimeoutError(URL, LIMIT, null),
                new FingerprintMismatchError(URL, new byte[32], new byte[] {1}, null),
                new ResponseError(info(404, "Not Found")),
                new ResponseError(info(599, "")),
                new ContentTypeError(info(200, "OK", "Content-Type", "text/html"), "JSON"),
                new ContentTypeError(info(200, "OK"), "JSON"),
                new TooManyRedirectsError(info(302, "Found"), 10),
                new ProxyResponseError(info(407, ""), "b.example:443"),
                new WebSocketHandshakeError(info(200, "OK"), "the status is not 101."),
                new RedirectUrlError(URL, "x:y", invalid));
    }

    @ParameterizedTest
    @MethodSource("all")
    void saysWhatHappenedWhere(ClientError error) {
        assertInstanceOf(IOException.class, error);
        String message = error.getMessage();
        String host = error instanceof FingerprintMismatchError ? "a.example" : URL.toString();
        assertTrue(message.contains(host), message);
        assertTrue(message.endsWith(".") || message.endsWith("IOException"), message);
        assertEquals(URL, error.url());
        assertFalse(message.contains("null."), message);
    }

    @Test
    void timeOutsSayWhich() {
        assertEquals(
                "GET http://a.example/x was not done within 1.5 s, its total time-out."
                        + " ClientTimeout.withTotal sets another; null is none.",
                new RequestTimeoutError("GET", URL, LIMIT, null).getMessage());
        var place = new AcquireTimeoutError(URL, Duration.ofSeconds(2), true, null);
        assertTrue(
                place.getMessage()
                        .startsWith(
                                "No connection of the pool became free for http://a.example/x"
                                        + " within 2 s, the acquire time-out."),
                place.getMessage());
        assertTrue(place.waitedForPlace());
        assertEquals(Duration.ofSeconds(2), place.timeout());
        assertTrue(
                new ConnectTimeoutError(URL, LIMIT, null)
                        .getMessage()
                        .contains("connect time-out"));
        assertTrue(new ReadTimeoutError(URL, LIMIT, null).getMessage().contains("read time-out"));
    }

    @Test
    void aResponseErrorKnowsTheResponse() {
        var error = new ResponseError(info(404, "Not Found", "X-Id", "7"));
        assertEquals("GET http://a.example/x was answered with 404 Not Found.", error.getMessage());
        assertEquals(404, error.status());
        assertEquals("7", error.headers().get("x-id"));
        assertEquals(302, error.history().getFirst().status());
        assertNull(error.history().getFirst().location());
    }

    @Test
    void aFingerprintErrorKnowsBoth() {
        byte[] received = {(byte) 0xab};
        var error = new FingerprintMismatchError(URL, new byte[] {1, 2}, received, null);
        received[0] = 0;
        assertEquals((byte) 0xab, error.received()[0]);
        assertEquals(2, error.expected()[1]);
        assertTrue(error.getMessage().contains("SHA-256 ab, and not 0102"), error.getMessage());
    }

    @Test
    void familiesAreCaughtTogether() {
        assertInstanceOf(ConnectionError.class, new ReadTimeoutError(URL, LIMIT, null));
        assertInstanceOf(
                RequestTimeoutError.class, new AcquireTimeoutError(URL, LIMIT, true, null));
        assertInstanceOf(ConnectError.class, new CertificateError(URL, "x", CAUSE));
        assertInstanceOf(InvalidUrlError.class, new NonHttpUrlError("x:y"));
        assertInstanceOf(ResponseError.class, new TooManyRedirectsError(info(302, ""), 1));
    }
}
