package org.asyncio4j.http;

import java.io.Serial;

/**
 * The opening hand-shake of a WebSocket has failed: aiohttp's {@code WSServerHandshakeError}, and
 * on a server what was wrong with the request.
 */
public final class WebSocketHandshakeException extends WebSocketException {
    @Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Headers headers;

    /**
     * Makes one.
     *
     * @param status on a client what the server has answered; on a server what it answers
     * @param headers those of that response
     */
    public WebSocketHandshakeException(int status, Headers headers, String message) {
        super(message);
        this.status = status;
        this.headers = headers;
    }

    /**
     * The status of the response: on a client what has come, and that need not be 101 to be wrong;
     * on a server 400, 405 or 426.
     */
    public int status() {
        return status;
    }

    /** The headers of the response. On a server it should be sent with these. */
    public Headers headers() {
        return headers;
    }
}
