package org.asyncio4j.http.client;

import java.io.IOException;

/**
 * Stands between a request and the server: changes what goes out, looks at what comes, asks again.
 * aiohttp's client middlewares. It sees each hop of a redirection by itself, with all headers that
 * will be sent.
 *
 * <pre>{@code
 * ClientMiddleware signed = (request, next) -> {
 *     request.headers().set("X-Signature", sign(request.url()));
 *     return next.handle(request);
 * };
 * try (var session = new ClientSession(SessionOptions.DEFAULT.withMiddlewares(signed))) {
 *     …
 * }
 * }</pre>
 *
 * <p>The first of several is the outermost. One that sends requests of its own through the same
 * session meets itself there; {@link ClientRequest#middlewares} without arguments avoids that.
 */
@FunctionalInterface
public interface ClientMiddleware {
    /**
     * Handles a request, by {@code next} or without it.
     *
     * @throws ClientError if there is no response
     */
    ClientResponse handle(OutgoingRequest request, ClientHandler next) throws IOException;
}
