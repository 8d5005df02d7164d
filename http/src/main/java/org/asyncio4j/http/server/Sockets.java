package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.EventLoop;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Serves the WebSockets of a server, and closes them when it stops. */
final class Sockets {
    private static final System.Logger LOG = System.getLogger("asyncio4j.http.server");
    private static final int GOING_AWAY = 1001;
    private static final int INTERNAL_ERROR = 1011;

    /** Those that are open, each with its loop. */
    private final Map<WebSocketConnection, EventLoop> open = new ConcurrentHashMap<>();

    private volatile boolean closing;

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
        open.put(connection, getRunningLoop());
        try {
            if (closing) {
                connection.close(GOING_AWAY, "");
            }
            talk(request, socket.handler(), connection);
        } finally {
            open.remove(connection);
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
        } catch (Exception e) {
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
    private static boolean isEnd(Exception exception) {
        return exception instanceof WebSocketClosedException
                || exception instanceof UncheckedIOException unchecked
                        && unchecked.getCause() instanceof WebSocketClosedException;
    }

    /** Tells all clients that the server goes away. Does not wait. */
    void closeAll() {
        closing = true;
        open.forEach((connection, loop) -> {
            try {
                loop.callSoonThreadsafe(() -> loop.createTask(() -> goAway(connection)));
            } catch (IllegalStateException ended) {
                // With all its connections.
            }
        });
    }

    private static void goAway(WebSocketConnection connection) {
        try {
            connection.close(GOING_AWAY, "");
        } catch (IOException e) {
            connection.abort(); // It is gone; nobody is interested.
        }
    }
}
