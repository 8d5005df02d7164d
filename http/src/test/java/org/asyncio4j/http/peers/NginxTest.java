package org.asyncio4j.http.peers;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.http.badinput.Visitor.visit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.badinput.Site;
import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.client.SessionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** nginx as a server for our client, and as a proxy before our server. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class NginxTest {
    @TempDir Path folder;
    private final byte[] large = new byte[5_000_000];
    private Site site;
    private Peer nginx;
    private SessionOptions options;

    @BeforeAll
    static void needsNginx() {
        Peer.require("nginx", "-v");
    }

    @BeforeEach
    void start() throws Exception {
        new Random(7).nextBytes(large);
        Files.write(folder.resolve("large"), large);
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.write(files.resolve("large"), large);
        Files.writeString(files.resolve("small.txt"), "small ".repeat(1000));
        site = Site.start(new PeerApplication(folder)::routes);
        int port = Peer.freePort();
        String configuration =
                Files.readString(Peer.resource("nginx.conf"))
                        .replace("USER", System.getProperty("user.name"))
                        .replace("FOLDER", "" + folder)
                        .replace("UPSTREAM", "" + site.port())
                        .replace("PORT", "" + port);
        Path file = Files.writeString(folder.resolve("nginx.conf"), configuration);
        nginx = Peer.start("nginx", "-c", "" + file, "-e", "" + folder.resolve("error.log"));
        awaitPort(port);
        options = SessionOptions.DEFAULT.withBaseUrl("http://127.0.0.1:" + port);
    }

    private static void awaitPort(int port) throws Exception {
        for (int i = 0; i < 500; i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                Thread.sleep(10); // Another process starts; it does not say when it has.
            }
        }
        throw new AssertionError("nginx did not start");
    }

    @AfterEach
    void stop() throws Exception {
        nginx.destroy();
        site.close();
    }

    @Test
    void asTheServer() throws Exception {
        visit(
                options,
                session -> {
                    assertArrayEquals(large, session.get("/large").bytes());
                    try (ClientResponse response = session.get("/small.txt").send()) {
                        assertEquals("gzip", response.header("Content-Encoding"));
                        assertEquals("small ".repeat(1000), response.text());
                    }
                    try (ClientResponse response =
                            session.get("/large").header("Range", "bytes=5-9").send()) {
                        assertEquals(206, response.status());
                        assertEquals(5, response.bytes().length);
                    }
                    assertEquals("", session.head("/large").text());
                    try (ClientResponse response = session.get("/nowhere").send()) {
                        assertEquals(404, response.status());
                    }
                    Path target = folder.resolve("target");
                    assertEquals(large.length, session.get("/large").download(target));
                    assertArrayEquals(large, Files.readAllBytes(target));
                });
    }

    @Test
    void asAProxy() throws Exception {
        visit(
                options,
                session -> {
                    for (String prefix : new String[] {"/ours", "/old"}) {
                        assertEquals("Hello", session.get(prefix + "/hello").text());
                        assertArrayEquals(large, session.get(prefix + "/large").bytes());
                        String text = session.get(prefix + "/stream").text();
                        assertTrue(text.endsWith("line 999\n"), text);
                        assertEquals("5000000", session.post(prefix + "/count").body(large).text());
                        Body pieces =
                                Body.writing(
                                        "text/plain",
                                        out -> {
                                            for (int i = 0; i < 1000; i++) {
                                                out.write("piece " + i);
                                            }
                                        });
                        text = session.post(prefix + "/echo").body(pieces).text();
                        assertTrue(text.endsWith("piece 999"), text);
                        assertEquals("", session.head(prefix + "/hello").text());
                        try (ClientResponse response = session.get(prefix + "/nowhere").send()) {
                            assertEquals(404, response.status());
                        }
                    }
                });
    }

    /** Many at once, on the connections that the proxy keeps. */
    @Test
    void asAProxyForMany() throws Exception {
        visit(
                options,
                session -> {
                    for (int i = 0; i < 20; i++) {
                        String text = "text " + i;
                        gather(
                                () -> session.post("/ours/echo").body(text).text(),
                                () -> session.get("/ours/hello").text(),
                                () -> session.get("/ours/large").bytes(),
                                () -> session.post("/ours/echo").body(text).chunked().text());
                    }
                });
    }

    @Test
    void asAProxyForWebSockets() throws Exception {
        visit(
                options,
                session -> {
                    String url = ("" + options.baseUrl()).replace("http", "ws");
                    String slash = url.endsWith("/") ? "" : "/";
                    try (WebSocket socket = session.webSocket(url + slash + "socket").connect()) {
                        socket.send("x".repeat(100_000));
                        assertEquals("x".repeat(100_000), socket.receiveText());
                    }
                });
    }
}
