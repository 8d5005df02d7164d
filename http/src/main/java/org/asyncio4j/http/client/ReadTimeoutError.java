package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;
import java.time.Duration;

/** The server has sent nothing for too long. */
public class ReadTimeoutError extends RequestTimeoutError {
    @Serial private static final long serialVersionUID = 1L;

    /** Makes one. */
    public ReadTimeoutError(URI url, Duration timeout, Throwable cause) {
        super(
                url,
                timeout,
                "The server has sent nothing for "
                        + seconds(timeout)
                        + " (the read time-out) in answer to "
                        + url
                        + ". ClientTimeout.withRead sets another; null is none.",
                cause);
    }
}
