package org.asyncio4j.http.client;

import java.io.IOException;

/** What sends a request, and returns its response: the rest behind a {@link ClientMiddleware}. */
@FunctionalInterface
public interface ClientHandler {
    /**
     * Sends the request once. May be called again, also with other headers or another body; the
     * response before should be closed then.
     *
     * @throws ClientError if there is no response
     */
    ClientResponse handle(OutgoingRequest request) throws IOException;
}
