package org.asyncio4j.http;

import java.io.IOException;
import java.io.Serial;

/**
 * The peer has sent what is not HTTP, or more of it than is taken. The connection is of no use any
 * more.
 */
public class HttpProtocolException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Makes one.
     *
     * @param status what a server answers to it: 400, 413, 417, 431, 501, 505
     * @param message what was wrong
     */
    public HttpProtocolException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** {@link #HttpProtocolException(int, String)} with what it comes from. */
    public HttpProtocolException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The status that a server answers with. */
    public int status() {
        return status;
    }
}
