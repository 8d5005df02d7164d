package org.asyncio4j.http.server;

import static org.asyncio4j.net.Net.openConnection;

import org.asyncio4j.http.Headers;
import org.asyncio4j.net.Connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** An application that is served on the network of the test, and raw requests to it. */
final class TestSite implements AutoCloseable {
    private final HttpServer server;

    TestSite(Application application) throws IOException {
        this(application, ServeOptions.DEFAULT);
    }

    TestSite(Application application, ServeOptions options) throws IOException {
        server = HttpServer.start(application, options.withHost("").withPort(80));
    }

    HttpServer server() {
        return server;
    }

    static Connection connect() throws IOException {
        return openConnection("test", 80);
    }

    /** A request of this line and these fields, with a host and {@code Connection: close}. */
    static Answer ask(String line, String... fields) throws IOException {
        return send(head(line + " HTTP/1.1", fields) + "\r\n");
    }

    /** As {@link #ask}, with a body. */
    static Answer post(String target, String contentType, String body, String... fields)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                head("POST " + target + " HTTP/1.1", fields)
                        + (contentType == null ? "" : "Content-Type: " + contentType + "\r\n")
                        + "Content-Length: "
                        + bytes.length
                        + "\r\n\r\n";
        return send(head + new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static String head(String line, String... fields) {
        StringBuilder head = new StringBuilder(line).append("\r\n");
        if (Arrays.stream(fields).noneMatch(each -> each.startsWith("Host:"))) {
            head.append("Host: test\r\n");
        }
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return head.append("Connection: close\r\n").toString();
    }

    /** Sends bytes as they are, and reads until the end. */
    static Answer send(String request) throws IOException {
        try (Connection connection = connect()) {
            connection.write(request.getBytes(StandardCharsets.ISO_8859_1));
            return Answer.of(connection.readAll());
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(Duration.ZERO);
    }

    /** A response, without the framing of its body. */
    record Answer(int status, Headers headers, byte[] body) {
        static Answer of(byte[] bytes) {
            String all = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = all.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new AssertionError("This is no response: " + all);
            }
            Headers headers = new Headers();
            all.substring(0, end)
                    .lines()
                    .skip(1)
                    .forEach(line -> {
                        int colon = line.indexOf(':');
                        headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
                    });
            int status = Integer.parseInt(all.substring(9, 12));
            byte[] body = Arrays.copyOfRange(bytes, end + 4, bytes.length);
            boolean chunked = headers.containsToken("Transfer-Encoding", "chunked");
            return new Answer(status, headers, chunked ? unchunked(body) : body);
        }

        private static byte[] unchunked(byte[] body) {
            String rest = new String(body, StandardCharsets.ISO_8859_1);
            StringBuilder plain = new StringBuilder();
            while (true) {
                int line = rest.indexOf("\r\n");
                int size = Integer.parseInt(rest.substring(0, line), 16);
                if (size == 0) {
                    return plain.toString().getBytes(StandardCharsets.ISO_8859_1);
                }
                plain.append(rest, line + 2, line + 2 + size);
                rest = rest.substring(line + 4 + size);
            }
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.get(name);
        }

        @Override
        public String toString() {
            return status + " " + text();
        }
    }
}
