package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;

/**
 * A body is broken: shorter than announced, wrongly compressed; or it was to be sent once more and
 * cannot be.
 */
public class PayloadError extends ClientError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param url what was requested
     * @param message what happened, on which URL, what to do
     * @param cause null for nothing
     */
    public PayloadError(URI url, String message, Throwable cause) {
        super(url, message, cause);
    }
}
