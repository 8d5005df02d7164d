// A reverse proxy: passes requests on by turns, streams both ways, skips a server that is down.
// Give it a port and the URLs of servers; without them it stands before two of its own and ends.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.ConnectError;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpException;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Key;
import org.asyncio4j.http.server.Request;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

Key<ClientSession> client = Key.of("client");

// What belongs to a connection and not to the message on it; and the length, which bodies know.
Set<String> notPassedOn =
        Set.of(
                "connection",
                "content-length",
                "host",
                "keep-alive",
                "te",
                "trailer",
                "transfer-encoding",
                "upgrade");

int turn;

Application application(List<String> servers) {
    var app = new Application().maxBodySize(Long.MAX_VALUE);
    app.context(client, ClientSession::new);
    app.any("/{rest:path}", request -> passOn(request, servers));
    return app;
}

Response passOn(Request request, List<String> servers) throws IOException {
    for (int attempt = 0; attempt < servers.size(); attempt++) {
        try {
            return passOn(request, servers.get(turn++ % servers.size()));
        } catch (ConnectError e) {
            IO.println("skipped: " + e.getMessage());
        }
    }
    throw HttpException.serviceUnavailable("No server is up.");
}

Response passOn(Request request, String server) throws IOException {
    var outgoing =
            request.state()
                    .get(client)
                    .request(request.method(), server + request.rawPathAndQuery())
                    .headers(endToEnd(request.headers()))
                    .header("X-Forwarded-For", request.remote())
                    .allowRedirects(false)
                    .decompress(false);
    if (request.hasBody()) {
        outgoing.body(Body.from(request.body(), request.contentLength(), null));
    }
    var incoming = request.closeAfterwards(outgoing.send());
    return Response.of(
            incoming.status(), endToEnd(incoming.headers()), Body.from(incoming.body(), null));
}

Headers endToEnd(Headers headers) {
    var kept = new Headers();
    headers.forEach((name, value) -> {
        if (!notPassedOn.contains(name.toLowerCase(Locale.ROOT))) {
            kept.add(name, value);
        }
    });
    return kept;
}

Application origin(String name) {
    var app = new Application().maxBodySize(100_000_000);
    app.get("/", request -> Response.text(name));
    app.post("/", request -> Response.text(name + " got " + request.bytes().length + " bytes"));
    return app;
}

void demonstrate() throws IOException {
    var anyPort = ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0);
    try (var session = new ClientSession();
            var one = HttpServer.start(origin("one"), anyPort);
            var two = HttpServer.start(origin("two"), anyPort)) {
        var down = "http://127.0.0.1:1";
        var all = List.of(one.url(), two.url(), down);
        try (var proxy = HttpServer.start(application(all), anyPort)) {
            for (int i = 0; i < 4; i++) {
                IO.println(session.get(proxy.url()).text());
            }
            IO.println(session.post(proxy.url()).body(new byte[10_000_000]).text());
        }
    }
}

void main(String[] args) throws IOException {
    if (args.length > 1) {
        application(List.of(args).subList(1, args.length)).runOn(Integer.parseInt(args[0]));
    } else {
        run(this::demonstrate);
    }
}
