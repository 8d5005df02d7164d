package org.asyncio4j.http.server;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.WebSocketClosedException;
import org.asyncio4j.http.WebSocketHandshakeException;
import org.asyncio4j.http.websocket.ServerHandshake;
import org.asyncio4j.http.websocket.WebSocketConnection;
import org.asyncio4j.http.wire.ResponseHead;
import org.asyncio4j.http.wire.ServerExchange.Upgraded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;

/** Serves the WebSockets of a server. */
final class Sockets {
    private static final System.Logger LOG = System.getLogger("org.asyncio4j.http.server");
    private static final int GOING_AWAY = 1001;
    private static final int INTERNAL_ERROR = 1011;

    private final LongLived server;

    Sockets(LongLived server) {
        this.server = server;
    }

    /** Answers the request with a WebSocket, and has the handler talk until the end. */
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
        WebSocketConnection connection = upgrade(request, response, socket, handshake);
        Runnable goAway = () -> goAway(connection);
        server.add(goAway);
        try {
            talk(request, socket.handler(), connection);
        } finally {
            server.remove(goAway);
            connection.abort(); // If the handler was cancelled; else it is closed.
        }
    }

    private static void refuse(Request request, WebSocketHandshakeException refusal)
            throws IOException {
        Response response =
                Response.of(refusal.status(), refusal.headers(), Body.of(refusal.getMessage()));
        request.responding(response);
        request.exchange()
                .respond(
                        new ResponseHead(refusal.status(), null, "HTTP/1.1", refusal.headers()),
                        response.body());
    }

    private static WebSocketConnection upgrade(
            Request request, Response response, Response.Socket socket, ServerHandshake handshake)
            throws IOException {
        Headers headers = handshake.response();
        headers.addAll(response.headersOrNone());
        Upgraded upgraded =
                request.exchange().upgrade(new ResponseHead(101, null, "HTTP/1.1", headers));
        return WebSocketConnection.server(
                upgraded.reader(),
                upgraded.writer(),
                upgraded.connection(),
                handshake.agreement(),
                socket.options(),
                request.codec());
    }

    private static void talk(
            Request request, WebSocketHandler handler, WebSocketConnection connection)
            throws IOException {
        try {
            handler.handle(connection);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            if (isEnd(e)) {
                LOG.log(Level.DEBUG, () -> "The WebSocket of " + request + " has ended.", e);
            } else {
                String message = "Unhandled exception in the WebSocket handler of " + request + ".";
                LOG.log(Level.ERROR, message, e);
                connection.close(INTERNAL_ERROR, "");
            }
        }
        connection.close();
    }

    /** Whether a handler was told the end of its socket, and let that through. */
    private static boolean isEnd(Throwable exception) {
        return exception instanceof WebSocketClosedException
                || exception instanceof UncheckedIOException unchecked
                        && unchecked.getCause() instanceof WebSocketClosedException;
    }

    private static void goAway(WebSocketConnection connection) {
        try {
            connection.close(GOING_AWAY, "");
        } catch (IOException e) {
            connection.abort(); // It is gone; nobody is interested.
        }
    }
}
