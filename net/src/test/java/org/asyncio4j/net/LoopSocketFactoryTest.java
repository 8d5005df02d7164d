package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jdk.net.ExtendedSocketOptions;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.SocketFactory;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopSocketFactoryTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** A socket of ours and one of the JDK, connected to each other. */
    private record Pair(Socket ours, Socket peer) implements AutoCloseable {
        static Pair connect() throws IOException {
            return connect(new LoopSocketFactory());
        }

        /** A cancelled read or write leaves our socket open. */
        static Pair connectKeeping() throws IOException {
            return connect(new LoopSocketFactory().keepingOnCancel());
        }

        static Pair connect(SocketFactory factory) throws IOException {
            try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
                Socket ours = factory.createSocket(LOOPBACK, server.getLocalPort());
                return new Pair(ours, server.accept());
            }
        }

        InputStream in() throws IOException {
            return ours.getInputStream();
        }

        OutputStream out() throws IOException {
            return ours.getOutputStream();
        }

        void peerSends(String text) throws IOException {
            peer.getOutputStream().write(bytes(text));
        }

        String peerReceives(int count) throws IOException {
            return text(peer.getInputStream().readNBytes(count));
        }

        @Override
        public void close() throws IOException {
            ours.close();
            peer.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] randomBytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    // ---------------------------------------------------------------- what is made

    @Test
    void outsideOfALoopAPlainSocketIsMade() throws IOException {
        try (Socket socket = new LoopSocketFactory().createSocket()) {
            assertSame(Socket.class, socket.getClass());
        }
        assertInstanceOf(LoopSocketFactory.class, LoopSocketFactory.getDefault());
    }

    @Test
    void knowsOneArgument() {
        new LoopSocketFactory("");
        new LoopSocketFactory(null);
        new LoopSocketFactory("keepOnCancel");
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> new LoopSocketFactory("x"));
        assertEquals(
                "A LoopSocketFactory takes the argument 'keepOnCancel' or none, and was given"
                        + " 'x'.",
                refused.getMessage());
    }

    @OnEngines
    void inALoopTheSocketIsTheLoops(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        assertNotSame(Socket.class, pair.ours.getClass());
                    }
                });
    }

    // ---------------------------------------------------------------- reading and writing

    @OnEngines
    void readsAndWrites(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        pair.out().write(bytes("ping"));
                        pair.out().write('!');
                        pair.out().flush();
                        assertEquals("ping!", pair.peerReceives(5));
                        pair.peerSends("pong");
                        assertEquals('p', pair.in().read());
                        byte[] target = new byte[10];
                        assertEquals(3, pair.in().read(target, 2, 8));
                        assertEquals("ong", text(Arrays.copyOfRange(target, 2, 5)));
                        assertEquals(0, pair.in().read(target, 0, 0));
                        assertThrows(
                                IndexOutOfBoundsException.class,
                                () -> pair.in().read(target, 5, 6));
                    }
                });
    }

    @OnEngines
    void aWaitingReadLetsOthersRun(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        List<String> trail = new ArrayList<>();
                        Task<Void> reader =
                                createTask(() -> {
                                    trail.add("read " + text(pair.in().readNBytes(2)));
                                });
                        settle();
                        trail.add("meanwhile");
                        pair.peerSends("hi");
                        reader.await();
                        assertEquals(List.of("meanwhile", "read hi"), trail);
                    }
                });
    }

    @OnEngines
    void aSlowPeerHoldsTheWriterBack(String engine) throws IOException {
        byte[] data = randomBytes(1, 8 * 1024 * 1024);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<Void> writer =
                                createTask(() -> {
                                    pair.out().write(data);
                                });
                        settle();
                        assertFalse(writer.isDone());
                        assertArrayEquals(data, pair.peer.getInputStream().readNBytes(data.length));
                        writer.await();
                    }
                });
    }

    @OnEngines
    void bothDirectionsAtOnce(String engine) throws IOException {
        byte[] there = randomBytes(2, 2_000_000);
        byte[] back = randomBytes(3, 2_000_000);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        gather(
                                () -> pair.out().write(there),
                                () -> assertArrayEquals(back, pair.in().readNBytes(back.length)),
                                () -> pair.peer.getOutputStream().write(back),
                                () -> {
                                    InputStream in = pair.peer.getInputStream();
                                    assertArrayEquals(there, in.readNBytes(there.length));
                                });
                    }
                });
    }

    @OnEngines
    void severalReadersAndWritersTakeTurns(String engine) throws IOException {
        byte[] ones = new byte[3_000_000];
        Arrays.fill(ones, (byte) 1);
        byte[] twos = new byte[3_000_000];
        Arrays.fill(twos, (byte) 2);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<Void> first =
                                createTask(() -> {
                                    pair.out().write(ones);
                                });
                        Task<Void> second =
                                createTask(() -> {
                                    pair.out().write(twos);
                                });
                        InputStream in = pair.peer.getInputStream();
                        assertArrayEquals(ones, in.readNBytes(ones.length));
                        assertArrayEquals(twos, in.readNBytes(twos.length));
                        first.await();
                        second.await();

                        Task<Integer> one = createTask(() -> pair.in().read());
                        Task<Integer> another = createTask(() -> pair.in().read());
                        settle();
                        pair.peerSends("a");
                        assertEquals('a', one.await());
                        pair.peerSends("b");
                        assertEquals('b', another.await());
                    }
                });
    }

    @OnEngines
    void availableTellsWhatHasComeAndLosesNothing(String engine) throws IOException {
        byte[] data = randomBytes(4, 20_000);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        assertEquals(0, pair.in().available());
                        pair.peer.getOutputStream().write(data);
                        ByteArrayOutputStream received = new ByteArrayOutputStream();
                        while (received.size() < data.length) {
                            int count = pair.in().available();
                            received.write(pair.in().readNBytes(count > 1 ? count - 1 : 1));
                        }
                        assertArrayEquals(data, received.toByteArray());
                        pair.peer.close();
                        settle();
                        assertEquals(0, pair.in().available());
                        assertEquals(-1, pair.in().read());
                    }
                });
    }

    // ---------------------------------------------------------------- time-outs

    @OnEngines
    void aReadThatTimesOutLeavesTheSocketAsItWas(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        pair.ours.setSoTimeout(10);
                        assertEquals(10, pair.ours.getSoTimeout());
                        for (int i = 0; i < 3; i++) {
                            Exception timedOut =
                                    assertThrows(
                                            SocketTimeoutException.class, () -> pair.in().read());
                            assertEquals("Read timed out", timedOut.getMessage());
                        }
                        pair.peerSends("late");
                        assertEquals("late", text(pair.in().readNBytes(4)));
                        pair.ours.setSoTimeout(0);
                        Task<Integer> reader = createTask(() -> pair.in().read());
                        sleep(millis(20)); // Longer than the time-out that was.
                        assertFalse(reader.isDone());
                        pair.peerSends("x");
                        assertEquals('x', reader.await());
                    }
                });
    }

    @OnEngines
    void connectingTimesOut(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                            FullBacklog _ = FullBacklog.of(server);
                            Socket socket = new LoopSocketFactory().createSocket()) {
                        Exception timedOut =
                                assertThrows(
                                        SocketTimeoutException.class,
                                        () -> socket.connect(server.getLocalSocketAddress(), 30));
                        assertEquals("Connect timed out", timedOut.getMessage());
                        assertTrue(socket.isClosed());
                    }
                });
    }

    /** Connections that nobody accepts, so that the system answers no further ones. */
    private record FullBacklog(List<Socket> sockets) implements AutoCloseable {
        static FullBacklog of(ServerSocket server) throws IOException {
            List<Socket> sockets = new ArrayList<>();
            while (true) {
                Socket socket = new Socket();
                try {
                    socket.connect(server.getLocalSocketAddress(), 100);
                    sockets.add(socket);
                } catch (SocketTimeoutException full) {
                    return new FullBacklog(sockets);
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @OnEngines
    void aConnectThatIsCancelledLeavesTheSocketClosed(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                            FullBacklog _ = FullBacklog.of(server);
                            Socket socket = new LoopSocketFactory().createSocket()) {
                        // The loop's I/O is made, so that it takes no time here.
                        Pair.connect().close();
                        Task<Void> connecting =
                                createTask(() -> {
                                    socket.connect(server.getLocalSocketAddress());
                                });
                        settle();
                        connecting.cancel();
                        assertThrows(CancelledError.class, connecting::await);
                        assertTrue(socket.isClosed());
                    }
                });
    }

    @OnEngines
    void closingASocketEndsItsConnecting(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                            FullBacklog _ = FullBacklog.of(server)) {
                        Socket socket = new LoopSocketFactory().createSocket();
                        Task<SocketException> connecting =
                                createTask(() ->
                                        assertThrows(
                                                SocketException.class,
                                                () ->
                                                        socket.connect(
                                                                server.getLocalSocketAddress())));
                        settle();
                        socket.close();
                        assertEquals("Socket closed", connecting.await().getMessage());
                    }
                });
    }

    // ---------------------------------------------------------------- failures

    @OnEngines
    void aRefusedConnectionIsAConnectException(String engine) throws IOException {
        int port = unusedPort();
        run(
                engine,
                () -> {
                    Socket socket = new LoopSocketFactory().createSocket();
                    Exception refused =
                            assertThrows(
                                    ConnectException.class,
                                    () -> socket.connect(new InetSocketAddress(LOOPBACK, port)));
                    assertTrue(
                            refused.getMessage().endsWith("Connection refused"),
                            refused::getMessage);
                    assertTrue(socket.isClosed());
                    assertThrows(
                            ConnectException.class,
                            () -> new LoopSocketFactory().createSocket(LOOPBACK, port));
                });
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            return server.getLocalPort();
        }
    }

    @OnEngines
    void anUnresolvedHostIsUnknown(String engine) throws IOException {
        run(
                engine,
                () -> {
                    Socket socket = new LoopSocketFactory().createSocket();
                    Exception unknown =
                            assertThrows(
                                    UnknownHostException.class,
                                    () ->
                                            socket.connect(
                                                    InetSocketAddress.createUnresolved(
                                                            "nowhere.invalid", 1)));
                    assertEquals("nowhere.invalid", unknown.getMessage());
                });
    }

    @OnEngines
    void aResetIsASocketException(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<SocketException> reader =
                                createTask(() ->
                                        assertThrows(
                                                SocketException.class, () -> pair.in().read()));
                        settle();
                        pair.peer.setSoLinger(true, 0);
                        pair.peer.close();
                        String message = reader.await().getMessage();
                        assertTrue(message.contains("Connection reset"), message);
                        assertThrows(SocketException.class, () -> pair.in().read());
                        assertThrows(SocketException.class, () -> pair.out().write(1));
                        assertFalse(pair.ours.isClosed());
                    }
                });
    }

    @OnEngines
    void aResetWhileAWriterWaits(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<SocketException> writer =
                                createTask(() ->
                                        assertThrows(
                                                SocketException.class,
                                                () -> pair.out().write(new byte[20_000_000])));
                        settle();
                        pair.peer.setSoLinger(true, 0);
                        pair.peer.close();
                        writer.await();
                        assertThrows(SocketException.class, () -> pair.out().write(1));
                    }
                });
    }

    // ---------------------------------------------------------------- half-close

    @OnEngines
    void thePeersEndLeavesOurHalf(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        pair.peerSends("bye");
                        pair.peer.shutdownOutput();
                        assertEquals("bye", text(pair.in().readAllBytes()));
                        assertEquals(-1, pair.in().read());
                        pair.out().write(bytes("still here"));
                        assertEquals("still here", pair.peerReceives(10));
                    }
                });
    }

    @OnEngines
    void aSlowPeerThatHasEndedItsHalfGetsAll(String engine) throws IOException {
        byte[] data = randomBytes(8, 8 * 1024 * 1024);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        pair.peer.shutdownOutput();
                        assertEquals(-1, pair.in().read());
                        Task<Void> writer =
                                createTask(() -> {
                                    pair.out().write(data);
                                });
                        settle();
                        assertFalse(writer.isDone());
                        assertArrayEquals(data, pair.peer.getInputStream().readNBytes(data.length));
                        writer.await();
                    }
                });
    }

    @OnEngines
    void ourEndLeavesThePeersHalf(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        OutputStream out = pair.out();
                        out.write(bytes("bye"));
                        pair.ours.shutdownOutput();
                        assertEquals("bye", text(pair.peer.getInputStream().readAllBytes()));
                        assertTrue(pair.ours.isOutputShutdown());
                        assertThrows(SocketException.class, () -> out.write(1));
                        assertThrows(SocketException.class, pair.ours::getOutputStream);
                        pair.peerSends("still here");
                        assertEquals("still here", text(pair.in().readNBytes(10)));
                    }
                });
    }

    @OnEngines
    void shuttingTheInputEndsAWaitingRead(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        InputStream in = pair.in();
                        Task<Integer> reader = createTask(() -> in.read());
                        settle();
                        pair.ours.shutdownInput();
                        assertEquals(-1, reader.await());
                        assertEquals(-1, in.read());
                        assertEquals(0, in.available());
                        assertTrue(pair.ours.isInputShutdown());
                        pair.out().write(bytes("out"));
                        assertEquals("out", pair.peerReceives(3));
                    }
                });
    }

    // ---------------------------------------------------------------- closing

    @OnEngines
    void closingEndsAReadOfAnotherTask(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        InputStream in = pair.in();
                        OutputStream out = pair.out();
                        Task<SocketException> reader =
                                createTask(
                                        () -> assertThrows(SocketException.class, () -> in.read()));
                        settle();
                        pair.ours.close();
                        assertEquals("Socket closed", reader.await().getMessage());
                        assertEquals(-1, pair.peer.getInputStream().read());

                        Exception later = assertThrows(SocketException.class, () -> in.read());
                        assertEquals("Socket closed", later.getMessage());
                        later = assertThrows(SocketException.class, () -> out.write(1));
                        assertEquals("Socket closed", later.getMessage());
                        assertThrows(SocketException.class, () -> in.available());
                        assertThrows(SocketException.class, () -> pair.ours.setTcpNoDelay(true));
                        pair.ours.close();
                    }
                });
    }

    @OnEngines
    void closingEndsAWriteOfAnotherTask(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<SocketException> writer =
                                createTask(() ->
                                        assertThrows(
                                                SocketException.class,
                                                () -> pair.out().write(new byte[20_000_000])));
                        settle();
                        pair.ours.close();
                        assertEquals("Socket closed", writer.await().getMessage());
                    }
                });
    }

    @OnEngines
    void closingAStreamClosesTheSocket(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        pair.out().write(bytes("last"));
                        pair.out().close();
                        assertTrue(pair.ours.isClosed());
                        assertEquals("last", text(pair.peer.getInputStream().readAllBytes()));
                    }
                });
    }

    @OnEngines
    void aLingerTimeOfZeroResets(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        pair.ours.setSoLinger(true, 0);
                        pair.ours.close();
                        assertThrows(
                                SocketException.class, () -> pair.peer.getInputStream().read());
                    }
                });
    }

    @OnEngines
    void aLingerTimeDoesNotHoldTheLoop(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connectKeeping()) {
                        pair.ours.setSoLinger(true, 15);
                        assertEquals(15, pair.ours.getSoLinger());
                        // As much as the system keeps for a peer that does not read.
                        moveOnAfter(
                                millis(5),
                                _ -> {
                                    pair.out().write(new byte[20_000_000]);
                                });
                        long before = System.nanoTime();
                        pair.ours.close();
                        assertTrue(System.nanoTime() - before < 5_000_000_000L);
                    }
                });
    }

    @OnEngines
    void afterTheLoopsEndTheSocketSaysSo(String engine) throws IOException {
        AtomicReference<Pair> kept = new AtomicReference<>();
        AtomicReference<InputStream> in = new AtomicReference<>();
        run(
                engine,
                () -> {
                    kept.set(Pair.connect());
                    in.set(kept.get().in());
                });
        try (Pair pair = kept.get()) {
            assertFalse(pair.ours.isClosed());
            Exception ended = assertThrows(SocketException.class, () -> in.get().read());
            assertTrue(ended.getMessage().endsWith("has ended."), ended::getMessage);
            assertThrows(SocketException.class, () -> pair.out().write(1));
            assertThrows(SocketException.class, () -> pair.ours.getTcpNoDelay());
            assertEquals(-1, pair.peer.getInputStream().read());
        }
        assertTrue(kept.get().ours.isClosed());
    }

    @OnEngines
    void aThreadThatWaitsForALoopIsToldOfItsEnd(String engine) throws Exception {
        CompletableFuture<Exception> told = new CompletableFuture<>();
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            run(
                    engine,
                    () -> {
                        Socket ours =
                                new LoopSocketFactory()
                                        .createSocket(LOOPBACK, server.getLocalPort());
                        InputStream in = ours.getInputStream();
                        CountDownLatch begun = new CountDownLatch(1);
                        Thread.ofPlatform()
                                .start(() -> {
                                    begun.countDown();
                                    told.complete(assertThrows(IOException.class, () -> in.read()));
                                });
                        begun.await();
                        settle();
                    });
            assertTrue(told.get().getMessage().endsWith("has ended."), told.get()::getMessage);
        }
    }

    // ---------------------------------------------------------------- other threads

    @OnEngines
    void anotherThreadReadsAndWrites(String engine) throws IOException {
        byte[] data = randomBytes(5, 2_000_000);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        gather(
                                () ->
                                        toThread(() -> {
                                            pair.out().write(data);
                                        }),
                                () ->
                                        toThread(() -> {
                                            assertEquals("for you", text(pair.in().readNBytes(7)));
                                        }),
                                () -> {
                                    pair.peerSends("for you");
                                    InputStream in = pair.peer.getInputStream();
                                    assertArrayEquals(data, in.readNBytes(data.length));
                                });
                        toThread(() -> {
                            assertEquals(0, pair.in().available());
                            pair.ours.setTcpNoDelay(true);
                            pair.ours.setSoTimeout(10);
                            assertThrows(SocketTimeoutException.class, () -> pair.in().read());
                            assertEquals(LOOPBACK, pair.ours.getLocalAddress());
                        });
                        assertTrue(pair.ours.getTcpNoDelay());
                    }
                });
    }

    @OnEngines
    void anotherThreadClosesItUnderAReader(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<SocketException> reader =
                                createTask(() ->
                                        assertThrows(
                                                SocketException.class, () -> pair.in().read()));
                        settle();
                        toThread(() -> {
                            pair.ours.close();
                            assertTrue(pair.ours.isClosed());
                        });
                        assertEquals("Socket closed", reader.await().getMessage());
                        assertEquals(-1, pair.peer.getInputStream().read());
                    }
                });
    }

    @OnEngines
    void anotherThreadConnectsIt(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
                            Socket ours = new LoopSocketFactory().createSocket()) {
                        toThread(() -> {
                            ours.connect(server.getLocalSocketAddress(), 1000);
                        });
                        try (Socket peer = server.accept()) {
                            peer.getOutputStream().write('x');
                            assertEquals('x', ours.getInputStream().read());
                        }
                    }
                });
    }

    @OnEngines
    void aPlatformThreadIsNotDisturbedByInterrupts(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        CompletableFuture<String> read = new CompletableFuture<>();
                        Thread thread =
                                Thread.ofPlatform()
                                        .start(() -> {
                                            try {
                                                String text = text(pair.in().readNBytes(2));
                                                read.complete(
                                                        text
                                                                + " "
                                                                + Thread.currentThread()
                                                                        .isInterrupted());
                                            } catch (Throwable e) {
                                                read.completeExceptionally(e);
                                            }
                                        });
                        settle();
                        thread.interrupt();
                        settle();
                        pair.peerSends("ok");
                        assertEquals("ok true", read.get());
                    }
                });
    }

    @OnEngines
    void aGuestReadsAndWrites(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        CompletableFuture<String> read = new CompletableFuture<>();
                        Thread.startVirtualThread(() -> {
                            try {
                                pair.out().write(bytes("?"));
                                read.complete(text(pair.in().readNBytes(2)));
                            } catch (Throwable e) {
                                read.completeExceptionally(e);
                            }
                        });
                        assertEquals("?", pair.peerReceives(1));
                        settle();
                        pair.peerSends("ok");
                        assertEquals("ok", read.get());
                    }
                });
    }

    /** As the JDK's sockets do it for a virtual thread. */
    @OnEngines
    void interruptingAGuestClosesTheSocket(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        CompletableFuture<Object> read = new CompletableFuture<>();
                        Thread guest =
                                Thread.startVirtualThread(() -> {
                                    try {
                                        read.complete(pair.in().read());
                                    } catch (IOException e) {
                                        read.complete(
                                                e + " " + Thread.currentThread().isInterrupted());
                                    }
                                });
                        settle();
                        guest.interrupt();
                        assertEquals(
                                "java.net.SocketException: Closed by interrupt true", read.get());
                        assertTrue(pair.ours.isClosed());
                    }
                });
    }

    @OnEngines
    void interruptingAGuestThatWritesResetsTheConnection(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        CompletableFuture<String> outcome = new CompletableFuture<>();
                        Thread guest = Thread.startVirtualThread(writer(pair, 20_000_000, outcome));
                        settle();
                        guest.interrupt();
                        assertEquals(CLOSED_BY_INTERRUPT, outcome.get());
                        assertTrue(pair.ours.isClosed());
                        assertThrows(
                                SocketException.class,
                                () -> pair.peer.getInputStream().readAllBytes());
                    }
                });
    }

    @OnEngines
    void interruptingAForeignThreadThatWritesResetsTheConnection(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        CompletableFuture<String> outcome = new CompletableFuture<>();
                        Runnable writer = writer(pair, 20_000_000, outcome);
                        Thread thread = toThread(() -> Thread.startVirtualThread(writer));
                        settle();
                        thread.interrupt();
                        assertEquals(CLOSED_BY_INTERRUPT, outcome.get());
                        assertThrows(
                                SocketException.class,
                                () -> pair.peer.getInputStream().readAllBytes());
                    }
                });
    }

    /** It closes the socket even so, as the JDK's sockets do, but after the whole message. */
    @OnEngines
    void theRestOfAGuestsInterruptedWriteGoesOutIfAskedTo(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connectKeeping()) {
                        CompletableFuture<String> outcome = new CompletableFuture<>();
                        Thread guest = Thread.startVirtualThread(writer(pair, 10_000_000, outcome));
                        settle();
                        guest.interrupt();
                        assertEquals(CLOSED_BY_INTERRUPT, outcome.get());
                        assertEquals(10_000_000, pair.peer.getInputStream().readAllBytes().length);
                    }
                });
    }

    @OnEngines
    void theRestOfAForeignThreadsInterruptedWriteGoesOutIfAskedTo(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connectKeeping()) {
                        CompletableFuture<String> outcome = new CompletableFuture<>();
                        Runnable writer = writer(pair, 10_000_000, outcome);
                        Thread thread = toThread(() -> Thread.startVirtualThread(writer));
                        settle();
                        thread.interrupt();
                        assertEquals(CLOSED_BY_INTERRUPT, outcome.get());
                        assertEquals(10_000_000, pair.peer.getInputStream().readAllBytes().length);
                    }
                });
    }

    private static final String CLOSED_BY_INTERRUPT =
            "java.net.SocketException: Closed by interrupt";

    private static Runnable writer(Pair pair, int count, CompletableFuture<String> outcome) {
        return () -> {
            try {
                pair.out().write(new byte[count]);
                outcome.complete("written");
            } catch (Throwable e) {
                outcome.complete(e.toString());
            }
        };
    }

    @OnEngines
    void aTaskOfAnotherLoopUsesIt(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<Void> other =
                                createTask(() -> {
                                    toThread(() ->
                                            run(
                                                    engine,
                                                    () -> {
                                                        pair.out().write(bytes("from afar"));
                                                        assertEquals(
                                                                "ok",
                                                                text(pair.in().readNBytes(2)));
                                                        moveOnAfter(
                                                                millis(10),
                                                                _ -> {
                                                                    pair.in().read();
                                                                });
                                                    }));
                                });
                        assertEquals("from afar", pair.peerReceives(9));
                        pair.peerSends("ok");
                        other.await();
                        // A cancelled task of another loop is an interrupted virtual thread here.
                        assertTrue(pair.ours.isClosed());
                    }
                });
    }

    @OnEngines
    void belongsToTheLoopThatConnectsIt(String engine) throws IOException {
        AtomicReference<Socket> made = new AtomicReference<>();
        run(
                engine,
                () -> {
                    made.set(new LoopSocketFactory().createSocket());
                    made.get().setTcpNoDelay(true);
                });
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
                            Socket ours = made.get()) {
                        ours.connect(server.getLocalSocketAddress());
                        assertTrue(ours.getTcpNoDelay());
                        try (Socket peer = server.accept()) {
                            peer.getOutputStream().write('x');
                            assertEquals('x', ours.getInputStream().read());
                        }
                    }
                });
    }

    // ---------------------------------------------------------------- cancellation

    @OnEngines
    void aCancelledReadLosesNothing(String engine) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] data = randomBytes(seed, 30_000);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connectKeeping()) {
                        Task<Void> peer =
                                createTask(() -> {
                                    for (int sent = 0; sent < data.length; ) {
                                        int count =
                                                Math.min(
                                                        1 + random.nextInt(2000),
                                                        data.length - sent);
                                        pair.peer.getOutputStream().write(data, sent, count);
                                        sent += count;
                                        sleep(millis(random.nextInt(2)));
                                    }
                                });
                        ByteArrayOutputStream received = new ByteArrayOutputStream();
                        int cancelled = 0;
                        while (received.size() < data.length) {
                            Task<Void> reader =
                                    createTask(() -> {
                                        byte[] part = new byte[500];
                                        while (received.size() < data.length) {
                                            received.write(part, 0, pair.in().read(part));
                                        }
                                    });
                            sleep(millis(random.nextInt(2)));
                            reader.cancel();
                            try {
                                reader.await();
                            } catch (CancelledError e) {
                                cancelled++;
                            }
                        }
                        peer.await();
                        assertArrayEquals(data, received.toByteArray(), "seed " + seed);
                        assertTrue(cancelled > 0, "seed " + seed);
                    }
                });
    }

    @OnEngines
    void theRestOfACancelledWriteGoesOutAllTheSame(String engine) throws IOException {
        byte[] data = randomBytes(6, 10_000_000);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connectKeeping()) {
                        Task<Void> writer =
                                createTask(() -> {
                                    pair.out().write(data);
                                });
                        settle();
                        writer.cancel();
                        assertThrows(CancelledError.class, writer::await);
                        Task<Void> next =
                                createTask(() -> {
                                    pair.out().write(bytes("next"));
                                });
                        InputStream in = pair.peer.getInputStream();
                        assertArrayEquals(data, in.readNBytes(data.length));
                        assertEquals("next", pair.peerReceives(4));
                        next.await();
                    }
                });
    }

    @OnEngines
    void closingAfterACancelledWriteLosesNothing(String engine) throws IOException {
        byte[] data = randomBytes(7, 10_000_000);
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connectKeeping()) {
                        Task<SocketException> reader =
                                createTask(() ->
                                        assertThrows(
                                                SocketException.class, () -> pair.in().read()));
                        settle(); // On a slow machine the write would not let it begin.
                        moveOnAfter(
                                millis(5),
                                _ -> {
                                    pair.out().write(data);
                                });
                        pair.ours.close();
                        assertEquals("Socket closed", reader.await().getMessage());
                        assertArrayEquals(data, pair.peer.getInputStream().readAllBytes());
                    }
                });
    }

    /**
     * A driver says good-bye in its close(), which a cancelled scope must not keep from closing.
     */
    @OnEngines
    void aWriteThatNeedNotWaitWorksInACancelledScope(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        cancelScope(scope -> {
                            scope.cancel();
                            pair.out().write(bytes("bye"));
                            pair.ours.close();
                        });
                        assertEquals("bye", text(pair.peer.getInputStream().readAllBytes()));
                    }
                });
    }

    @OnEngines
    void aCancelledReadClosesTheSocket(String engine) throws IOException {
        run(
                engine,
                () -> {
                    for (SocketFactory factory :
                            List.of(
                                    new LoopSocketFactory(),
                                    new LoopSocketFactory(""),
                                    LoopSocketFactory.getDefault())) {
                        try (Pair pair = Pair.connect(factory)) {
                            Task<Integer> reader = createTask(() -> pair.in().read());
                            settle();
                            reader.cancel();
                            assertThrows(CancelledError.class, reader::await);
                            assertTrue(pair.ours.isClosed());
                            assertEquals(-1, pair.peer.getInputStream().read());
                            Exception closed =
                                    assertThrows(SocketException.class, () -> pair.out().write(1));
                            assertEquals("Socket is closed", closed.getMessage());
                        }
                    }
                });
    }

    /** What the driver has asked is answered some time, and nobody may get that answer. */
    @OnEngines
    void aReadInACancelledScopeClosesTheSocket(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        pair.peerSends("the answer");
                        cancelScope(scope -> {
                            scope.cancel();
                            assertThrows(CancelledError.class, () -> pair.in().read());
                        });
                        assertTrue(pair.ours.isClosed());
                    }
                });
    }

    @OnEngines
    void aReadWhoseScopesTimeIsUpClosesTheSocket(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        pair.ours.setSoTimeout(10_000);
                        moveOnAfter(
                                millis(5),
                                _ -> {
                                    pair.in().read();
                                });
                        assertTrue(pair.ours.isClosed());
                    }
                });
    }

    @OnEngines
    void aCancelledWriteClosesTheSocketWithAReset(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<Void> writer =
                                createTask(() -> {
                                    pair.out().write(new byte[20_000_000]);
                                });
                        settle();
                        writer.cancel();
                        assertThrows(CancelledError.class, writer::await);
                        assertTrue(pair.ours.isClosed());
                        assertThrows(
                                SocketException.class,
                                () -> pair.peer.getInputStream().readAllBytes());
                    }
                });
    }

    @OnEngines
    void cancellingOneThatWaitsForItsTurnClosesTheSocket(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        Task<SocketException> reader =
                                createTask(() ->
                                        assertThrows(
                                                SocketException.class, () -> pair.in().read()));
                        settle();
                        Task<Integer> next = createTask(() -> pair.in().read());
                        settle();
                        next.cancel();
                        assertThrows(CancelledError.class, next::await);
                        assertTrue(pair.ours.isClosed());
                        assertEquals("Socket closed", reader.await().getMessage());
                    }
                });
    }

    @OnEngines
    void aSocketStaysOpenIfAskedTo(String engine) throws IOException {
        run(
                engine,
                () -> {
                    for (LoopSocketFactory factory :
                            List.of(
                                    new LoopSocketFactory().keepingOnCancel(),
                                    new LoopSocketFactory("keepOnCancel"))) {
                        try (Pair pair = Pair.connect(factory)) {
                            Task<Integer> reader = createTask(() -> pair.in().read());
                            settle();
                            Task<Integer> next = createTask(() -> pair.in().read());
                            settle();
                            next.cancel();
                            assertThrows(CancelledError.class, next::await);
                            reader.cancel();
                            assertThrows(CancelledError.class, reader::await);
                            pair.peerSends("the answer");
                            assertEquals("the answer", text(pair.in().readNBytes(10)));
                        }
                    }
                });
    }

    // ---------------------------------------------------------------- options and states

    @OnEngines
    void hasTheOptionsOfASocket(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (Pair pair = Pair.connect()) {
                        checkOptions(pair.ours);
                    }
                });
    }

    @OnEngines
    void keepsOptionsUntilItIsConnected(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
                            Socket ours = new LoopSocketFactory().createSocket()) {
                        assertFalse(ours.getTcpNoDelay());
                        assertTrue(ours.getReceiveBufferSize() > 0);
                        checkOptions(ours);
                        ours.connect(server.getLocalSocketAddress());
                        assertTrue(ours.getTcpNoDelay());
                        assertTrue(ours.getKeepAlive());
                        assertEquals(7, ours.getSoLinger());
                        assertEquals(33, ours.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
                    }
                });
    }

    private static void checkOptions(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        assertTrue(socket.getTcpNoDelay());
        socket.setKeepAlive(true);
        assertTrue(socket.getKeepAlive());
        socket.setReuseAddress(true);
        assertTrue(socket.getReuseAddress());
        assertEquals(-1, socket.getSoLinger());
        socket.setSoLinger(true, 7);
        assertEquals(7, socket.getSoLinger());
        socket.setSoLinger(false, 0);
        assertEquals(-1, socket.getSoLinger());
        socket.setSoLinger(true, 7);
        socket.setTrafficClass(0x10);
        assertEquals(0x10, socket.getTrafficClass());
        socket.setReceiveBufferSize(20_000);
        assertTrue(socket.getReceiveBufferSize() >= 20_000);
        socket.setSendBufferSize(20_000);
        assertTrue(socket.getSendBufferSize() >= 20_000);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        assertTrue(socket.getOption(StandardSocketOptions.TCP_NODELAY));
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 33);
        assertEquals(33, socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
        assertTrue(socket.supportedOptions().contains(StandardSocketOptions.SO_KEEPALIVE));
        assertThrows(
                UnsupportedOperationException.class,
                () -> socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1));
        assertFalse(socket.getOOBInline());
        assertThrows(SocketException.class, () -> socket.setOOBInline(true));
        assertThrows(SocketException.class, () -> socket.sendUrgentData(1));
    }

    @OnEngines
    void isBoundBeforeItIsConnected(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
                        InetSocketAddress target =
                                (InetSocketAddress) server.getLocalSocketAddress();
                        for (InetSocketAddress local :
                                List.of(
                                        new InetSocketAddress(LOOPBACK, 0),
                                        new InetSocketAddress(
                                                InetAddress.ofLiteral("127.0.0.2"), 0),
                                        new InetSocketAddress(0),
                                        new InetSocketAddress(
                                                InetAddress.ofLiteral("0.0.0.0"), 0))) {
                            connectFrom(local, target);
                        }
                        Socket socket = new LoopSocketFactory().createSocket();
                        assertThrows(IOException.class, () -> socket.bind(target));
                    }
                });
    }

    private static void connectFrom(InetSocketAddress local, InetSocketAddress target)
            throws IOException {
        try (Socket socket = new LoopSocketFactory().createSocket()) {
            socket.bind(local);
            int port = socket.getLocalPort();
            assertTrue(port > 0);
            assertTrue(socket.isBound());
            socket.connect(target);
            assertEquals(port, socket.getLocalPort());
            if (!local.getAddress().isAnyLocalAddress()) {
                assertEquals(local.getAddress(), socket.getLocalAddress());
            }
        }
    }

    @OnEngines
    void allWaysToCreateOne(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
                        SocketFactory factory = LoopSocketFactory.getDefault();
                        int port = server.getLocalPort();
                        InetAddress from = InetAddress.ofLiteral("127.0.0.3");
                        factory.createSocket("127.0.0.1", port).close();
                        factory.createSocket(LOOPBACK, port).close();
                        try (Socket socket = factory.createSocket("127.0.0.1", port, from, 0)) {
                            assertEquals(from, socket.getLocalAddress());
                        }
                        try (Socket socket = factory.createSocket(LOOPBACK, port, from, 0)) {
                            assertEquals(from, socket.getLocalAddress());
                        }
                    }
                });
    }

    /** What a socket of the JDK answers in each state is the specification. */
    @OnEngines
    void hasTheStatesOfTheJdksSocket(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
                            Socket plain = new Socket();
                            Socket ours = new LoopSocketFactory().createSocket()) {
                        assertEquals(lifeOf(plain, server), lifeOf(ours, server));
                    }
                });
    }

    private static List<String> lifeOf(Socket socket, ServerSocket server) throws IOException {
        List<String> trail = new ArrayList<>();
        note(trail, "new", socket);
        socket.bind(new InetSocketAddress(LOOPBACK, 0));
        note(trail, "bound", socket);
        socket.connect(server.getLocalSocketAddress());
        note(trail, "connected", socket);
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        assertNull(socket.getChannel());
        socket.shutdownOutput();
        note(trail, "output shut", socket);
        note(trail, "write", () -> out.write(1));
        socket.shutdownInput();
        note(trail, "input shut", socket);
        note(trail, "read", () -> trail.add("read " + in.read()));
        note(trail, "shut again", socket::shutdownInput);
        note(trail, "connect again", () -> socket.connect(server.getLocalSocketAddress()));
        note(trail, "bind again", () -> socket.bind(null));
        socket.close();
        note(trail, "closed", socket);
        note(trail, "read closed", () -> in.read());
        note(trail, "available closed", () -> in.available());
        note(trail, "write closed", () -> out.write(1));
        note(trail, "option closed", () -> socket.setSoTimeout(1));
        return trail;
    }

    private static void note(List<String> trail, String when, Socket socket) {
        trail.add(
                when
                        + (socket.isBound() ? " bound" : "")
                        + (socket.isConnected() ? " connected" : "")
                        + (socket.isInputShutdown() ? " input shut" : "")
                        + (socket.isOutputShutdown() ? " output shut" : "")
                        + (socket.isClosed() ? " closed" : "")
                        + " to "
                        + socket.getRemoteSocketAddress()
                        + " from "
                        + socket.getLocalAddress()
                        + (socket.getLocalPort() > 0 ? " with a port" : " without a port"));
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void note(List<String> trail, String when, Step step) {
        try {
            step.run();
            trail.add(when + " works");
        } catch (IOException e) {
            trail.add(when + " throws " + e.getClass().getName());
        }
    }
}
