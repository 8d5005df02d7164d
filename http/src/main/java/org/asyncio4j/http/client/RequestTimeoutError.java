package org.asyncio4j.http.client;

import java.io.Serial;
import java.net.URI;
import java.time.Duration;

/**
 * It took too long. This class itself is the total time-out: of the whole request, with redirects
 * and the reading of the body; each other time-out is a subclass.
 */
public class RequestTimeoutError extends ConnectionError {
    @Serial private static final long serialVersionUID = 1L;

    private final Duration timeout;

    /** Makes one for the total time-out. */
    public RequestTimeoutError(String method, URI url, Duration timeout, Throwable cause) {
        this(
                url,
                timeout,
                method
                        + " "
                        + url
                        + " was not done within "
                        + seconds(timeout)
                        + ", its total time-out. ClientTimeout.withTotal sets another; null is"
                        + " none.",
                cause);
    }

    RequestTimeoutError(URI url, Duration timeout, String message, Throwable cause) {
        super(url, message, cause);
        this.timeout = timeout;
    }

    /** How long it was allowed to take. */
    public Duration timeout() {
        return timeout;
    }

    static String seconds(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        return seconds == Math.rint(seconds) ? (long) seconds + " s" : seconds + " s";
    }
}
