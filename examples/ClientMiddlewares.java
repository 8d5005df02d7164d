// What all requests of a session have in common, in one place: retries, a signature, a log of hops.
// The first middleware is the outermost; each sees every attempt that those outside of it make.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.http.client.ClientMiddleware;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.client.RetryMiddleware;
import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpException;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;

int calls;

ClientMiddleware retries = RetryMiddleware.DEFAULT.withPauses(millis(20), seconds(1));

ClientMiddleware signature =
        (request, next) -> {
            request.headers().set("X-Signature", "signed " + request.url().getPath());
            return next.handle(request);
        };

ClientMiddleware log =
        (request, next) -> {
            var response = next.handle(request);
            IO.println(
                    request.method() + " " + request.url().getPath() + " -> " + response.status());
            return response;
        };

// Twice too busy, then somewhere else.
Application application() {
    var app = new Application();
    app.get(
            "/busy",
            request -> {
                if (++calls <= 2) {
                    throw HttpException.serviceUnavailable("Come back later.");
                }
                return Response.found("/there");
            });
    app.get("/there", request -> Response.text(request.header("X-Signature")));
    return app;
}

void demonstrate() throws IOException {
    try (var server =
                    HttpServer.start(
                            application(), ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0));
            var session =
                    new ClientSession(
                            SessionOptions.DEFAULT
                                    .withBaseUrl(server.url())
                                    .withMiddlewares(retries, signature, log))) {
        IO.println(session.get("/busy").text());
    }
}

void main() throws IOException {
    run(this::demonstrate);
}
