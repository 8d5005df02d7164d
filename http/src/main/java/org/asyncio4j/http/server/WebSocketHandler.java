package org.asyncio4j.http.server;

import org.asyncio4j.http.WebSocket;

/** Talks with a client over a WebSocket. */
@FunctionalInterface
public interface WebSocketHandler {
    /**
     * Talks. When it returns, the socket is closed, if it is not yet.
     *
     * @throws Exception anything but the end of the connection is logged, and closes the socket
     *     with 1011
     */
    void handle(WebSocket socket) throws Exception;
}
