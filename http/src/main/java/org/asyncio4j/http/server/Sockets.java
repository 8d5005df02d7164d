package org.asyncio4j.http.server;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.WebSocketHandshakeException;
import org.asyncio4j.http.websocket.ServerHandshake;
import org.asyncio4j.http.wire.ResponseHead;

import java.io.IOException;

/** Serves the WebSockets of a server. */
final class Sockets {
    void serve(Request request, Response response, Response.Socket socket) throws IOException {
        ServerHandshake handshake;
        try {
            handshake =
                    ServerHandshake.of(
                            request.method(),
                            request.version(),
                            request.headers(),
                            socket.options());
        } catch (WebSocketHandshakeException e) {
            refuse(request, e);
            return;
        }
    }

    private void refuse(Request request, WebSocketHandshakeException refusal) throws IOException {
        ResponseHead head = new ResponseHead(refusal.status(), null, "HTTP/1.1", refusal.headers());
        request.exchange().respond(head, Body.of(refusal.getMessage()));
    }
}
