package org.asyncio4j.bench.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The JDK's server, a virtual thread for each request; it tells the date itself. */
public final class JdkHttpServer {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final byte[] LARGE = Answers.large();

    private JdkHttpServer() {}

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, Answers.BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                Answers.PLAIN_TEXT,
                exchange -> answer(exchange, Answers.GREETING_BYTES, Answers.TEXT_TYPE));
        server.createContext(
                Answers.JSON,
                exchange ->
                        answer(
                                exchange,
                                MAPPER.writeValueAsBytes(Answers.message()),
                                Answers.JSON_TYPE));
        server.createContext(
                Answers.LARGE, exchange -> answer(exchange, LARGE, Answers.BYTES_TYPE));
        server.start();
        Answers.ready();
    }

    private static void answer(HttpExchange exchange, byte[] body, String type) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
