package org.asyncio4j.http;

import java.io.Serial;

/**
 * The {@link WebSocket} is closed: nothing can be sent or received any more. Where the connection
 * was lost, its failure is the cause.
 */
public final class WebSocketClosedException extends WebSocketException {
    @Serial private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;

    /**
     * Makes one.
     *
     * @param code as {@link WebSocket#closeCode}
     * @param reason as {@link WebSocket#closeReason}
     * @param message who has closed it and why
     * @param cause null for nothing
     */
    public WebSocketClosedException(int code, String reason, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reason = reason;
    }

    /** Why it was closed: see {@link WebSocket#closeCode}. */
    public int code() {
        return code;
    }

    /** Why it was closed, in the words of who did; may be empty. */
    public String reason() {
        return reason;
    }

    /** Whether it was closed in order: with 1000, 1001, or without a code. */
    public boolean isNormal() {
        return new WebSocketMessage.Close(code, reason).isNormal();
    }
}
