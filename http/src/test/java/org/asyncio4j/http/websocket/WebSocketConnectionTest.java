package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.http.websocket.ScriptedPeer.BINARY;
import static org.asyncio4j.http.websocket.ScriptedPeer.CLOSE;
import static org.asyncio4j.http.websocket.ScriptedPeer.PING;
import static org.asyncio4j.http.websocket.ScriptedPeer.PONG;
import static org.asyncio4j.http.websocket.ScriptedPeer.TEXT;
import static org.asyncio4j.http.websocket.ScriptedPeer.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.JsonException;
import org.asyncio4j.http.WebSocketClosedException;
import org.asyncio4j.http.WebSocketException;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketMessage.Close;
import org.asyncio4j.http.WebSocketMessage.Ping;
import org.asyncio4j.http.WebSocketMessage.Pong;
import org.asyncio4j.http.WebSocketMessage.Text;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.websocket.ScriptedPeer.Frame;
import org.asyncio4j.http.websocket.ScriptedPeer.Role;
import org.asyncio4j.http.websocket.ScriptedPeer.Script;
import org.asyncio4j.test.stream.MemoryStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

@Timeout(10)
class WebSocketConnectionTest {
    private static final WebSocketOptions OPTIONS = WebSocketOptions.DEFAULT;

    private static void server(Script script) throws Exception {
        ScriptedPeer.with(Role.SERVER, script);
    }

    private static void server(WebSocketOptions options, Script script) throws Exception {
        ScriptedPeer.with(Role.SERVER, Agreement.NONE, options, script);
    }

    private static WebSocketClosedException closed(ScriptedPeer peer) {
        return assertThrows(WebSocketClosedException.class, peer.socket::receive);
    }

    // ---------------------------------------------------------------- receiving

    record Point(int x, int y) {}

    @ParameterizedTest
    @EnumSource
    void receivesEachKind(Role role) throws Exception {
        ScriptedPeer.with(
                role,
                peer -> {
                    peer.text("one");
                    peer.text("two");
                    peer.binary(new byte[] {3});
                    peer.text("{\"x\": 4, \"y\": 5}");
                    peer.binary(bytes("{\"x\": 6, \"y\": 7}"));
                    assertEquals(new Text("one"), peer.socket.receive());
                    assertEquals("two", peer.socket.receiveText());
                    assertArrayEquals(new byte[] {3}, peer.socket.receiveBytes());
                    assertEquals(new Point(4, 5), peer.socket.receiveJson(Point.class));
                    assertEquals(new Point(6, 7), peer.socket.receiveJson(Point.class));
                    assertEquals(5, peer.socket.statistics().messagesReceived());
                    assertEquals(3 + 3 + 1 + 16 + 16, peer.socket.statistics().bytesReceived());
                });
    }

    @Test
    void whatIsOfAnotherKindIsGoneAndTheConnectionIsNot() throws Exception {
        server(peer -> {
            peer.text("text");
            peer.binary(new byte[1]);
            peer.text("no JSON");
            peer.text("last");
            var e = assertThrows(WebSocketException.class, peer.socket::receiveBytes);
            assertTrue(e.getMessage().contains("Use receiveText()"), e.getMessage());
            assertThrows(WebSocketException.class, peer.socket::receiveText);
            assertThrows(JsonException.class, () -> peer.socket.receiveJson(Point.class));
            assertEquals("last", peer.socket.receiveText());
        });
    }

    @Test
    void s11_aSecondReceiverIsToldWhoReceives() throws Exception {
        server(peer -> {
            Task<String> first = createTask("reader", () -> peer.socket.receiveText());
            yieldNow();
            var e = assertThrows(IllegalStateException.class, peer.socket::receive);
            assertTrue(e.getMessage().contains("reader"), e.getMessage());
            peer.text("for the first");
            assertEquals("for the first", first.await());
            peer.text("for anybody");
            assertEquals("for anybody", peer.socket.receiveText());
        });
    }

