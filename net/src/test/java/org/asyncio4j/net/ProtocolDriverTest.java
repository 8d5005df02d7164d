package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Promise;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProtocolDriverTest {
    // ---------------------------------------------------------------- the order of things

    @OnEngines
    void connectionMadeComesFirstAndBeforeTheConnectionIsHandedOut(String engine) throws Exception {
        CallbackTrail.Plain protocol = new CallbackTrail.Plain();
        protocol.on(
                "made",
                () -> {
                    for (int i = 0; i < 10; i++) {
                        yieldNow();
                    }
                    protocol.trail.add("made returns");
                });
        ProtocolPeer.test(
                engine,
                protocol,
                (_, link) -> {
                    assertEquals(List.of("made", "made returns"), protocol.trail);
                    assertSame(link.transport, protocol.transport);
                });
    }

    @OnEngines
    void theLifeOfAConnection(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    protocol.on("data", () -> protocol.transport.write(protocol.bytes()));
                    link.peer.write("hello\n");
                    assertEquals("hello", link.peer.readLine());
                    link.peer.writeEof();
                    protocol.await("lost");
                    assertEquals(List.of("made", "data", "eof", "lost"), protocol.trail);
                    assertNull(protocol.reason);
                    assertNull(link.peer.readLine());
                    assertEquals(List.of(), link.reports);
                });
    }

    @OnEngines
    void callbacksOfAConnectionNeverOverlap(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    Promise<Void> go = getRunningLoop().createFuture();
                    protocol.on(
                            "data",
                            () -> {
                                go.await();
                                protocol.trail.add("data returns");
                            });
                    link.peer.write("one");
                    protocol.await("data");
                    link.peer.write("two");
                    link.peer.close();
                    settle();
                    assertEquals(List.of("made", "data"), protocol.trail);
                    go.setResult(null);
                    protocol.await("lost");
                    assertEquals(
                            List.of(
                                    "made",
                                    "data",
                                    "data returns",
                                    "data",
                                    "data returns",
                                    "eof",
                                    "lost"),
                            protocol.trail);
                    assertEquals("onetwo", protocol.text());
                });
    }

    @OnEngines
    void anAbortDuringACallbackIsToldAfterIt(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    Promise<Void> go = getRunningLoop().createFuture();
                    protocol.on("data", go::await);
                    link.peer.write("x");
                    protocol.await("data");
                    link.transport.abort();
                    settle();
                    assertEquals(List.of("made", "data"), protocol.trail);
                    go.setResult(null);
                    protocol.await("lost");
                    assertNull(protocol.reason);
                });
    }

    @OnEngines
    void nothingComesAfterACloseInACallback(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    protocol.on(
                            "data",
                            () -> {
                                protocol.transport.close();
                                assertEquals(List.of("made", "data"), protocol.trail);
                            });
                    link.peer.write("one");
                    protocol.await("data");
                    link.peer.write("two");
                    protocol.await("lost");
                    assertEquals(List.of("made", "data", "lost"), protocol.trail);
                });
    }

    @OnEngines
    void aPeerThatNeverStopsDoesNotStarveTheLoop(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    int[] turns = new int[1];
                    int size = 16 * ProtocolPeer.MUCH;
                    Task<Void> other =
                            createTask(() -> {
                                while (protocol.bytes().length < size) {
                                    turns[0]++;
                                    yieldNow();
                                }
                            });
                    link.peer.write(new byte[size]);
                    other.await();
                    long callbacks = protocol.trail.stream().filter("data"::equals).count();
                    assertTrue(
                            turns[0] >= callbacks / 2,
                            turns[0] + " turns, " + callbacks + " callbacks");
                });
    }

    // ---------------------------------------------------------------- the peer's end

    @OnEngines
    void afterAnEofThatWantsToStayTheConnectionIsHalfOpen(String engine) throws Exception {
        CallbackTrail.Plain staying = new CallbackTrail.Plain();
        staying.staysOpen = true;
        ProtocolPeer.test(
                engine,
                staying,
                (protocol, link) -> {
                    link.peer.write("question");
                    link.peer.writeEof();
                    protocol.await("eof");
                    settle();
                    assertFalse(link.transport.isClosing());
                    link.transport.write("answer\n");
                    assertEquals("answer", link.peer.readLine());
                    link.transport.close();
                    protocol.await("lost");
                    assertEquals(List.of("made", "data", "eof", "lost"), protocol.trail);
                    assertNull(protocol.reason);
                });
    }

    @OnEngines
    void afterAnEofTheTransportClosesItselfWhenAllIsSent(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    byte[] data = link.fill();
                    link.peer.writeEof();
                    protocol.await("eof");
                    assertTrue(link.transport.isClosing());
                    assertArrayEquals(data, link.peer.readAll());
                    protocol.await("lost");
                    assertNull(protocol.reason);
                });
    }

    @OnEngines
    void aResetIsToldAsTheReason(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.peer.setOption(StandardSocketOptions.SO_LINGER, 0);
                    link.peer.abort();
                    protocol.await("lost");
                    assertEquals(List.of("made", "lost"), protocol.trail);
                    assertInstanceOf(IOException.class, protocol.reason);
                    assertTrue(link.transport.isClosing());
                    assertEquals(List.of(), link.reports, "a lost connection is nobody's mistake");
                });
    }

    // ---------------------------------------------------------------- callbacks that fail

    private static void failing(
            String engine, CallbackTrail protocol, String callback, String reported)
            throws Exception {
        for (Throwable failure :
                List.of(new IllegalStateException("x"), new IOException("y"), new Error("z"))) {
            fails(engine, protocol, callback, reported, failure);
            protocol.trail.clear();
        }
    }

    private static void fails(
            String engine,
            CallbackTrail protocol,
            String callback,
            String reported,
            Throwable failure)
            throws Exception {
        protocol.on(
                callback,
                () -> {
                    switch (failure) {
                        case Exception e -> throw e;
                        case Error e -> throw e;
                        default -> throw new AssertionError(failure);
                    }
                });
        ProtocolPeer.test(
                engine,
                protocol,
                (_, link) -> {
                    link.peer.write("x");
                    link.peer.writeEof();
                    protocol.await("lost");
                    assertSame(failure, protocol.reason);
                    assertEquals(1, protocol.trail.stream().filter("lost"::equals).count());
                    assertEquals(1, link.reports.size());
                    assertSame(failure, link.reports.getFirst().exception());
                    assertTrue(
                            link.reports.getFirst().message().contains(" " + reported + " "),
                            link.reports.getFirst().message());
                    assertTrue(link.transport.isClosing());
                });
    }

    @OnEngines
    void whatConnectionMadeThrowsEndsTheConnection(String engine) throws Exception {
        CallbackTrail.Plain protocol = new CallbackTrail.Plain();
        failing(engine, protocol, "made", "connectionMade");
    }

    @OnEngines
    void whatDataReceivedThrowsEndsTheConnection(String engine) throws Exception {
        failing(engine, new CallbackTrail.Plain(), "data", "dataReceived");
    }

    @OnEngines
    void whatEofReceivedThrowsEndsTheConnection(String engine) throws Exception {
        failing(engine, new CallbackTrail.Plain(), "eof", "eofReceived");
    }

    @OnEngines
    void whatGetBufferThrowsEndsTheConnection(String engine) throws Exception {
        failing(engine, new CallbackTrail.Buffered(), "buffer", "getBuffer");
    }

    @OnEngines
    void whatBufferUpdatedThrowsEndsTheConnection(String engine) throws Exception {
        failing(engine, new CallbackTrail.Buffered(), "updated", "bufferUpdated");
    }

    @OnEngines
    void whatConnectionLostThrowsIsReported(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    IOException failure = new IOException("x");
                    protocol.on(
                            "lost",
                            () -> {
                                throw failure;
                            });
                    link.transport.close();
                    protocol.await("lost");
                    settle();
                    assertNull(protocol.reason);
                    assertEquals(List.of("made", "lost"), protocol.trail);
                    assertEquals(1, link.reports.size());
                    assertSame(failure, link.reports.getFirst().exception());
                });
    }

    @OnEngines
    void aBufferWithoutRoomEndsTheConnection(String engine) throws Exception {
        List<ByteBuffer> bad = new ArrayList<>();
        bad.add(ByteBuffer.allocate(0));
        bad.add(null);
        for (ByteBuffer buffer : bad) {
            CallbackTrail.Buffered lending = new CallbackTrail.Buffered();
            lending.buffer = buffer;
            ProtocolPeer.test(
                    engine,
                    lending,
                    (protocol, link) -> {
                        link.peer.write("x");
                        protocol.await("lost");
                        assertEquals(List.of("made", "lost"), protocol.trail);
                        assertInstanceOf(IllegalStateException.class, protocol.reason);
                        assertSame(protocol.reason, link.reports.getFirst().exception());
                    });
        }
    }

    // ---------------------------------------------------------------- buffered protocols

    @OnEngines
    void aBufferedProtocolIsReceivedIntoItsBuffer(String engine) throws Exception {
        for (ByteBuffer buffer :
                List.of(ByteBuffer.allocate(1000), ByteBuffer.allocateDirect(999))) {
            CallbackTrail.Buffered lending = new CallbackTrail.Buffered();
            lending.buffer = buffer;
            ProtocolPeer.test(
                    engine,
                    lending,
                    (protocol, link) -> {
                        byte[] data = new byte[100_000];
                        for (int i = 0; i < data.length; i++) {
                            data[i] = (byte) (i % 251);
                        }
                        link.peer.write(data);
                        link.peer.writeEof();
                        protocol.await("lost");
                        assertArrayEquals(data, protocol.bytes());
                        assertEquals(List.of("made", "eof", "lost"), protocol.trailWithoutData());
                    });
        }
    }

    @OnEngines
    void aBufferIsOnlyAskedForWhenSomethingHasCome(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Buffered(),
                (protocol, link) -> {
                    link.peer.write("x");
                    protocol.await(1);
                    settle(); // Now it waits for more.
                    int[] asked = new int[1];
                    protocol.on("buffer", () -> asked[0]++);
                    settle();
                    assertEquals(0, asked[0]);
                    link.peer.write("y");
                    protocol.await(2);
                    assertTrue(asked[0] >= 1);
                });
    }

    @OnEngines
    void setProtocolChangesBetweenTheKindsOnALiveConnection(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (first, link) -> {
                    CallbackTrail.Buffered second = new CallbackTrail.Buffered();
                    CallbackTrail.Plain third = new CallbackTrail.Plain();
                    first.on(
                            "data",
                            () -> {
                                link.transport.setProtocol(second);
                                assertSame(second, link.transport.getProtocol());
                            });
                    link.peer.write("one");
                    first.await(3);
                    link.peer.write("two");
                    assertEquals("two", second.await(3));
                    settle(); // It waits for data now.
                    link.transport.setProtocol(third);
                    link.peer.write("three");
                    assertEquals("three", third.await(5));
                    link.peer.close();
                    third.await("lost");
                    assertEquals(List.of("made", "data"), first.trail);
                    assertEquals(List.of("updated"), second.trail);
                    assertEquals(List.of("data", "eof", "lost"), third.trail);
                });
    }

    // ---------------------------------------------------------------- the end of the loop

    @OnEngines
    void aLoopThatEndsTellsItsProtocols(String engine) throws Exception {
        CallbackTrail.Plain protocol = new CallbackTrail.Plain();
        CallbackTrail.Plain pausing = new CallbackTrail.Plain();
        OnEngines.Loop.run(
                engine,
                () -> {
                    Server server =
                            Net.startServer(connection -> connection.readLine(), "127.0.0.1", 0);
                    Net.createConnection(() -> protocol, "127.0.0.1", server.port());
                    Net.createConnection(() -> pausing, "127.0.0.1", server.port())
                            .transport()
                            .pauseReading();
                    settle();
                });
        for (CallbackTrail.Plain each : List.of(protocol, pausing)) {
            assertEquals(List.of("made", "lost"), each.trail);
            assertInstanceOf(CancelledError.class, each.reason);
        }
    }

    @OnEngines
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyConnectionsComeAndGo(String engine) throws Exception {
        OnEngines.Loop.run(
                engine,
                () -> {
                    List<CallbackTrail.Plain> serving = new ArrayList<>();
                    Server server =
                            Net.createServer(
                                    () -> {
                                        CallbackTrail.Plain echo = new CallbackTrail.Plain();
                                        echo.on("data", () -> echo.transport.write(echo.bytes()));
                                        serving.add(echo);
                                        return echo;
                                    },
                                    "127.0.0.1",
                                    0);
                    try (server) {
                        for (int round = 0; round < 3; round++) {
                            List<CallbackTrail.Plain> clients = new ArrayList<>();
                            for (int i = 0; i < 30; i++) {
                                CallbackTrail.Plain client = new CallbackTrail.Plain();
                                clients.add(client);
                                Net.createConnection(() -> client, "127.0.0.1", server.port())
                                        .transport()
                                        .write("hello");
                            }
                            for (CallbackTrail.Plain client : clients) {
                                assertEquals("hello", client.await(5));
                                client.transport.close();
                            }
                            for (CallbackTrail.Plain client : clients) {
                                client.await("lost");
                            }
                        }
                        server.close();
                        server.waitClosed();
                        assertEquals(90, serving.size());
                        for (CallbackTrail.Plain each : serving) {
                            assertEquals(List.of("made", "data", "eof", "lost"), each.trail);
                        }
                    }
                });
    }
}
