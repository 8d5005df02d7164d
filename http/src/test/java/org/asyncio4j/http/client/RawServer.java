package org.asyncio4j.http.client;

import static org.asyncio4j.net.Net.startServer;

import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server that answers each request by hand, and remembers what it was asked. */
final class RawServer implements AutoCloseable {
    /** Answers one request. */
    interface Answer {
        /**
         * @param head the request's lines, without the empty one
         * @param connection where the rest is
         */
        void to(List<String> head, Connection connection) throws Exception;
    }

    final List<List<String>> requests = new ArrayList<>();
    int connections;
    private final Server server;
    private final Answer answer;

    RawServer(Answer answer) throws IOException {
        this(answer, "127.0.0.1", 0, ServerOptions.DEFAULT);
    }

    RawServer(Answer answer, String host, int port, ServerOptions options) throws IOException {
        this.answer = answer;
        this.server = startServer(this::serve, host, port, options);
    }

    /** The same answer to everything. */
    static RawServer saying(String response) throws IOException {
        return new RawServer((head, connection) -> connection.write(latin1(response)));
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    private void serve(Connection connection) throws Exception {
        connections++;
        while (true) {
            List<String> head = new ArrayList<>();
            for (String line = connection.readLine(); ; line = connection.readLine()) {
                if (line == null) {
                    return;
                }
                if (line.isEmpty()) {
                    break;
                }
                head.add(line);
            }
            requests.add(head);
            answer.to(head, connection);
        }
    }

    int port() {
        return server.port();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The value of a header of a request; null if there is none. */
    static String header(List<String> head, String name) {
        String prefix = name.toLowerCase() + ":";
        return head.stream()
                .filter(line -> line.toLowerCase().startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElse(null);
    }

    /** A header of the latest request. */
    String header(String name) {
        return header(requests.getLast(), name);
    }

    @Override
    public void close() throws IOException {
        server.close();
        server.abortClients();
    }
}