    @Test
    void aTimeOutLosesNothing() throws Exception {
        server(
                OPTIONS.withReceiveTimeout(seconds(2)),
                peer -> {
                    byte[] frame = peer.frame(true, 0, TEXT, bytes("late"));
                    peer.raw(new byte[] {frame[0], frame[1], frame[2]});
                    Duration begin = time();
                    assertThrows(SocketTimeoutException.class, peer.socket::receive);
                    assertEquals(seconds(2), time().minus(begin));
                    assertThrows(
                            SocketTimeoutException.class, () -> peer.socket.receive(millis(500)));
                    assertEquals(millis(2500), time().minus(begin));
                    peer.raw(Arrays.copyOfRange(frame, 3, frame.length));
                    assertEquals("late", peer.socket.receiveText());
                    assertFalse(peer.socket.isClosed());
                });
    }

    @Test
    void readsNothingWhileNobodyReceives() throws Exception {
        server(peer -> {
            peer.text("one");
            peer.pause();
            assertEquals(0, peer.pair.left().incoming().received());
        });
    }

    // ---------------------------------------------------------------- iterating

    private static String iterate(ScriptedPeer peer) {
        StringBuilder all = new StringBuilder();
        for (WebSocketMessage.Data message : peer.socket) {
            all.append(((Text) message).text());
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void theLoopEndsWithTheConnection(int code) throws Exception {
        server(peer -> {
            peer.text("a");
            peer.text("b");
            peer.close(code, "");
            assertEquals("ab", iterate(peer));
            assertEquals("", iterate(peer), "and again");
            assertEquals(code, peer.socket.closeCode());
        });
    }

    @Test
    void theLoopEndsWhereThePeerDoesNotSayWhy() throws Exception {
        server(peer -> {
            peer.send(true, CLOSE, "");
            assertEquals("", iterate(peer));
            assertEquals(1005, peer.socket.closeCode());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1008, 1011, 3000, 4000})
    void theLoopThrowsAnyOtherEnd(int code) throws Exception {
        server(peer -> {
            peer.close(code, "so");
            var e = assertThrows(UncheckedIOException.class, () -> iterate(peer));
            var cause = (WebSocketClosedException) e.getCause();
            assertEquals(code, cause.code());
            assertEquals("so", cause.reason());
            assertFalse(cause.isNormal());
        });
    }

    @Test
    void theLoopThrowsThatTheConnectionWasLost() throws Exception {
        server(peer -> {
            peer.text("a");
            peer.end();
            var e = assertThrows(UncheckedIOException.class, () -> iterate(peer));
            assertEquals(1006, ((WebSocketClosedException) e.getCause()).code());
        });
    }

    @Test
    void theLoopEndsWhereThisEndIsClosedMeanwhile() throws Exception {
        server(peer -> {
            Task<String> loop = createTask(() -> iterate(peer));
            peer.text("a");
            peer.pause();
            Task<Void> closer = createTask(() -> peer.socket.close(4000));
            peer.pause();
            peer.text("dropped");
            peer.close(4000, "");
            assertEquals("a", loop.await());
            closer.await();
            assertEquals(4000, peer.socket.closeCode());
        });
    }

    // ---------------------------------------------------------------- the peer closes

    @ParameterizedTest
    @EnumSource
    void aCloseIsAnsweredAndGivenOnce(Role role) throws Exception {
        ScriptedPeer.with(
                role,
                peer -> {
                    peer.close(1001, "going");
                    assertEquals(new Close(1001, "going"), peer.socket.receive());
                    assertTrue(peer.socket.isClosed());
                    peer.expectClose(1001);
                    assertEquals(1001, closed(peer).code());
                    assertThrows(WebSocketClosedException.class, peer.socket::receiveText);
                    var e =
                            assertThrows(
                                    WebSocketClosedException.class, () -> peer.socket.send("late"));
                    assertEquals("going", e.reason());
                    assertEquals(1001, peer.socket.closeCode());
                    assertEquals("going", peer.socket.closeReason());
                    peer.socket.close();
                });
    }

    @Test
    void withoutAutoCloseTheReceiverCloses() throws Exception {
        server(
                OPTIONS.withAutoClose(false),
                peer -> {
                    peer.close(1000, "");
                    assertEquals(new Close(1000, ""), peer.socket.receive());
                    assertFalse(peer.socket.isClosed());
                    peer.socket.send("one thing more");
                    peer.socket.close(1000, "bye");
                    peer.expectText("one thing more");
                    peer.expectClose(1000);
                    assertEquals(1000, peer.socket.closeCode());
                });
    }

    @Test
    void aPeerThatDoesNotTakeTheAnswerIsNotWaitedForLong() throws Exception {
        onSmallConnection(
                Role.SERVER,
                100,
                OPTIONS,
                peer -> {
                    peer.close(1000, "");
                    createTask(() -> {
                        assertThrows(
                                WebSocketClosedException.class,
                                () -> peer.socket.send("x".repeat(1000)));
                    });
                    yieldNow();
                    Duration begin = time();
                    assertEquals(new Close(1000, ""), peer.socket.receive());
                    assertEquals(seconds(10), time().minus(begin));
                    assertEquals(1000, peer.socket.closeCode());
                });
    }

    // ---------------------------------------------------------------- this end closes

    @ParameterizedTest
    @EnumSource
    void closesInOrder(Role role) throws Exception {
        ScriptedPeer.with(
                role,
                peer -> {
                    Task<Void> closer = createTask(() -> peer.socket.close(1001, "going"));
                    Frame frame = peer.receive();
                    assertArrayEquals(
                            ScriptedPeer.closePayload(1001, bytes("going")), frame.payload());
                    assertTrue(peer.socket.isClosed());
                    assertEquals(0, peer.socket.closeCode());
                    peer.text("dropped");
                    peer.ping("not answered");
                    peer.close(1000, "well");
                    closer.await();
                    peer.expectEnd();
                    assertEquals(1000, peer.socket.closeCode());
                    assertEquals("well", peer.socket.closeReason());
                    assertEquals(1000, closed(peer).code());
                });
    }

    @Test
    void b65_aPeerThatDoesNotAnswerTheClose() throws Exception {
        server(peer -> {
            Task<Void> receiver =
                    createTask(() -> {
                        assertEquals(1006, closed(peer).code());
                    });
            yieldNow();
            Duration begin = time();
            peer.socket.close();
            assertEquals(seconds(10), time().minus(begin));
            assertEquals(1006, peer.socket.closeCode());
            receiver.await();
            assertTrue(peer.pair.left().isClosing());
        });
    }

    @Test
    void aPeerThatEndsInsteadOfAnswering() throws Exception {
        server(peer -> {
            peer.end();
            peer.socket.close();
            assertEquals(1006, peer.socket.closeCode());
            assertEquals(Duration.ZERO, time().minus(time()));
        });
    }

    @Test
    void everybodyWhoClosesWaitsForTheEnd() throws Exception {
        server(peer -> {
            List<Task<Void>> closers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                closers.add(createTask(() -> peer.socket.close()));
            }
            peer.pause();
            assertFalse(closers.stream().anyMatch(Task::isDone));
            peer.close(1000, "");
            closers.forEach(Task::await);
            assertEquals(CLOSE, peer.receive().opcode());
            peer.expectEnd(); // One close frame for all.
        });
    }

    /** Whoever closes takes over from a receiver that is cancelled meanwhile. */
    @Test
    void theReceiverLeavesWhileAnotherCloses() throws Exception {
        server(peer -> {
            Task<?> receiver = createTask(() -> peer.socket.receive());
            yieldNow();
            Task<Void> closer = createTask(() -> peer.socket.close());
            peer.pause();
            receiver.cancel();
            peer.pause();
            peer.close(1000, "");
            closer.await();
            assertEquals(1000, peer.socket.closeCode());
        });
    }

    @Test
    void aCancelledCloseAborts() throws Exception {
        server(peer -> {
            moveOnAfter(seconds(1), () -> peer.socket.close());
            assertTrue(peer.pair.left().isClosing());
            assertEquals(1006, peer.socket.closeCode());
        });
    }

    @Test
    void whatWasToBeSentBeforeTheCloseGoesOutBeforeIt() throws Exception {
        onSmallConnection(
                Role.SERVER,
                10,
                OPTIONS,
                peer -> {
                    createTask(() -> peer.socket.send("x".repeat(100)));
                    createTask(() -> peer.socket.send("y"));
                    yieldNow();
                    createTask(() -> peer.socket.close());
                    yieldNow();
                    assertThrows(WebSocketClosedException.class, () -> peer.socket.send("z"));
                    peer.expectText("x".repeat(100));
                    peer.expectText("y");
                    assertEquals(CLOSE, peer.receive().opcode());
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 66536})
    void refusesToCloseWithACodeThatSaysNothing(int code) throws Exception {
        server(peer -> {
            assertThrows(IllegalArgumentException.class, () -> peer.socket.close(code));
            assertFalse(peer.socket.isClosed());
        });
    }

    @Test
    void refusesALongReason() throws Exception {
        server(peer -> {
            assertThrows(
                    IllegalArgumentException.class, () -> peer.socket.close(1000, "ä".repeat(62)));
            peer.close(1000, "");
            peer.socket.close(1000, "ä".repeat(61));
        });
    }

    @Test
    void abortEndsAllThatWait() throws Exception {
        onSmallConnection(
                Role.SERVER,
                10,
                OPTIONS,
                peer -> {
                    Task<Void> receiver =
                            createTask(() -> {
                                assertEquals(1006, closed(peer).code());
                            });
                    Task<Void> sender =
                            createTask(() -> {
                                assertThrows(
                                        WebSocketClosedException.class,
                                        () -> peer.socket.send("x".repeat(100)));
                            });
                    Task<Void> pinger =
                            createTask(() -> {
                                assertThrows(
                                        WebSocketClosedException.class,
                                        () -> peer.socket.ping(seconds(5)));
                            });
                    peer.pause();
                    peer.socket.abort();
                    receiver.await();
                    sender.await();
                    pinger.await();
                    peer.socket.close();
                    assertEquals(1006, peer.socket.closeCode());
                });
    }

    // ---------------------------------------------------------------- a connection that is lost

    @Test
    void aResetIsTheCause() throws Exception {
        server(peer -> {
            peer.text("before");
            SocketException reset = new SocketException("Connection reset");
            assertEquals("before", peer.socket.receiveText());
            peer.pair.left().incoming().failReceiving(() -> reset);
            assertSame(reset, closed(peer).getCause());
            assertSame(reset, closed(peer).getCause());
            assertEquals(1006, peer.socket.closeCode());
            assertTrue(peer.pair.left().isClosing());
        });
    }

    @Test
    void whatHasComeCanBeReceivedThoughNothingCanBeSent() throws Exception {
        server(peer -> {
            peer.text("before");
            peer.close(1000, "");
            SocketException reset = new SocketException("Broken pipe");
            peer.pair.left().outgoing().failSending(() -> reset);
            var e = assertThrows(WebSocketClosedException.class, () -> peer.socket.send("x"));
            assertSame(reset, e.getCause());
            assertTrue(peer.socket.isClosed());
            assertEquals("before", peer.socket.receiveText());
            assertEquals(new Close(1000, ""), peer.socket.receive());
        });
    }

    // ---------------------------------------------------------------- sending

    /** A connection that holds little, so that senders wait. */
    private static void onSmallConnection(
            Role role, int capacity, WebSocketOptions options, Script script) throws Exception {
        run(
                RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false),
                () -> {
                    ScriptedPeer peer =
                            new ScriptedPeer(
                                    role, Agreement.NONE, options, MemoryStream.pair(capacity));
                    try {
                        script.run(peer);
                    } finally {
                        peer.socket.abort();
                        peer.abort();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void sendersTakeTurns(int capacity) throws Exception {
        onSmallConnection(
                Role.CLIENT,
                capacity,
                OPTIONS,
                peer -> {
                    for (int i = 0; i < 20; i++) {
                        int number = i;
                        createTask(() -> {
                            peer.socket.send(number + ":" + "x".repeat(number * 7));
                            peer.socket.send(bytes("again " + number));
                        });
                    }
                    for (int i = 0; i < 20; i++) {
                        peer.expectText(i + ":" + "x".repeat(i * 7));
                    }
                    for (int i = 0; i < 20; i++) {
                        peer.expect(BINARY, bytes("again " + i));
                    }
                    peer.pause();
                    assertEquals(40, peer.socket.statistics().messagesSent());
                });
    }

    @ParameterizedTest
    @EnumSource
    void largeMessagesOfSeveralSlices(Role role) throws Exception {
        onSmallConnection(
                role,
                5000,
                OPTIONS,
                peer -> {
                    for (int size : new int[] {65535, 65536, 65537, 131072, 300_001}) {
                        byte[] message = new byte[size];
                        new Random(size).nextBytes(message);
                        byte[] sent = message.clone();
                        Task<Void> sender =
                                createTask(() -> {
                                    peer.socket.send(sent);
                                    Arrays.fill(sent, (byte) 0); // It is the sender's again.
                                });
                        peer.expect(BINARY, message);
                        sender.await();
                    }
                });
    }

    @Test
    void sendsJson() throws Exception {
        server(peer -> {
            peer.socket.sendJson(new Point(1, 2));
            peer.expectText("{\"x\":1,\"y\":2}");
        });
    }

    @Test
    void aSenderWaitsForThePeer() throws Exception {
        onSmallConnection(
                Role.SERVER,
                1000,
                OPTIONS,
                peer -> {
                    Task<Void> sender =
                            createTask(() -> {
                                for (int i = 0; i < 100; i++) {
                                    peer.socket.send("x".repeat(98));
                                }
                            });
                    peer.pause();
                    assertEquals(10, peer.socket.statistics().messagesSent());
                    for (int i = 0; i < 100; i++) {
                        peer.expectText("x".repeat(98));
                    }
                    sender.await();
                });
    }

    // ---------------------------------------------------------------- pings and pongs

    @Test
    void aPongDoesNotKeepTheReceiverFromReceiving() throws Exception {
        onSmallConnection(
                Role.SERVER,
                100,
                OPTIONS,
                peer -> {
                    Task<Void> sender = createTask(() -> peer.socket.send("x".repeat(10_000)));
                    yieldNow();
                    createTask(() -> {
                        peer.ping("are you there");
                        peer.text("then read this");
                    });
                    assertEquals("then read this", peer.socket.receiveText());
                    peer.expectText("x".repeat(10_000));
                    peer.expectPong("are you there");
                    sender.await();
                });
    }

    @Test
    void pingsWithoutEndThatAreNotHeardKeepNoMemory() throws Exception {
        onSmallConnection(
                Role.SERVER,
                0,
                OPTIONS,
                peer -> {
                    createTask(() -> {
                        for (int i = 0; i < 1000; i++) {
                            peer.ping("" + i);
                        }
                        peer.text("end");
                    });
                    assertEquals("end", peer.socket.receiveText());
                    assertEquals(1000, peer.socket.statistics().pingsReceived());
                    Frame pong = peer.receive();
                    int count = 1;
                    for (; !pong.text().equals("999"); count++) {
                        pong = peer.receive();
                    }
                    assertTrue(count <= 65, "pongs: " + count);
                });
    }

    @Test
    void withoutAutoPingTheReceiverAnswers() throws Exception {
        server(
                OPTIONS.withAutoPing(false),
                peer -> {
                    peer.ping("a");
                    peer.send(true, PONG, "b");
                    var ping = (Ping) peer.socket.receive();
                    assertArrayEquals(bytes("a"), ping.payload());
                    assertArrayEquals(bytes("b"), ((Pong) peer.socket.receive()).payload());
                    peer.socket.pong(ping.payload());
                    peer.expectPong("a");
                    peer.ping("c");
                    assertThrows(WebSocketException.class, peer.socket::receiveText);
                    assertFalse(peer.socket.isClosed());
                });
    }

    @Test
    void measuresHowLongAPongTakes() throws Exception {
        server(peer -> {
            peer.echo();
            Task<Duration> ping = createTask(() -> peer.socket.ping(seconds(5)));
            Task<Duration> next = createTask(() -> peer.socket.ping(seconds(5)));
            peer.receive();
            Frame second = peer.receive();
            sleep(millis(300));
            peer.send(true, PONG, "something else");
            sleep(millis(200));
            peer.send(true, 0, PONG, second.payload()); // That answers both.
            assertEquals(millis(500), ping.await());
            assertEquals(millis(500), next.await());
        });
    }

    @Test
    void b65_aPeerThatDoesNotAnswerAPing() throws Exception {
        server(peer -> {
            peer.echo();
            assertThrows(SocketTimeoutException.class, () -> peer.socket.ping(seconds(5)));
            assertFalse(peer.socket.isClosed());
        });
    }

    @Test
    void pingsAreShort() throws Exception {
        server(peer -> {
            byte[] tooLong = new byte[126];
            assertThrows(IllegalArgumentException.class, () -> peer.socket.ping(tooLong));
            assertThrows(IllegalArgumentException.class, () -> peer.socket.pong(tooLong));
            peer.socket.ping(new byte[125]);
            peer.socket.ping();
            peer.expect(PING, new byte[125]);
            peer.expect(PING, new byte[0]);
        });
    }

    // ---------------------------------------------------------------- bad input

    @ParameterizedTest
    @EnumSource
    void b62_aFrameThatIsMaskedWrongly(Role role) throws Exception {
        ScriptedPeer.with(
                role,
                peer -> {
                    peer.raw(peer.frame(true, 0, TEXT, bytes("a"), role == Role.CLIENT));
                    assertEquals(1002, closed(peer).code());
                    peer.expectClose(1002);
                });
    }

    @ParameterizedTest
    @EnumSource
    void b59_aLengthNobodyCanSend(Role role) throws Exception {
        lengthIs(role, 0x7FFF_FFFF_FFFF_FFFFL, 1009);
        lengthIs(role, OPTIONS.maxMessageSize() + 1L, 1009);
        lengthIs(role, 0x8000_0000_0000_0000L, 1002);
        lengthIs(role, 65535, 1002); // Not in the shortest form.
    }

    private static void lengthIs(Role role, long length, int code) throws Exception {
        ScriptedPeer.with(
                role,
                peer -> {
                    byte[] frame = peer.frame(true, 0, BINARY, new byte[65536]);
                    ByteBuffer.wrap(frame).putLong(2, length);
                    peer.raw(Arrays.copyOf(frame, role == Role.SERVER ? 14 : 10));
                    assertEquals(code, closed(peer).code());
                    peer.expectClose(code);
                });
    }

    @Test
    void b59_aMessageThatGrowsByFragmentsBeyondTheLimit() throws Exception {
        server(
                OPTIONS.withMaxMessageSize(1000),
                peer -> {
                    peer.send(false, 0, BINARY, new byte[600]);
                    peer.send(false, 0, 0, new byte[400]);
                    peer.send(false, 0, 0, new byte[0]);
                    peer.pause();
                    assertEquals(0, peer.socket.closeCode());
                    peer.send(true, 0, 0, new byte[1]);
                    assertEquals(1009, closed(peer).code());
                    peer.expectClose(1009);
                });
    }

    @Test
    void b59_memoryGrowsWithWhatComesAndNotWithWhatIsAnnounced() throws Exception {
        FrameDecoder decoder = new FrameDecoder(false, 4 << 20, null);
        byte[] header = {(byte) 0x82, 127, 0, 0, 0, 0, 0, 0x40, 0, 0};
        decoder.feed(header);
        assertNull(decoder.next());
        assertTrue(decoder.room().remaining() <= 64 << 10);
    }

    /** The peer gets to know why, and who receives is not kept for long. */
    @Test
    void aPeerThatBreaksTheProtocolIsToldAndNotWaitedForLong() throws Exception {
        server(peer -> {
            peer.send(true, 5, "");
            Duration begin = time();
            var e = closed(peer);
            assertEquals(1002, e.code());
            assertTrue(e.getMessage().contains("unknown opcode"), e.getMessage());
            assertEquals(seconds(1), time().minus(begin));
            peer.expectClose(1002);
            assertEquals(1002, peer.socket.closeCode());
            assertThrows(WebSocketClosedException.class, () -> peer.socket.send("x"));
        });
    }

    @Test
    void compressionThatWasNotAgreedOn() throws Exception {
        server(peer -> {
            peer.send(true, 4, TEXT, bytes("a"));
            assertEquals(1002, closed(peer).code());
            peer.expectClose(1002);
        });
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void saysWhatItIs() throws Exception {
        server(peer -> {
            assertTrue(peer.socket.toString().endsWith("(open)"), peer.socket.toString());
            createTask(() -> peer.socket.close());
            yieldNow();
            assertTrue(peer.socket.toString().endsWith("(closing)"), peer.socket.toString());
            peer.close(1000, "");
            peer.pause();
            assertTrue(
                    peer.socket.toString().endsWith("(closed with 1000)"), peer.socket.toString());
            assertNull(peer.socket.protocol());
            assertFalse(peer.socket.isCompressed());
        });
    }

    @Test
    void theStreamsFailureIsNoSurpriseOutsideOfALoop() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> new ScriptedPeer(Role.SERVER, Agreement.NONE, OPTIONS).socket.receive());
    }
}
