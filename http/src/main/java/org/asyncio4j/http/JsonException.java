package org.asyncio4j.http;

import java.io.IOException;
import java.io.Serial;

/**
 * What was received is not JSON, or not of the type that was asked for. A server answers 400.
 *
 * <p>The message has little of what was received, so that it can be logged.
 */
public final class JsonException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    /** Makes one. */
    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
