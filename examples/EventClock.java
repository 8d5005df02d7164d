// A clock over server-sent events: the page need not ask, the server just sleeps and sends.
// Give it a port to serve there; without one it listens to itself for three ticks and ends.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.http.ServerSentEvent;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

String page =
        """
        <!doctype html>
        <title>Clock</title>
        <h1 id="time">…</h1>
        <script>
          new EventSource('/ticks').onmessage = event => time.textContent = event.data
        </script>
        """;

Application application() {
    var app = new Application();
    app.get("/", request -> Response.html(page));
    app.get("/ticks", this::ticks);
    return app;
}

// It ends when the client is gone: the next event cannot be sent.
Response ticks(Request request) {
    return Response.events(events -> {
        for (int tick = 1; ; tick++) {
            var time = LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
            events.send(ServerSentEvent.of(time).withId(String.valueOf(tick)));
            sleep(seconds(0.1));
        }
    });
}

void demonstrate() throws IOException {
    try (var server =
                    HttpServer.start(
                            application(), ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0));
            var session = new ClientSession()) {
        try (var events = session.events(server.url() + "/ticks")) {
            for (ServerSentEvent event : events) {
                IO.println("tick " + event.id() + ": " + event.data().matches("\\d\\d:\\d\\d.*"));
                if (event.id().equals("3")) {
                    break;
                }
            }
        }
    }
}

void main(String[] args) throws IOException {
    if (args.length > 0) {
        application().runOn(Integer.parseInt(args[0]));
    } else {
        run(this::demonstrate);
    }
}
