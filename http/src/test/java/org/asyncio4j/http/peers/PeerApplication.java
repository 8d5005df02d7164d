package org.asyncio4j.http.peers;

import org.asyncio4j.http.ServerSentEvent;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.form.Form;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.EventsHandler;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What real peers are shown. */
final class PeerApplication {
    private final Path folder;

    /** One that serves the file {@code large} of a folder, too. */
    PeerApplication(Path folder) {
        this.folder = folder;
    }

    void routes(Application app) {
        app.get("/hello", request -> Response.text("Hello"));
        app.any("/echo", request -> Response.bytes(request.bytes(), "application/octet-stream"));
        app.post("/count", PeerApplication::count);
        app.post("/json", request -> Response.json(request.json(Map.class)));
        app.post("/form", PeerApplication::form);
        app.get("/large", request -> Response.file(folder.resolve("large")));
        app.get("/stream", request -> Response.stream("text/plain", PeerApplication::lines));
        app.get("/compressed", request -> Response.text("compress me ".repeat(1000)).compress());
        app.get("/events", request -> Response.events(COUNTING));
        app.get("/page", request -> Response.file(Peer.resource("page.html")));
        app.get("/redirect", request -> Response.found("/hello"));
        app.webSocket("/socket", (request, socket) -> echo(socket));
    }

    private static Response count(Request request) throws IOException {
        long count = 0;
        for (byte[] each; (each = request.body().read(65536)).length > 0; ) {
            count += each.length;
        }
        return Response.text("" + count);
    }

    private static Response form(Request request) throws IOException {
        Form form = request.form();
        var file = form.file("file");
        return Response.text(form.get("text") + " " + file.fileName() + " " + file.size());
    }

    private static void lines(org.asyncio4j.stream.StreamWriter out) throws IOException {
        for (int i = 0; i < 1000; i++) {
            out.write("line " + i + "\n");
        }
    }

    private static final EventsHandler COUNTING =
            events -> {
                for (int i = 0; i < 3; i++) {
                    events.send(ServerSentEvent.of("" + i).withEvent("count"));
                }
                events.send(ServerSentEvent.of("").withEvent("end").withId("7"));
            };

    private static void echo(WebSocket socket) throws IOException {
        for (WebSocketMessage.Data message : socket) {
            switch (message) {
                case WebSocketMessage.Text(String text) -> socket.send(text);
                case WebSocketMessage.Binary(byte[] bytes) -> socket.send(bytes);
            }
        }
    }
}
