package org.asyncio4j.http.peers;

import static org.asyncio4j.http.badinput.Visitor.visit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.badinput.Site;
import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.client.CookieJarOptions;
import org.asyncio4j.http.client.MemoryCookieJar;
import org.asyncio4j.http.client.SessionOptions;
import org.asyncio4j.http.form.FormData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** Python's aiohttp as our client and as our server. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class PythonTest {
    /** Debian's, which has Debian's packages. */
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir Path folder;

    @BeforeAll
    static void needsAiohttp() {
        Peer.require(PYTHON, "-c", "import aiohttp");
    }

    @Test
    void aiohttpAsTheClient() throws Exception {
        Files.write(folder.resolve("large"), new byte[1_000_000]);
        try (Site site = Site.start(new PeerApplication(folder)::routes)) {
            String told = Peer.run(PYTHON, "" + Peer.resource("client.py"), site.url(""));
            assertEquals("done", told.strip());
        }
    }

    @Test
    void aiohttpAsTheServer() throws Exception {
        try (Peer server = Peer.start(PYTHON, "" + Peer.resource("server.py"))) {
            String url = "http://127.0.0.1:" + server.readLine();
            SessionOptions options =
                    SessionOptions.DEFAULT
                            .withBaseUrl(url)
                            .withCookieJar(
                                    new MemoryCookieJar(CookieJarOptions.DEFAULT.withUnsafe(true)));
            visit(
                    options,
                    session -> {
                        byte[] bytes = new byte[3_000_000];
                        assertArrayEquals(bytes, session.post("/echo").body(bytes).bytes());
                        Body pieces =
                                Body.writing(
                                        "text/plain",
                                        out -> {
                                            for (int i = 0; i < 1000; i++) {
                                                out.write("piece " + i);
                                            }
                                        });
                        String text = session.post("/echo").body(pieces).text();
                        assertTrue(text.endsWith("piece 999"), text);
                        text = session.post("/echo").body("squeezed").compress().text();
                        assertEquals("squeezed", text);
                        assertEquals(
                                "hi",
                                session.put("/echo").body("hi").chunked().expectContinue().text());
                        text = session.get("/stream").text();
                        assertTrue(text.startsWith("line 0\n") && text.endsWith("line 999\n"));
                        FormData form =
                                new FormData()
                                        .add("text", "ü")
                                        .add("file", "ä b.bin", Body.of(new byte[2000]));
                        assertEquals("ü ä b.bin 2000", session.post("/form").form(form).text());
                        for (int i = 0; i < 3; i++) {
                            assertEquals("" + i, session.get("/cookies").text());
                        }
                        try (ClientResponse response = session.get("/redirect").send()) {
                            assertEquals(200, response.status());
                            assertEquals(1, response.history().size());
                        }
                    });
        }
    }

    @Test
    void aWebSocketToAiohttp() throws Exception {
        try (Peer server = Peer.start(PYTHON, "" + Peer.resource("server.py"))) {
            String url = "ws://127.0.0.1:" + server.readLine() + "/socket";
            WebSocketOptions options =
                    WebSocketOptions.DEFAULT.withCompression(true).withProtocols("x", "echo");
            visit(session -> {
                try (WebSocket socket = session.webSocket(url).options(options).connect()) {
                    assertEquals("echo", socket.protocol());
                    assertTrue(socket.isCompressed());
                    for (int i = 1; i <= 1000; i *= 10) {
                        socket.send("ä".repeat(i));
                        assertEquals("ä".repeat(i), socket.receiveText());
                        socket.send(new byte[i * 100]);
                        assertArrayEquals(new byte[i * 100], socket.receiveBytes());
                    }
                    socket.send("close");
                    assertEquals(new WebSocketMessage.Close(4000, "as you wish"), socket.receive());
                }
            });
        }
    }
}
