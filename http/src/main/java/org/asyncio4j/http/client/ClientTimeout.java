package org.asyncio4j.http.client;

import java.time.Duration;

/**
 * How long the parts of a request may take; each null for no limit. aiohttp's class of this name.
 *
 * @param total all of it: waiting for a connection, redirects, and reading the body to its end. A
 *     response that nobody reads or closes is given up then, too.
 * @param acquire waiting for a place in the pool and for the new connection that it may need
 * @param connect looking up the host, connecting, and the TLS hand-shake; also with a proxy
 * @param read each wait for the server's next bytes, from when it is asked for them on; also for
 *     the first ones of the response, and for the server to take more of a body, but not while that
 *     is still made
 */
public record ClientTimeout(Duration total, Duration acquire, Duration connect, Duration read) {
    /** Five minutes for all, 30 seconds to connect: aiohttp's. */
    public static final ClientTimeout DEFAULT =
            new ClientTimeout(Duration.ofMinutes(5), null, Duration.ofSeconds(30), null);

    /** No limits. */
    public static final ClientTimeout NONE = new ClientTimeout(null, null, null, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for one that is not above zero
     */
    public ClientTimeout {
        requirePositive("total", total);
        requirePositive("acquire", acquire);
        requirePositive("connect", connect);
        requirePositive("read", read);
    }

    private static void requirePositive(String name, Duration value) {
        if (value != null && !value.isPositive()) {
            throw new IllegalArgumentException(
                    "The time-out "
                            + name
                            + " must be above zero, and was "
                            + value
                            + "; null is for no limit.");
        }
    }

    public ClientTimeout withTotal(Duration total) {
        return new ClientTimeout(total, acquire, connect, read);
    }

    public ClientTimeout withAcquire(Duration acquire) {
        return new ClientTimeout(total, acquire, connect, read);
    }

    public ClientTimeout withConnect(Duration connect) {
        return new ClientTimeout(total, acquire, connect, read);
    }

    public ClientTimeout withRead(Duration read) {
        return new ClientTimeout(total, acquire, connect, read);
    }
}
