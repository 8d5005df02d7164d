package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;

/** No connection could be made. Its cause says why. */
public class ConnectError extends ConnectionError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param url what was requested
     * @param message what happened, on which URL, what to do
     * @param cause null for nothing
     */
    public ConnectError(URI url, String message, Throwable cause) {
        super(url, message, cause);
    }
}
