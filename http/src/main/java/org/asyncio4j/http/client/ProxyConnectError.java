package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;

/** The proxy cannot be reached; nothing is known of the server. */
public class ProxyConnectError extends ConnectError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param url what was requested
     * @param message what happened, on which URL, what to do
     * @param cause null for nothing
     */
    public ProxyConnectError(URI url, String message, Throwable cause) {
        super(url, message, cause);
    }
}
