package org.asyncio4j.http.server;

import org.asyncio4j.http.EventStreamWriter;

import java.io.IOException;

/** Sends events to a client. */
@FunctionalInterface
public interface EventsHandler {
    /**
     * Sends events. When it returns, the stream ends, and a browser comes again.
     *
     * <p>It is cancelled when the client is found to be gone, or the server stops.
     *
     * @throws IOException if the client is gone
     */
    void writeTo(EventStreamWriter events) throws IOException;
}
