package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.http.client.RawServer.header;
import static org.asyncio4j.http.client.RawServer.latin1;
import static org.asyncio4j.http.client.RawServer.ok;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.Net.startUnixServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.http.ServerSentEvent;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.Response;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** TLS, proxies, Unix sockets, WebSockets and event streams, on real sockets. */
@Timeout(20)
class ClientConnectionsTest {
    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withHandleSignals(false);

    @TempDir Path folder;

    private static void on(Action<Exception> body) throws Exception {
        run(OPTIONS, body);
    }

    private static Path certificate(String name) throws Exception {
        return Path.of(
                ClientConnectionsTest.class
                        .getResource("/org/asyncio4j/net/certificates/" + name + ".pem")
                        .toURI());
    }

    private static ServerOptions inTls(String name) throws Exception {
        return ServerOptions.DEFAULT.withTls(
                TlsOptions.server(certificate(name), certificate(name + "-key")));
    }

    private static TlsOptions trusting() throws Exception {
        return TlsOptions.client().withTrust(certificate("authority"));
    }

    private static RawServer.Answer always(String response) {
        return (head, connection) -> connection.write(latin1(response));
    }

    private static RawServer secure(String name) throws Exception {
        return new RawServer(always(ok("secret")), "127.0.0.1", 0, inTls(name));
    }

    private static String https(RawServer server) {
        return "https://127.0.0.1:" + server.port() + "/";
    }

    // ---------------------------------------------------------------- TLS

    @Test
    void speaksTls() throws Exception {
        on(() -> {
            try (var server = secure("server");
                    var session = new ClientSession(SessionOptions.DEFAULT.withTls(trusting()))) {
                try (var response = session.get(https(server)).send()) {
                    assertEquals("TLSv1.3", response.tls().orElseThrow().protocol());
                    assertEquals("secret", response.text());
                }
                assertEquals("secret", session.get(https(server)).text());
                assertEquals(1, server.connections);
            }
        });
    }

    @Test
    void refusesCertificatesThatNobodyTrusts() throws Exception {
        on(() -> {
            try (var server = secure("self-signed");
                    var session = new ClientSession(SessionOptions.DEFAULT.withTls(trusting()))) {
                assertThrows(CertificateError.class, () -> session.get(https(server)).text());
                assertEquals(0, session.statistics().inUse());
                assertEquals(
                        "secret",
                        session.get(https(server))
                                .tls(TlsOptions.client().withoutVerification())
                                .text());
            }
            try (var server = secure("other");
                    var session = new ClientSession(SessionOptions.DEFAULT.withTls(trusting()))) {
                assertThrows(CertificateError.class, () -> session.get(https(server)).text());
            }
            try (Server plain =
                            startServer(
                                    connection -> {
                                        connection.read(1);
                                        connection.write("HTTP/1.1 400 Bad\r\n\r\n");
                                    },
                                    "127.0.0.1",
                                    0);
                    var session = new ClientSession()) {
                String url = "https://127.0.0.1:" + plain.port() + "/";
                TlsError error = assertThrows(TlsError.class, () -> session.get(url).text());
                assertFalse(error instanceof CertificateError);
            }
        });
    }

