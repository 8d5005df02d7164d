package org.asyncio4j.bench.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Vert.x on its native transport, with one event loop; its JSON is its own. */
public final class VertxHttpServer {

    private static final Buffer GREETING = Buffer.buffer(Answers.GREETING_BYTES);
    private static final Buffer LARGE = Buffer.buffer(Answers.large());
    private static final CharSequence TEXT_TYPE = HttpHeaders.createOptimized(Answers.TEXT_TYPE);
    private static final CharSequence JSON_TYPE = HttpHeaders.createOptimized(Answers.JSON_TYPE);
    private static final CharSequence BYTES_TYPE = HttpHeaders.createOptimized(Answers.BYTES_TYPE);

    /** The date as text, written once a second. */
    private CharSequence date = HttpHeaders.createOptimized(Answers.date());

    private VertxHttpServer() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        if (!vertx.isNativeTransportEnabled()) {
            throw new IllegalStateException(
                    "no native transport", vertx.unavailableNativeTransportCause());
        }
        VertxHttpServer server = new VertxHttpServer();
        vertx.setPeriodic(
                1_000, unused -> server.date = HttpHeaders.createOptimized(Answers.date()));
        vertx.createHttpServer(
                        new HttpServerOptions()
                                .setTcpNoDelay(true)
                                .setAcceptBacklog(Answers.BACKLOG))
                .requestHandler(server::handle)
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .await();
        Answers.ready();
    }

    private void handle(HttpServerRequest request) {
        switch (request.path()) {
            case Answers.PLAIN_TEXT -> answer(request, GREETING, TEXT_TYPE);
            case Answers.JSON -> {
                JsonObject message = new JsonObject().put("message", Answers.GREETING);
                answer(request, message.toBuffer(), JSON_TYPE);
            }
            case Answers.LARGE -> answer(request, LARGE, BYTES_TYPE);
            default -> request.response().setStatusCode(404).end();
        }
    }

    private void answer(HttpServerRequest request, Buffer body, CharSequence type) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.DATE, date)
                .end(body);
    }
}
