package org.asyncio4j.http;

import java.io.Serial;

/**
 * A parameter is missing, or is not of the form that was asked for. A server that meets it answers
 * 400, for it was the client who wrote the parameter.
 */
public final class ParameterException extends IllegalArgumentException {
    @Serial private static final long serialVersionUID = 1L;

    /** Makes one. */
    public ParameterException(String message) {
        super(message);
    }
}
