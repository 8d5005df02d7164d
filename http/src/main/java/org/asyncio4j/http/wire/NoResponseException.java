package org.asyncio4j.http.wire;

import java.io.IOException;
import java.io.Serial;

/**
 * The connection has ended or failed before the first byte of a response. On one that was used
 * before, the server has most likely closed it while the request was on its way.
 */
public class NoResponseException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param cause what the connection has failed with; null if the server has just ended it
     */
    public NoResponseException(String message, Throwable cause) {
        super(message, cause);
    }
}
