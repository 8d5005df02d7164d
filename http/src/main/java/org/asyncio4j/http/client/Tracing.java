package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;

import java.net.URI;

/**
 * Is told of all requests of a session: aiohttp's {@code TraceConfig}. Each request gets a {@link
 * RequestTrace} of its own, whose fields are what is remembered from one signal to the next.
 *
 * <pre>{@code
 * class Timed implements RequestTrace {
 *     private final long begin = System.nanoTime();
 *
 *     @Override
 *     public void ended(ClientResponse response) {
 *         log(response.url() + " took " + (System.nanoTime() - begin) / 1_000_000 + " ms");
 *     }
 * }
 *
 * var session = new ClientSession(
 *         SessionOptions.DEFAULT.withTracing((method, url, headers) -> new Timed()));
 * }</pre>
 */
@FunctionalInterface
public interface Tracing {
    /**
     * A request begins.
     *
     * @param url without credentials
     * @param headers those that the request has by itself; read-only
     * @return what is told of the rest; null for nothing
     */
    RequestTrace started(String method, URI url, Headers headers);
}
