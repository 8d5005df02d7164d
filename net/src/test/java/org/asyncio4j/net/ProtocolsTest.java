package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.Net.createConnection;
import static org.asyncio4j.net.Net.createServer;
import static org.asyncio4j.net.Net.createUnixConnection;
import static org.asyncio4j.net.Net.createUnixServer;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startTls;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Promise;
import org.asyncio4j.Task;
import org.asyncio4j.net.protocol.BufferedProtocol;
import org.asyncio4j.net.protocol.Protocol;
import org.asyncio4j.net.protocol.Transport;
import org.asyncio4j.net.protocol.TransportAndProtocol;
import org.asyncio4j.net.protocol.WriteBufferLimits;
import org.asyncio4j.net.tls.Certificates;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProtocolsTest {
    private static final String HOST = "127.0.0.1";

    @TempDir Path folder;

    private static TlsOptions serverTls() throws IOException {
        return TlsOptions.server(
                Certificates.file("server.pem"), Certificates.file("server-key.pem"));
    }

    private static TlsOptions clientTls() throws IOException {
        return TlsOptions.client().withTrust(Certificates.file("authority.pem"));
    }

    // ---------------------------------------------------------------- a ported line protocol

    /** As written for asyncio: collects lines, answers each, obeys a few. */
    private static final class LineProtocol implements Protocol {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private Transport transport;

        @Override
        public void connectionMade(Transport transport) {
            this.transport = transport;
            transport.write("220 ready\r\n");
        }

        @Override
        public void dataReceived(byte[] data) {
            for (byte each : data) {
                if (each != '\n') {
                    line.write(each);
                } else {
                    String text = line.toString(StandardCharsets.US_ASCII).stripTrailing();
                    line.reset();
                    lineReceived(text);
                }
            }
        }

        private void lineReceived(String text) {
            String word = text.split(" ")[0];
            switch (word) {
                case "QUIT" -> {
                    transport.write("221 bye\r\n");
                    transport.close();
                }
                case "STARTTLS" -> {
                    transport.write("220 go ahead\r\n");
                    createTask(() -> {
                        transport = startTls(transport, this, serverTls());
                    });
                }
                case "SECURE" ->
                        transport.write("250 " + transport.getExtraInfo("cipher") + "\r\n");
                default -> transport.write("250 " + text + "\r\n");
            }
        }
    }

    @OnEngines
    void aPortedLineProtocol(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Server server = createServer(LineProtocol::new, HOST, 0);
                            Connection client = openConnection(HOST, server.port())) {
                        assertEquals("220 ready", client.readLine());
                        client.write("HE");
                        settle();
                        client.write("LO you\r\nNOOP\r\nQU");
                        assertEquals("250 HELO you", client.readLine());
                        assertEquals("250 NOOP", client.readLine());
                        client.write("IT\r\nNOOP\r\n");
                        assertEquals("221 bye", client.readLine());
                        server.close();
                        server.waitClosed();
                    }
                });
    }

    @OnEngines
    void aPortedLineProtocolStartsTls(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Server server = createServer(LineProtocol::new, HOST, 0);
                            Connection client = openConnection(HOST, server.port())) {
                        assertEquals("220 ready", client.readLine());
                        client.write("SECURE\r\nSTARTTLS\r\n");
                        assertEquals("250 null", client.readLine());
                        assertEquals("220 go ahead", client.readLine());
                        client.startTls(clientTls());
                        client.write("SECURE\r\n");
                        String answer = client.readLine();
                        assertEquals("250 " + client.tls().orElseThrow().cipher(), answer);
                        client.write("QUIT\r\n");
                        assertEquals("221 bye", client.readLine());
                        assertNull(client.readLine());
                        server.close();
                        server.waitClosed();
                    }
                });
    }

    // ---------------------------------------------------------------- a ported framing protocol

    /** As written for asyncio: frames with their length before them, received without copies. */
    private static final class FrameProtocol implements BufferedProtocol {
        private final Consumer<FrameProtocol> onMade;
        private final Consumer<byte[]> onFrame;
        private final ByteBuffer head = ByteBuffer.allocate(4);
        private ByteBuffer body;
        Transport transport;

        FrameProtocol(Consumer<FrameProtocol> onMade, Consumer<byte[]> onFrame) {
            this.onMade = onMade;
            this.onFrame = onFrame;
        }

        @Override
        public void connectionMade(Transport transport) {
            this.transport = transport;
            onMade.accept(this);
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            return body == null ? head : body;
        }

        @Override
        public void bufferUpdated(int count) {
            if (body == null && !head.hasRemaining()) {
                body = ByteBuffer.allocate(head.flip().getInt());
                head.clear();
            }
            if (body != null && !body.hasRemaining()) {
                byte[] frame = body.array();
                body = null;
                onFrame.accept(frame);
            }
        }

        void send(byte[] frame) {
            ByteBuffer length = ByteBuffer.allocate(4).putInt(frame.length).flip();
            transport.write(length, ByteBuffer.wrap(frame));
        }
    }

    private static byte[] frame(int number) {
        byte[] frame = new byte[number * 7919 % 100_000];
        Arrays.fill(frame, (byte) number);
        return frame;
    }

    private static Server frameEcho(ServerOptions options) throws IOException {
        return createServer(
                () -> {
                    FrameProtocol[] self = new FrameProtocol[1];
                    self[0] = new FrameProtocol(_ -> {}, frame -> self[0].send(frame));
                    return self[0];
                },
                HOST,
                0,
                options);
    }

    private static void exchangeFrames(ServerOptions serving, ConnectOptions connecting)
            throws IOException {
        try (Server server = frameEcho(serving)) {
            List<byte[]> answers = new ArrayList<>();
            Promise<Void> complete = getRunningLoop().createFuture();
            FrameProtocol client =
                    createConnection(
                                    () ->
                                            new FrameProtocol(
                                                    self -> self.send(frame(1)),
                                                    answer -> {
                                                        answers.add(answer);
                                                        if (answers.size() == 50) {
                                                            complete.setResult(null);
                                                        }
                                                    }),
                                    HOST,
                                    server.port(),
                                    connecting)
                            .protocol();
            for (int i = 2; i <= 50; i++) {
                client.send(frame(i));
            }
            complete.await();
            for (int i = 1; i <= 50; i++) {
                assertArrayEquals(frame(i), answers.get(i - 1));
            }
            client.transport.close();
            server.close();
            server.waitClosed();
        }
    }

    @OnEngines
    void aPortedFramingProtocol(String engine) throws Exception {
        run(engine, () -> exchangeFrames(ServerOptions.DEFAULT, ConnectOptions.DEFAULT));
    }

    @OnEngines
    void aPortedFramingProtocolInTls(String engine) throws Exception {
        run(
                engine,
                () ->
                        exchangeFrames(
                                ServerOptions.DEFAULT.withTls(serverTls()),
                                ConnectOptions.DEFAULT.withTls(clientTls())));
    }

    // ---------------------------------------------------------------- connecting

    @OnEngines
    void aFailedConnectMakesNoProtocol(String engine) throws Exception {
        run(
                engine,
                () -> {
                    int port;
                    try (Server server = createServer(CallbackTrail.Plain::new, HOST, 0)) {
                        port = server.port();
                    }
                    int[] made = new int[1];
                    assertThrows(
                            ConnectException.class,
                            () ->
                                    createConnection(
                                            () -> {
                                                made[0]++;
                                                return new CallbackTrail.Plain();
                                            },
                                            HOST,
                                            port));
                    assertEquals(0, made[0]);
                });
    }

    @OnEngines
    void aFactoryThatFailsClosesTheConnection(String engine) throws Exception {
        run(
                engine,
                () -> {
                    CallbackTrail.Plain served = new CallbackTrail.Plain();
                    try (Server server = createServer(() -> served, HOST, 0)) {
                        IllegalStateException failure = new IllegalStateException("no protocol");
                        IllegalStateException thrown =
                                assertThrows(
                                        IllegalStateException.class,
                                        () ->
                                                createConnection(
                                                        () -> {
                                                            throw failure;
                                                        },
                                                        HOST,
                                                        server.port()));
                        assertSame(failure, thrown);
                        served.await("lost");
                        assertThrows(
                                NullPointerException.class,
                                () -> createConnection(() -> (Protocol) null, HOST, server.port()));
                    }
                });
    }

    @OnEngines
    void whoIsCancelledInCreateConnectionClosesIt(String engine) throws Exception {
        run(
                engine,
                () -> {
                    CallbackTrail.Plain client = new CallbackTrail.Plain();
                    Promise<Void> go = getRunningLoop().createFuture();
                    client.on("made", go::await);
                    try (Server server = createServer(CallbackTrail.Plain::new, HOST, 0)) {
                        Task<TransportAndProtocol<Transport, CallbackTrail.Plain>> connecting =
                                createTask(
                                        () -> createConnection(() -> client, HOST, server.port()));
                        client.await("made");
                        connecting.cancel();
                        assertThrows(CancelledError.class, connecting::await);
                        assertTrue(client.transport.isClosing());
                        assertEquals(List.of("made"), client.trail);
                        go.setResult(null);
                        client.await("lost");
                        assertNull(client.reason);
                    }
                });
    }

    @OnEngines
    void unixSockets(String engine) throws Exception {
        String path = folder.resolve("socket").toString();
        run(
                engine,
                () -> {
                    CallbackTrail.Plain served = new CallbackTrail.Plain();
                    served.on("data", () -> served.transport.write(served.bytes()));
                    CallbackTrail.Plain client = new CallbackTrail.Plain();
                    try (Server server =
                            createUnixServer(() -> served, path, ServerOptions.DEFAULT)) {
                        Transport transport =
                                createUnixConnection(() -> client, path, ConnectOptions.DEFAULT)
                                        .transport();
                        transport.write("hello");
                        assertEquals("hello", client.await(5));
                        assertTrue(transport.getExtraInfo("peername").toString().contains(path));
                        transport.writeEof();
                        client.await("lost");
                        served.await("lost");
                        assertEquals(List.of("made", "data", "eof", "lost"), served.trail);
                        server.close();
                        server.waitClosed();
                    }
                });
    }

    // ---------------------------------------------------------------- servers

    @OnEngines
    void eachClientHasAProtocolOfItsOwn(String engine) throws Exception {
        run(
                engine,
                () -> {
                    List<CallbackTrail.Plain> served = new ArrayList<>();
                    Server server =
                            createServer(
                                    () -> {
                                        served.add(new CallbackTrail.Plain());
                                        return served.getLast();
                                    },
                                    HOST,
                                    0);
                    try (server;
                            Connection one = openConnection(HOST, server.port());
                            Connection two = openConnection(HOST, server.port())) {
                        one.write("one");
                        two.write("two");
                        while (served.size() < 2) {
                            yieldNow();
                        }
                        List<String> texts = new ArrayList<>();
                        for (CallbackTrail.Plain each : served) {
                            texts.add(each.await(3));
                        }
                        texts.sort(null);
                        assertEquals(List.of("one", "two"), texts);
                        assertEquals(2, server.connections());
                    }
                });
    }

    @OnEngines
    void aFactoryThatFailsCostsOneClientOnly(String engine) throws Exception {
        run(
                engine,
                () -> {
                    List<ExceptionContext> reports = new ArrayList<>();
                    getRunningLoop().setExceptionHandler((_, context) -> reports.add(context));
                    int[] asked = new int[1];
                    Server server =
                            createServer(
                                    () -> {
                                        if (asked[0]++ == 0) {
                                            throw new IllegalStateException("the first");
                                        }
                                        return new LineProtocol();
                                    },
                                    HOST,
                                    0);
                    try (server;
                            Connection first = openConnection(HOST, server.port());
                            Connection second = openConnection(HOST, server.port())) {
                        assertEquals("220 ready", second.readLine());
                        assertNull(first.readLine());
                        assertEquals(1, reports.size());
                        assertEquals("the first", reports.getFirst().exception().getMessage());
                    }
                });
    }

    @OnEngines
    void closingTheServerLeavesItsTransportsOpen(String engine) throws Exception {
        run(
                engine,
                () -> {
                    CallbackTrail.Plain served = new CallbackTrail.Plain();
                    served.on("data", () -> served.transport.write(served.bytes()));
                    Server server = createServer(() -> served, HOST, 0);
                    try (Connection client = openConnection(HOST, server.port())) {
                        served.await("made");
                        server.close();
                        Task<Void> waiting = createTask(server::waitClosed);
                        client.write("x\n");
                        assertEquals("x", client.readLine());
                        assertFalse(waiting.isDone());
                        client.close();
                        waiting.await();
                        assertEquals(List.of("made", "data", "eof", "lost"), served.trail);
                    }
                });
    }

    @OnEngines
    void closeClientsClosesTheTransports(String engine) throws Exception {
        for (boolean paused : new boolean[] {false, true}) {
            run(
                    engine,
                    () -> {
                        CallbackTrail.Plain served = new CallbackTrail.Plain();
                        served.on(
                                "made",
                                () -> {
                                    if (paused) {
                                        served.transport.pauseReading();
                                    }
                                });
                        try (Server server = createServer(() -> served, HOST, 0);
                                Connection client = openConnection(HOST, server.port())) {
                            served.await("made");
                            settle();
                            served.transport.write("last words\n");
                            server.closeClients();
                            assertTrue(served.transport.isClosing());
                            served.transport.write("dropped");
                            served.await("lost");
                            assertNull(served.reason);
                            assertEquals("last words", client.readLine());
                            assertNull(client.readLine());
                        }
                    });
        }
    }

    @OnEngines
    void abortClientsAbortsTheTransports(String engine) throws Exception {
        run(
                engine,
                () -> {
                    CallbackTrail.Plain served = new CallbackTrail.Plain();
                    try (Server server = createServer(() -> served, HOST, 0);
                            Connection client = openConnection(HOST, server.port())) {
                        served.await("made");
                        server.abortClients();
                        assertTrue(served.transport.isClosing());
                        assertEquals(List.of("made"), served.trail);
                        served.await("lost");
                        assertNull(served.reason);
                        assertNull(client.readLine());
                    }
                });
    }

    @OnEngines
    void aServerThatStopsTellsProtocolsThatStay(String engine) throws Exception {
        run(
                engine,
                () -> {
                    CallbackTrail.Plain served = new CallbackTrail.Plain();
                    Server server = createServer(() -> served, HOST, 0);
                    try (Connection _ = openConnection(HOST, server.port())) {
                        served.await("made");
                        server.stop(seconds(0));
                        assertEquals(List.of("made", "lost"), served.trail);
                        assertInstanceOf(CancelledError.class, served.reason);
                    }
                });
    }

    // ---------------------------------------------------------------- TLS

    private static final ServerOptions DEFAULTS = ServerOptions.DEFAULT;

    private static void testInTls(
            String engine,
            CallbackTrail.Plain protocol,
            ProtocolPeer.Body<CallbackTrail.Plain> body)
            throws Exception {
        ProtocolPeer.test(
                engine,
                protocol,
                ConnectOptions.DEFAULT.withTls(clientTls()),
                DEFAULTS.withTls(serverTls()),
                body);
    }

    @OnEngines
    void inTlsConnectionMadeComesAfterTheHandshake(String engine) throws Exception {
        CallbackTrail.Plain protocol = new CallbackTrail.Plain();
        protocol.on("made", () -> assertNotNull(protocol.transport.getExtraInfo("cipher")));
        testInTls(
                engine,
                protocol,
                (_, link) -> {
                    assertEquals(List.of(), link.reports);
                    assertInstanceOf(TlsInfo.class, link.transport.getExtraInfo("tls"));
                    assertNotNull(link.transport.getExtraInfo("peercert"));
                    assertFalse(link.transport.canWriteEof());
                    assertThrows(UnsupportedOperationException.class, link.transport::writeEof);
                    assertEquals(
                            WriteBufferLimits.ofHigh(512 * 1024),
                            link.transport.getWriteBufferLimits());
                    link.transport.write("hello\n");
                    assertEquals("hello", link.peer.readLine());
                    link.peer.write("and back");
                    assertEquals("and back", protocol.await(8));
                    link.transport.close();
                    protocol.await("lost");
                    assertNull(protocol.reason);
                    assertNull(link.peer.readLine());
                });
    }

    @OnEngines
    void aHandshakeThatFailsMakesNoProtocol(String engine) throws Exception {
        run(
                engine,
                () -> {
                    CallbackTrail.Plain served = new CallbackTrail.Plain();
                    CallbackTrail.Plain client = new CallbackTrail.Plain();
                    Server server =
                            createServer(() -> served, HOST, 0, DEFAULTS.withTls(serverTls()));
                    try (server) {
                        assertThrows(
                                SSLException.class,
                                () ->
                                        createConnection(
                                                () -> client,
                                                HOST,
                                                server.port(),
                                                ConnectOptions.DEFAULT.withTls()));
                        server.close();
                        server.waitClosed();
                    }
                    assertEquals(List.of(), served.trail);
                    assertEquals(List.of(), client.trail);
                });
    }

    @OnEngines
    void inTlsEofClosesWhateverItReturns(String engine) throws Exception {
        CallbackTrail.Plain staying = new CallbackTrail.Plain();
        staying.staysOpen = true;
        testInTls(
                engine,
                staying,
                (protocol, link) -> {
                    link.peer.write("x");
                    link.peer.close();
                    protocol.await("lost");
                    assertEquals(List.of("made", "data", "eof", "lost"), protocol.trail);
                    assertNull(protocol.reason);
                });
    }

    @OnEngines
    void inTlsThereIsFlowControl(String engine) throws Exception {
        testInTls(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    byte[] data = link.fill();
                    assertEquals(List.of("made", "pause"), protocol.trail);
                    Arrays.fill(data, (byte) 9);
                    link.transport.close();
                    link.transport.write("and more");
                    byte[] received = link.peer.readAll();
                    assertEquals(data.length + 8, received.length);
                    assertEquals((byte) 250, received[250]);
                    protocol.await("lost");
                    assertEquals(List.of("made", "pause", "resume", "lost"), protocol.trail);
                    assertNull(protocol.reason);
                });
    }

    @OnEngines
    void inTlsWhilePausedThereAreNoDataCallbacks(String engine) throws Exception {
        testInTls(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    settle();
                    link.transport.pauseReading();
                    link.peer.write("later");
                    settle();
                    assertEquals(List.of("made"), protocol.trail);
                    link.transport.resumeReading();
                    assertEquals("later", protocol.await(5));
                    link.transport.pauseReading();
                    settle();
                    link.transport.abort();
                    protocol.await("lost");
                    assertNull(protocol.reason);
                });
    }

    @OnEngines
    void inTlsCloseClientsSendsWhatIsKept(String engine) throws Exception {
        run(
                engine,
                () -> {
                    CallbackTrail.Plain served = new CallbackTrail.Plain();
                    Server server =
                            createServer(() -> served, HOST, 0, DEFAULTS.withTls(serverTls()));
                    try (server;
                            Connection client =
                                    openConnection(
                                            HOST,
                                            server.port(),
                                            ConnectOptions.DEFAULT.withTls(clientTls()))) {
                        served.await("made");
                        served.transport.write(new byte[ProtocolPeer.MUCH]);
                        server.closeClients();
                        assertEquals(ProtocolPeer.MUCH, client.readAll().length);
                        served.await("lost");
                        assertNull(served.reason);
                    }
                });
    }

    @OnEngines
    void startTlsReturnsTheTransportToUse(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    settle(); // It waits for plain data now.
                    link.transport.write("last plain words\n");
                    Task<Void> peer =
                            createTask(() -> {
                                assertEquals("last plain words", link.peer.readLine());
                                link.peer.startTls(serverTls());
                            });
                    CallbackTrail.Plain next = new CallbackTrail.Plain();
                    Transport secure = startTls(link.transport, next, clientTls());
                    peer.await();
                    assertNotSame(link.transport, secure);
                    assertThrows(IllegalStateException.class, () -> link.transport.write("plain?"));
                    secure.write("hello\n");
                    assertEquals("hello", link.peer.readLine());
                    link.peer.write("and back");
                    assertEquals("and back", next.await(8));
                    assertSame(next, secure.getProtocol());
                    assertThrows(
                            IllegalStateException.class, () -> startTls(secure, next, clientTls()));
                    link.peer.close();
                    next.await("lost");
                    assertEquals(List.of("made"), protocol.trail);
                    assertEquals(List.of("eof", "lost"), next.trailWithoutData());
                    assertTrue(secure.isClosing());
                    assertTrue(link.transport.isClosing());
                });
    }

    @OnEngines
    void startTlsWorksInsideACallback(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    protocol.on(
                            "data",
                            () -> {
                                protocol.on(
                                        "data", () -> protocol.transport.write(protocol.bytes()));
                                protocol.transport =
                                        startTls(link.transport, protocol, clientTls());
                            });
                    link.peer.write("go\n");
                    protocol.await("data");
                    link.peer.startTls(serverTls());
                    link.peer.write("x\n");
                    assertEquals("go", link.peer.readLine());
                    assertEquals("x", link.peer.readLine());
                    protocol.transport.close();
                    protocol.await("lost");
                    assertEquals(List.of("made", "data", "data", "lost"), protocol.trail);
                });
    }

    @OnEngines
    void startTlsOnAPausedTransportReadsAgain(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.pauseReading();
                    settle();
                    Task<Void> peer = createTask(() -> link.peer.startTls(serverTls()));
                    Transport secure = startTls(link.transport, protocol, clientTls());
                    peer.await();
                    assertTrue(secure.isReading());
                    link.peer.write("x");
                    assertEquals("x", protocol.await(1));
                });
    }

    @OnEngines
    void aHandshakeOfStartTlsThatFailsEndsTheConnection(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.peer.write("this is not TLS\n");
                    SSLException thrown =
                            assertThrows(
                                    SSLException.class,
                                    () -> startTls(link.transport, protocol, clientTls()));
                    protocol.await("lost");
                    assertSame(thrown, protocol.reason);
                    assertTrue(link.transport.isClosing());
                    assertThrows(
                            IllegalStateException.class,
                            () -> startTls(link.transport, protocol, clientTls()));
                });
    }

    @OnEngines
    void startTlsThatIsCancelledEndsTheConnection(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    Task<Transport> starting =
                            createTask(() -> startTls(link.transport, protocol, clientTls()));
                    settle();
                    assertThrows(IllegalStateException.class, () -> link.transport.write("plain?"));
                    starting.cancel();
                    assertThrows(CancelledError.class, starting::await);
                    protocol.await("lost");
                    assertEquals(List.of("made", "lost"), protocol.trail);
                });
    }
}
