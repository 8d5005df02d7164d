package org.asyncio4j.http.client;

import org.asyncio4j.http.Body;

import java.util.Set;

/**
 * When the client itself sends a request once more: where the server has closed a connection that
 * had rested, at the very moment in which it was used again. Nobody can avoid that, and nobody
 * wants to hear of it. As aiohttp, once, and only what may be done twice.
 */
final class RetryRule {
    private static final Set<String> IDEMPOTENT =
            Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY");

    private RetryRule() {}

    /**
     * Whether to send it once more.
     *
     * @param reused whether the connection had been used before
     */
    static boolean mayRetry(String method, Body body, boolean reused, ClientError failure) {
        return reused
                && failure instanceof DisconnectedError
                && IDEMPOTENT.contains(method)
                && (body.isRepeatable() || body.length() == 0);
    }
}
