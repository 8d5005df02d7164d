package org.asyncio4j.http;

import java.io.Serial;

/**
 * A body is not what its headers say: its compression, its transfer encoding or its parts are
 * broken, cut short, or more than is allowed. The sender is at fault: a server answers 400.
 */
public final class ContentDecodingException extends HttpProtocolException {
    @Serial private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;

    /** Makes one. */
    public ContentDecodingException(String message) {
        super(BAD_REQUEST, message);
    }

    /** Makes one with what it comes from. */
    public ContentDecodingException(String message, Throwable cause) {
        super(BAD_REQUEST, message, cause);
    }
}
