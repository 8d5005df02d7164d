package org.asyncio4j.http;

import java.io.IOException;
import java.io.Serial;

/**
 * A body is not what its headers say: its compression, its transfer encoding or its parts are
 * broken, cut short, or larger than is allowed. The sender is at fault: a server answers 400.
 */
public final class ContentDecodingException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    /** Makes one. */
    public ContentDecodingException(String message) {
        super(message);
    }

    /** Makes one with what it comes from. */
    public ContentDecodingException(String message, Throwable cause) {
        super(message, cause);
    }
}
