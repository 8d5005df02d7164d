package org.asyncio4j.http.client;

import java.time.Duration;

/**
 * Where the time of a request has gone, its last hop. See {@link ClientResponse#timing}.
 *
 * @param queuedNanos until the pool had a connection, or a place for one
 * @param connectNanos looking up the host, connecting, TLS; 0 for a connection that was there
 * @param waitNanos sending the request, and waiting for the head of the response
 * @param reused whether the connection had been used before
 */
public record ResponseTiming(long queuedNanos, long connectNanos, long waitNanos, boolean reused) {
    public Duration queued() {
        return Duration.ofNanos(queuedNanos);
    }

    public Duration connect() {
        return Duration.ofNanos(connectNanos);
    }

    /** Until the head of the response was there. */
    public Duration head() {
        return Duration.ofNanos(waitNanos);
    }
}
