package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;
import java.time.Duration;

/** The server, or the proxy, did not take the connection in time. Nothing was sent to it. */
public class ConnectTimeoutError extends RequestTimeoutError {
    @Serial private static final long serialVersionUID = 1L;

    /** Makes one. */
    public ConnectTimeoutError(URI url, Duration timeout, Throwable cause) {
        super(
                url,
                timeout,
                "No connection for "
                        + url
                        + " was there after "
                        + seconds(timeout)
                        + ", the connect time-out: looking up the host, TCP and TLS."
                        + " ClientTimeout.withConnect sets another; null is none.",
                cause);
    }
}
