package org.asyncio4j.bench.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;

import tools.jackson.databind.json.JsonMapper;

/**
 * Helidon SE: a virtual thread for each connection, on blocking sockets; it tells the date itself.
 */
public final class HelidonHttpServer {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final byte[] LARGE = Answers.large();
    private static final Header TEXT_TYPE = type(Answers.TEXT_TYPE);
    private static final Header JSON_TYPE = type(Answers.JSON_TYPE);
    private static final Header BYTES_TYPE = type(Answers.BYTES_TYPE);

    private HelidonHttpServer() {}

    public static void main(String[] arguments) {
        WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(arguments[0]))
                .backlog(Answers.BACKLOG)
                .routing(HelidonHttpServer::route)
                .build()
                .start();
        Answers.ready();
    }

    private static void route(HttpRouting.Builder routing) {
        routing.get(
                        Answers.PLAIN_TEXT,
                        (request, response) -> answer(response, Answers.GREETING_BYTES, TEXT_TYPE))
                .get(
                        Answers.JSON,
                        (request, response) ->
                                answer(
                                        response,
                                        MAPPER.writeValueAsBytes(Answers.message()),
                                        JSON_TYPE))
                .get(Answers.LARGE, (request, response) -> answer(response, LARGE, BYTES_TYPE));
    }

    private static void answer(ServerResponse response, byte[] body, Header type) {
        response.header(type).send(body);
    }

    private static Header type(String value) {
        return HeaderValues.createCached(HeaderNames.CONTENT_TYPE, value);
    }
}