    @Test
    void pinsCertificates() throws Exception {
        X509Certificate pinned;
        try (var in = java.nio.file.Files.newInputStream(certificate("self-signed"))) {
            pinned =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        Fingerprint fingerprint = Fingerprint.of(pinned);
        on(() -> {
            try (var server = secure("self-signed");
                    var session =
                            new ClientSession(
                                    SessionOptions.DEFAULT.withFingerprint(fingerprint))) {
                assertEquals("secret", session.get(https(server)).text());
                FingerprintMismatchError error =
                        assertThrows(
                                FingerprintMismatchError.class,
                                () ->
                                        session.get(https(server))
                                                .fingerprint(Fingerprint.sha256(new byte[32]))
                                                .text());
                assertTrue(error.getMessage().contains("127.0.0.1"), error.getMessage());
                assertEquals(0, session.statistics().inUse());
            }
        });
        assertEquals(fingerprint, Fingerprint.sha256(fingerprint.toString()));
        assertThrows(IllegalArgumentException.class, () -> Fingerprint.sha256(new byte[20]));
    }

    @Test
    void b74_anotherServerNameIsAnotherConnection() throws Exception {
        TlsOptions named = trusting().withServerName("localhost");
        on(() -> {
            try (var server = secure("server");
                    var session = new ClientSession(SessionOptions.DEFAULT.withTls(trusting()))) {
                session.get(https(server)).text();
                session.get(https(server)).tls(named).text();
                session.get(https(server)).tls(named).text();
                assertEquals(2, server.connections);
            }
        });
    }

    @Test
    void unixSockets() throws Exception {
        Path socket = folder.resolve("http.sock");
        on(() -> {
            var heads = new ArrayList<String>();
            try (Server server =
                            startUnixServer(
                                    connection -> {
                                        while (true) {
                                            for (String line = connection.readLine();
                                                    line == null || !line.isEmpty();
                                                    line = connection.readLine()) {
                                                if (line == null) {
                                                    return;
                                                }
                                                heads.add(line);
                                            }
                                            connection.write(latin1(ok("local")));
                                        }
                                    },
                                    socket);
                    var session =
                            new ClientSession(SessionOptions.DEFAULT.withUnixSocket(socket))) {
                assertEquals("local", session.get("http://docker/info").text());
                assertEquals("local", session.get("http://docker/info").text());
                assertEquals(1, session.statistics().opened());
                assertEquals("Host: docker", heads.get(1));
            }
        });
    }

    // ---------------------------------------------------------------- proxies

    /** A proxy that opens tunnels, and answers itself what it is asked in full. */
    private static RawServer proxy(List<String> targets, ServerOptions options) throws IOException {
        RawServer.Answer answer =
                (head, connection) -> {
                    String[] line = head.getFirst().split(" ");
                    targets.add(head.getFirst() + " " + header(head, "Proxy-Authorization"));
                    if (!line[0].equals("CONNECT")) {
                        connection.write(latin1(ok("by proxy")));
                        return;
                    }
                    int colon = line[1].lastIndexOf(':');
                    int port = Integer.parseInt(line[1].substring(colon + 1));
                    try (Connection server = openConnection("127.0.0.1", port)) {
                        connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
                        taskGroup(group -> {
                            group.createTask(() -> copy(connection, server));
                            group.createTask(() -> copy(server, connection));
                        });
                    }
                };
        return new RawServer(answer, "127.0.0.1", 0, options);
    }

    private static void copy(Connection from, Connection to) throws IOException {
        try {
            for (byte[] bytes = from.read(10_000); bytes.length > 0; bytes = from.read(10_000)) {
                to.write(bytes);
            }
            to.close();
        } catch (IOException e) {
            to.abort();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsByProxies(boolean secureProxy) throws Exception {
        on(() -> {
            var targets = new ArrayList<String>();
            ServerOptions options = secureProxy ? inTls("server") : ServerOptions.DEFAULT;
            try (var server = secure("server");
                    var proxy = proxy(targets, options);
                    var session =
                            new ClientSession(
                                    SessionOptions.DEFAULT
                                            .withTls(trusting())
                                            .withProxy(
                                                    Proxy.of(
                                                            (secureProxy ? "https" : "http")
                                                                    + "://me:pw@127.0.0.1:"
                                                                    + proxy.port())))) {
                assertEquals("by proxy", session.get("http://example.test/x?y=z").text());
                assertEquals("secret", session.get(https(server)).text());
                assertEquals(
                        "secret",
                        session.get(https(server)).header("Proxy-Authorization", "Basic x").text());
                String user = BasicAuth.encode("me", "pw");
                assertEquals(
                        List.of(
                                "GET http://example.test/x?y=z HTTP/1.1 " + user,
                                "CONNECT 127.0.0.1:" + server.port() + " HTTP/1.1 " + user),
                        targets);
                assertEquals("example.test", header(proxy.requests.getFirst(), "Host"));
                assertEquals(2, proxy.connections);
                assertEquals(1, server.connections);
                assertNull(server.header("Proxy-Authorization"));
                assertEquals("secret", session.get(https(server)).proxy(null).text());
                assertEquals(2, proxy.connections);
            }
        });
    }

    @Test
    void webSocketsGoThroughATunnelAlsoInPlain() throws Exception {
        var targets = new ArrayList<String>();
        var app = new Application();
        app.webSocket("/echo", (request, socket) -> socket.send(socket.receiveText()));
        onServer(
                app,
                (session, url) -> {
                    String place = url.replaceFirst("^http", "ws").replaceFirst("/*$", "/echo");
                    try (var proxy = proxy(targets, ServerOptions.DEFAULT);
                            WebSocket socket =
                                    session.webSocket(place)
                                            .proxy(Proxy.of(proxy.url("")))
                                            .connect()) {
                        socket.send("hello");
                        assertEquals("hello", socket.receiveText());
                    }
                    assertEquals(1, targets.size());
                    assertTrue(targets.getFirst().startsWith("CONNECT "), targets.toString());
                });
    }

    @Test
    void b76_proxiesThatRefuse() throws Exception {
        on(() -> {
            try (var proxy =
                            RawServer.saying(
                                    "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n");
                    var session =
                            new ClientSession(
                                    SessionOptions.DEFAULT.withProxy(Proxy.of(proxy.url(""))))) {
                ProxyResponseError error =
                        assertThrows(
                                ProxyResponseError.class,
                                () -> session.get("https://example.test/").text());
                assertEquals(407, error.status());
                assertEquals(0, session.statistics().inUse());
                assertEquals(407, session.get("http://example.test/").send().status());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0005\u00ff", "SSH-2.0-x\r\n", "", "HTTP/1.1 200 OK\r\n\r\nunasked bytes"})
    void b76_proxiesThatAreNone(String answer) throws Exception {
        on(() -> {
            try (var proxy =
                            new RawServer((head, connection) -> {
                                connection.write(latin1(answer));
                                connection.close();
                            });
                    var session =
                            new ClientSession(
                                    SessionOptions.DEFAULT.withProxy(Proxy.of(proxy.url(""))))) {
                assertThrows(
                        ProxyConnectError.class, () -> session.get("https://example.test/").text());
                assertEquals(0, session.statistics().inUse());
                assertEquals(java.util.Map.of(), session.statistics().connections());
            }
            try (var session =
                    new ClientSession(
                            SessionOptions.DEFAULT.withProxy(Proxy.of("http://127.0.0.1:1")))) {
                assertThrows(
                        ProxyConnectError.class, () -> session.get("http://example.test/").text());
            }
        });
    }

    // ---------------------------------------------------------------- WebSockets and events

    /** Uses our own server. */
    private interface Use {
        void with(ClientSession session, String url) throws Exception;
    }

    private static void onServer(Application app, Use use) throws Exception {
        on(() -> {
            ServeOptions options =
                    ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0).withQuiet(true);
            try (HttpServer server = HttpServer.start(app, options);
                    var session = new ClientSession()) {
                use.with(session, server.url());
            }
        });
    }

    @Test
    void opensWebSockets() throws Exception {
        var app = new Application();
        app.webSocket(
                "/echo",
                (request, socket) -> {
                    while (true) {
                        socket.send("echo " + socket.receiveText());
                    }
                });
        app.get("/page", request -> Response.text("page"));
        onServer(
                app,
                (session, url) -> {
                    String place = url.replaceFirst("^http", "ws") + "/echo";
                    try (WebSocket socket =
                            session.webSocket(place.replace("//echo", "/echo")).connect()) {
                        socket.send("hello");
                        assertEquals("echo hello", socket.receiveText());
                        assertEquals(1, session.statistics().inUse());
                        assertEquals(0, session.statistics().inFlight());
                    }
                    assertEquals(0, session.statistics().inUse());
                    assertEquals(0, session.statistics().idle());
                    WebSocketHandshakeError error =
                            assertThrows(
                                    WebSocketHandshakeError.class,
                                    () ->
                                            session.webSocket(place.replaceFirst("/+echo", "/page"))
                                                    .connect());
                    assertEquals(200, error.status());
                    assertEquals(0, session.statistics().inUse());
                    WebSocket left = session.webSocket(place.replace("//echo", "/echo")).connect();
                    session.close();
                    assertThrows(IOException.class, left::receiveText);
                });
    }

    @Test
    void receivesEventsAgainAndAgain() throws Exception {
        var asked = new ArrayList<String>();
        on(() -> {
            try (var server =
                            new RawServer((head, connection) -> {
                                asked.add(String.valueOf(header(head, "Last-Event-ID")));
                                if (asked.size() == 4) {
                                    connection.write("HTTP/1.1 204 No more\r\n\r\n");
                                    return;
                                }
                                if (asked.size() == 2) {
                                    connection.abort();
                                    return;
                                }
                                connection.write(
                                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                                                + "retry: 10\nid: "
                                                + asked.size()
                                                + "\ndata: event "
                                                + asked.size()
                                                + "\n\n");
                                connection.close();
                            });
                    var session = new ClientSession();
                    EventSource events = session.events(server.url("/")).retry(millis(10))) {
                var data = new ArrayList<String>();
                for (ServerSentEvent event : events) {
                    data.add(event.data());
                }
                assertEquals(List.of("event 1", "event 3"), data);
                assertEquals(List.of("null", "1", "1", "3"), asked);
                assertEquals("3", events.lastEventId());
                assertNull(events.receive());
            }
        });
    }

    @Test
    void eventsThatAreNone() throws Exception {
        on(() -> {
            try (var server = RawServer.saying(ok("no events"));
                    var session = new ClientSession()) {
                assertThrows(
                        ContentTypeError.class, () -> session.events(server.url("/")).receive());
                assertEquals(0, session.statistics().inUse());
                assertThrows(
                        ConnectError.class,
                        () ->
                                session.events("http://127.0.0.1:1/")
                                        .retry(millis(1))
                                        .maxAttempts(3)
                                        .receive());
            }
        });
    }

    @Test
    void closingEndsTheWaitForEvents() throws Exception {
        on(() -> {
            try (var server =
                            new RawServer((head, connection) ->
                                    connection.write(
                                            "HTTP/1.1 200 OK\r\n"
                                                    + "Content-Type: text/event-stream\r\n\r\n"
                                                    + "data: one\n\n"));
                    var session = new ClientSession();
                    EventSource events = session.events(server.url("/"))) {
                assertEquals("one", events.receive().data());
                var waiting = createTask(() -> events.receive());
                timeout(
                        millis(500),
                        () -> {
                            org.asyncio4j.Asyncio.yieldNow();
                            events.close();
                            assertNull(waiting.await(IOException.class));
                        });
                assertEquals(0, session.statistics().inUse());
            }
        });
    }

    // ---------------------------------------------------------------- middlewares

    @Test
    void answersDigestChallenges() throws Exception {
        on(() -> {
            RawServer.Answer answer =
                    (head, connection) -> {
                        String proof = header(head, "Authorization");
                        connection.write(
                                proof != null && proof.startsWith("Digest ")
                                        ? latin1(ok("welcome"))
                                        : latin1(
                                                "HTTP/1.1 401 Who?\r\n"
                                                        + "WWW-Authenticate: Digest realm=\"r\","
                                                        + " nonce=\"n\", qop=\"auth\","
                                                        + " algorithm=SHA-256\r\n"
                                                        + "Content-Length: 0\r\n\r\n"));
                    };
            try (var server = new RawServer(answer);
                    var session =
                            new ClientSession(
                                    SessionOptions.DEFAULT.withMiddlewares(
                                            new DigestAuth("anna", "secret")))) {
                assertEquals("welcome", session.get(server.url("/a")).text());
                assertEquals(2, server.requests.size());
                assertTrue(server.header("Authorization").contains("nc=00000001"));
                assertEquals("welcome", session.get(server.url("/b")).text());
                assertEquals(3, server.requests.size());
                assertNotEquals(
                        server.header("Authorization"),
                        header(server.requests.get(1), "Authorization"));
                assertEquals(1, server.connections);
            }
        });
    }

    @Test
    void retriesWithPauses() throws Exception {
        on(() -> {
            var count = new int[1];
            RawServer.Answer answer =
                    (head, connection) -> {
                        count[0]++;
                        String method = head.getFirst().split(" ")[0];
                        connection.write(
                                latin1(
                                        count[0] % 3 == 0 && method.equals("GET")
                                                ? ok("at last")
                                                : "HTTP/1.1 503 Busy\r\nRetry-After: "
                                                        + (method.equals("PUT") ? "100" : "0")
                                                        + "\r\nContent-Length: 4\r\n\r\nbusy"));
                    };
            try (var server = new RawServer(answer);
                    var session =
                            new ClientSession(
                                    SessionOptions.DEFAULT.withMiddlewares(
                                            RetryMiddleware.DEFAULT))) {
                assertEquals("at last", session.get(server.url("/")).text());
                assertEquals(3, count[0]);
                assertEquals("busy", session.post(server.url("/")).text());
                assertEquals(4, count[0]);
                assertEquals("busy", session.put(server.url("/")).text());
                assertEquals(5, count[0]);
                assertEquals(1, server.connections);
            }
        });
    }
}
