package org.asyncio4j.http.client;

import java.io.IOException;
import java.io.Serial;
import java.net.URI;

/**
 * A request of the client has failed. All that the client throws for what is outside of the program
 * is one of these; so {@code catch (ClientError e)} is enough, and since they are {@code
 * IOException}s, so is that. As aiohttp's {@code ClientError}:
 *
 * <pre>
 * ClientError
 * ├── ConnectionError                 there is no connection, or no longer
 * │   ├── ConnectError                none could be made
 * │   │   ├── NameResolutionError     the host has no address
 * │   │   ├── TlsError                the hand-shake has failed
 * │   │   │   ├── CertificateError    the server's certificate is not trusted
 * │   │   │   └── FingerprintMismatchError
 * │   │   └── ProxyConnectError       the proxy cannot be reached
 * │   ├── DisconnectedError           the server has gone in the middle
 * │   └── RequestTimeoutError         it took too long: the total
 * │       ├── AcquireTimeoutError     … until the pool had a connection
 * │       ├── ConnectTimeoutError     … until the server took it
 * │       └── ReadTimeoutError        … until the server sent something
 * ├── PayloadError                    a body is broken, or cannot be sent again
 * ├── ResponseError                   there is a response, but not the one that was wanted
 * │   ├── ContentTypeError            it is of another type
 * │   ├── TooManyRedirectsError
 * │   ├── ProxyResponseError          the proxy has refused
 * │   └── WebSocketHandshakeError     the server speaks no WebSocket there
 * └── InvalidUrlError                 nothing can be requested from such a URL
 *     ├── NonHttpUrlError             … since its scheme is not HTTP's
 *     └── RedirectUrlError            … to which a server has redirected
 * </pre>
 *
 * <p>What was done wrong by the program itself, as setting a body twice, is an {@code
 * IllegalArgumentException} or {@code IllegalStateException} instead.
 */
public class ClientError extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final URI url;

    /**
     * Makes one.
     *
     * @param url what was requested; null if it could not be read
     * @param message what happened, on which URL, what to do
     */
    public ClientError(URI url, String message) {
        this(url, message, null);
    }

    /**
     * Makes one with what it comes from.
     *
     * @param cause null for nothing
     */
    public ClientError(URI url, String message, Throwable cause) {
        super(message, cause);
        this.url = url;
    }

    /** What was requested, after redirects; null if it could not be read. */
    public URI url() {
        return url;
    }

    /** The reason as a part of a sentence: its message, or its class where that says nothing. */
    static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
