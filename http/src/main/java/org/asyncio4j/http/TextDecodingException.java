package org.asyncio4j.http;

import java.io.Serial;

/**
 * A text cannot be read: its bytes are no text in the charset that is said or supposed, or nobody
 * knows that charset. A server answers 415.
 */
public final class TextDecodingException extends HttpProtocolException {
    @Serial private static final long serialVersionUID = 1L;

    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    /** Makes one. */
    public TextDecodingException(String message) {
        super(UNSUPPORTED_MEDIA_TYPE, message);
    }
}
