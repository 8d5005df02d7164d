package org.asyncio4j.bench.http;

import static org.asyncio4j.Asyncio.run;

import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

import java.io.IOException;

/** asyncio4j, as a user of it would write it; it tells the length, the date and its name itself. */
public final class Asyncio4jHttpServer {

    private static final byte[] LARGE = Answers.large();

    private Asyncio4jHttpServer() {}

    public static void main(String[] arguments) throws IOException {
        Application application = new Application();
        application.get(Answers.PLAIN_TEXT, request -> Response.text(Answers.GREETING));
        application.get(Answers.JSON, request -> Response.json(Answers.message()));
        application.get(Answers.LARGE, request -> Response.bytes(LARGE, Answers.BYTES_TYPE));
        application.webSocket(
                Answers.WEB_SOCKET,
                WebSocketOptions.DEFAULT,
                (request, socket) -> sendBack(socket));
        ServeOptions options =
                ServeOptions.DEFAULT
                        .withHost("127.0.0.1")
                        .withPort(Integer.parseInt(arguments[0]))
                        .withBacklog(Answers.BACKLOG);
        run(() -> {
            try (HttpServer server = HttpServer.start(application, options)) {
                Answers.ready();
                server.serveForever();
            }
        });
    }

    private static void sendBack(WebSocket socket) throws IOException {
        for (WebSocketMessage message : socket) {
            if (message instanceof WebSocketMessage.Text(String text)) {
                socket.send(text);
            }
        }
    }
}
