package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.http.Answers;
import org.asyncio4j.bench.table.Measure;
import org.asyncio4j.bench.table.Row;

import java.util.List;

/**
 * What is done to an HTTP server, or by an HTTP client, and what is measured.
 *
 * @param row its name, its title and the number that counts
 * @param kind what happens
 * @param path what is asked for
 * @param connections how many there are at once
 */
record HttpLoad(Row row, Kind kind, String path, int connections) {

    static final String PLAIN = "plain";
    static final String PIPELINED = "pipelined";
    static final String JSON = "json";
    static final String LARGE = "100k";
    static final String WEB_SOCKET = "websocket";
    static final String FETCH = "fetch";

    /** How many URLs a client fetches. */
    static final int URLS = 20_000;

    /** How many bytes a WebSocket's text has. */
    static final int TEXT_BYTES = 64;

    enum Kind {
        /** A server answers one request after the other on each connection. */
        REQUESTS,
        /** A server gets 16 requests at once on each connection. */
        PIPELINE,
        /** A server sends texts back over WebSockets. */
        WEB_SOCKET,
        /** A client fetches many URLs. */
        FETCH
    }

    /** What is done to servers. */
    static List<HttpLoad> ofServers() {
        return List.of(
                load(PLAIN, "plain text", Kind.REQUESTS, Answers.PLAIN_TEXT, 64),
                load(PIPELINED, "16-deep pipeline", Kind.PIPELINE, Answers.PLAIN_TEXT, 64),
                load(JSON, "JSON", Kind.REQUESTS, Answers.JSON, 64),
                load(LARGE, "100 KiB", Kind.REQUESTS, Answers.LARGE, 64),
                load(WEB_SOCKET, "1,000 WebSockets", Kind.WEB_SOCKET, Answers.WEB_SOCKET, 1_000));
    }

    /** What clients do. */
    static List<HttpLoad> ofClients() {
        String title = "%,d URLs, 100 at once".formatted(URLS);
        return List.of(load(FETCH, title, Kind.FETCH, Answers.PLAIN_TEXT, 100));
    }

    private static HttpLoad load(
            String name, String title, Kind kind, String path, int connections) {
        return new HttpLoad(new Row(name, title, Measure.CPU), kind, path, connections);
    }

    String name() {
        return row.name();
    }

    String title() {
        return row.title();
    }
}
