package org.asyncio4j.http;

import java.io.IOException;
import java.io.Serial;

/**
 * Something is wrong with a {@link WebSocket}: the root of
 *
 * <ul>
 *   <li>{@link WebSocketClosedException}: it is closed, by whomever, and why
 *   <li>{@link WebSocketHandshakeException}: it was never open
 * </ul>
 *
 * and thrown itself where a message is not of the kind that was asked for.
 */
public class WebSocketException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    /** Makes one. */
    public WebSocketException(String message) {
        super(message);
    }

    /** Makes one with what it comes from; null for nothing. */
    public WebSocketException(String message, Throwable cause) {
        super(message, cause);
    }
}
