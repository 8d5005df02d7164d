package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.openUnixConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.Net.startUnixServer;
import static org.asyncio4j.test.stream.Suites.container;

import org.asyncio4j.Coroutine;
import org.asyncio4j.Promise;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.ConnectionHandler;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsOptions;
import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.SocketStack;
import org.asyncio4j.net.engine.SocketStream;
import org.asyncio4j.net.tls.BufferPool;
import org.asyncio4j.net.tls.TlsSession;
import org.asyncio4j.net.tls.TlsSettings;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueShutDownException;
import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.SimulationOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** What the streams and listeners of the module net promise, over real sockets. */
@Timeout(60)
class NetConformanceTest {
    private static final String PROPERTY = "asyncio4j.io";
    private static final String ENGINE = System.getProperty(PROPERTY);
    private static final ConformanceOptions REAL =
            ConformanceOptions.DEFAULT
                    .withRounds(5)
                    .withPatience(seconds(60)) // On a busy machine in real time.
                    .withSimulation(
                            SimulationOptions.DEFAULT.withAllowed(
                                    Leftover.REAL_WAIT, Leftover.SLOW_STEP));

    private static final SSLContext SERVER_CONTEXT;
    private static final SSLContext CLIENT_CONTEXT;

    static {
        try {
            SERVER_CONTEXT =
                    TlsOptions.server(file("server.pem"), file("server-key.pem")).context();
            CLIENT_CONTEXT = TlsOptions.client().withTrust(file("authority.pem")).context();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path file(String name) {
        try {
            return Path.of(
                    NetConformanceTest.class
                            .getResource("/org/asyncio4j/net/certificates/" + name)
                            .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @TempDir Path folder;

    @AfterEach
    void engineAsBefore() {
        if (ENGINE == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, ENGINE);
        }
    }

    private static <T> Coroutine<T, ?> on(String engine, Coroutine<T, ?> maker) {
        return () -> {
            System.setProperty(PROPERTY, engine);
            return maker.run();
        };
    }

    // ---------------------------------------------------------------- connections

    /** Makes a server, given what handles its connections, and connects to it. */
    private interface Dialling {
        Dialled dial(ConnectionHandler handler) throws Exception;
    }

    private record Dialled(Server server, Coroutine<Connection, IOException> connect) {}

    private static StreamPair pair(Dialling dialling) throws Exception {
        Promise<Connection> accepted = createFuture();
        Dialled dialled =
                dialling.dial(connection -> {
                    accepted.setResult(connection);
                    connection.waitClosed();
                });
        Connection client = dialled.connect.run();
        return new StreamPair(client, accepted.await(), dialled.server::close);
    }

    private static Dialled tcp(ConnectionHandler handler) throws IOException {
        Server server = startServer(handler, "127.0.0.1", 0);
        int port = server.port();
        return new Dialled(server, () -> openConnection("127.0.0.1", port));
    }

    private Dialled unix(ConnectionHandler handler) throws IOException {
        Path path = folder.resolve("s" + System.nanoTime());
        return new Dialled(startUnixServer(handler, path), () -> openUnixConnection(path));
    }

    private static Dialled tls(String protocol, ConnectionHandler handler) throws IOException {
        TlsOptions options = TlsOptions.server(SERVER_CONTEXT).withProtocols(protocol);
        Server server =
                startServer(handler, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(options));
        int port = server.port();
        return new Dialled(
                server,
                () ->
                        openConnection(
                                "localhost",
                                port,
                                ConnectOptions.DEFAULT.withTls(TlsOptions.client(CLIENT_CONTEXT))));
    }

    @TestFactory
    Stream<DynamicContainer> connections() {
        return Stream.of("epoll", "io_uring", "nio")
                .flatMap(engine ->
                        Stream.of(
                                container(
                                        "TCP, " + engine,
                                        StreamConformance.ofPair(
                                                on(engine, () -> pair(NetConformanceTest::tcp)),
                                                REAL)),
                                container(
                                        "Unix, " + engine,
                                        StreamConformance.ofPair(
                                                on(engine, () -> pair(this::unix)), REAL)),
                                container(
                                        "TLS 1.3 over TCP, " + engine,
                                        StreamConformance.ofPair(
                                                on(
                                                        engine,
                                                        () ->
                                                                pair(handler ->
                                                                        tls("TLSv1.3", handler))),
                                                REAL))));
    }

    @TestFactory
    DynamicContainer olderTls() {
        return container(
                "TLS 1.2 over TCP",
                StreamConformance.ofPair(() -> pair(handler -> tls("TLSv1.2", handler)), REAL));
    }

    // ---------------------------------------------------------------- TLS in memory

    @TestFactory
    Stream<DynamicContainer> tlsInMemory() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(protocol ->
                        Stream.of(
                                container(
                                        protocol + " to the client",
                                        StreamConformance.ofPipe(() -> session(protocol, true))),
                                container(
                                        protocol + " to the server",
                                        StreamConformance.ofPipe(() -> session(protocol, false)))));
    }

    private static PipeEnds session(String protocol, boolean toClient) throws IOException {
        MemoryPipe toServerPipe = new MemoryPipe(20_000);
        MemoryPipe toClientPipe = new MemoryPipe(20_000);
        Random random = new Seed(9).random();
        toServerPipe.split(random);
        toClientPipe.split(random);
        TlsSession client = session(CLIENT_CONTEXT, protocol, true, toClientPipe, toServerPipe);
        TlsSession server = session(SERVER_CONTEXT, protocol, false, toServerPipe, toClientPipe);
        gather(client::handshake, server::handshake);
        return toClient ? new PipeEnds(server, client) : new PipeEnds(client, server);
    }

    private static TlsSession session(
            SSLContext context, String protocol, boolean isClient, MemoryPipe in, MemoryPipe out) {
        SSLEngine engine = context.createSSLEngine("localhost", 1);
        engine.setUseClientMode(isClient);
        engine.setEnabledProtocols(new String[] {protocol});
        return new TlsSession(
                engine,
                in,
                out,
                data -> offer(out, data),
                new TlsSettings("the peer", seconds(60), seconds(0), false, new BufferPool()));
    }

    private static void offer(MemoryPipe pipe, ByteBuffer... data) {
        for (ByteBuffer each : data) {
            byte[] bytes = new byte[each.remaining()];
            each.get(bytes);
            pipe.put(bytes);
        }
    }

    // ---------------------------------------------------------------- raw sockets

    @TestFactory
    Stream<DynamicContainer> sockets() {
        return Stream.of("epoll", "io_uring", "nio")
                .map(engine ->
                        container(
                                "TCP, " + engine,
                                StreamConformance.ofPipe(
                                        on(engine, NetConformanceTest::socketPipe), REAL)));
    }

    private static LoopListener listener() throws IOException {
        return SocketStack.current()
                .openListener(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new ListenOptions(10, true, false, false));
    }

    private static PipeEnds socketPipe() throws IOException {
        LoopListener listener = listener();
        Connection client =
                openConnection("127.0.0.1", ((InetSocketAddress) listener.address()).getPort());
        SocketStream server = new SocketStream(listener.accept(Fiber.current()));
        listener.close();
        return new PipeEnds(
                server,
                new HalfStreams.Receiving(client.reader()),
                () -> {
                    client.abort();
                    server.abort();
                });
    }

    // ---------------------------------------------------------------- listeners

    /** A server whose handlers hand their connections to who accepts. */
    private static final class ServerAsListener implements TestedListener {
        private final Queue<Connection> accepted = new Queue<>();
        private final Dialled dialled;

        ServerAsListener(Dialling dialling) throws Exception {
            dialled =
                    dialling.dial(connection -> {
                        accepted.put(connection);
                        connection.waitClosed();
                    });
        }

        @Override
        public Connection accept() throws IOException {
            try {
                return accepted.get();
            } catch (QueueShutDownException e) {
                throw new IOException(e);
            }
        }

        @Override
        public Connection connect() throws IOException {
            return dialled.connect.run();
        }

        @Override
        public void close() {
            dialled.server.close();
            accepted.shutdown();
        }
    }

    @TestFactory
    Stream<DynamicContainer> servers() {
        List<DynamicContainer> containers = new ArrayList<>();
        for (String engine : new String[] {"epoll", "io_uring", "nio"}) {
            containers.add(
                    container(
                            "TCP, " + engine,
                            ListenerConformance.of(
                                    on(engine, () -> new ServerAsListener(NetConformanceTest::tcp)),
                                    REAL)));
            containers.add(
                    container(
                            "Unix, " + engine,
                            ListenerConformance.of(
                                    on(engine, () -> new ServerAsListener(this::unix)), REAL)));
            containers.add(
                    container(
                            "raw, " + engine,
                            ListenerConformance.of(on(engine, RawListener::new), REAL)));
        }
        return containers.stream();
    }

    /** What a server accepts from. */
    private static final class RawListener implements TestedListener {
        private final LoopListener listener = listener();
        private final int port = ((InetSocketAddress) listener.address()).getPort();

        RawListener() throws IOException {}

        @Override
        public SocketByteStream accept() throws IOException {
            var socket = listener.accept(Fiber.current().checkpoint());
            if (socket == null) {
                throw new IOException("closed");
            }
            return new SocketByteStream(new SocketStream(socket));
        }

        @Override
        public Connection connect() throws IOException {
            return openConnection("127.0.0.1", port);
        }

        @Override
        public void close() {
            listener.close();
        }
    }
}
