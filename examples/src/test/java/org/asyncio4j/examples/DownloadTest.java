package org.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.util.Comparator.comparing;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** The download with addresses that it is given, good and bad. */
@Timeout(60)
class DownloadTest {

    @TempDir static Path classes;

    private HttpServer server;
    private String base;

    @BeforeAll
    static void compile() throws IOException {
        ExamplesTest.compile(List.of("Download"), classes);
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        addPage("/small", 200, 10);
        addPage("/large", 200, 1_234_567);
        addPage("/missing", 404, 5);
        server.start();
    }

    private void addPage(String path, int status, int size) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(status, size);
                        exchange.getResponseBody().write(new byte[size]);
                    }
                });
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private static ExampleRun download(String... addresses) throws Exception {
        return ExampleRun.of(classes, List.of(), "Download", addresses);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--jdk "})
    void downloadsTheAddressesItIsGiven(String option) throws Exception {
        ExampleRun run = download((option + base + "/small " + base + "/large").split(" "));

        assertEquals("", run.err());
        assertEquals(
                """
                http://127.0.0.1:PORT/large: 1,234,567 bytes in N ms
                http://127.0.0.1:PORT/small: 10 bytes in N ms
                All at once took N ms; one after the other would have taken N ms.
                """,
                Normal.download(run.out()));
        assertEquals(0, run.status());
    }

    @Test
    void anAddressThatFailsIsOneLineAndTheOthersStillFinish() throws Exception {
        String closed = "http://127.0.0.1:" + closedPort() + "/";

        ExampleRun run =
                download(closed, base + "/missing", base + "/small", "no address", "ftp://x/");

        assertEquals(
                List.of(
                        closed
                                + ": failed, Cannot connect to "
                                + closed.substring("http://".length(), closed.length() - 1)
                                + ": Connection refused",
                        base
                                + "/missing: failed, GET "
                                + base
                                + "/missing was answered with 404 Not Found.",
                        "ftp://x/: failed, Nothing can be requested from 'ftp://x/': it has to"
                                + " begin with http:// or https:// (for WebSockets ws:// or"
                                + " wss://).",
                        "no address: failed, Nothing can be requested from 'no address': it does"
                                + " not say where to go. Begin it with http:// or https://, or give"
                                + " the session a base URL."),
                run.err().lines().sorted(comparing(this::reason)).toList());
        assertEquals(
                """
                http://127.0.0.1:PORT/small: 10 bytes in N ms
                All at once took N ms; one after the other would have taken N ms.
                """,
                Normal.download(run.out()));
        assertEquals(1, run.status());
    }

    /** Sorted by it, the lines have an order: their own is a matter of time. */
    private String reason(String line) {
        return line.substring(line.indexOf("failed"));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
