package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.http.websocket.ScriptedPeer.BINARY;
import static org.asyncio4j.http.websocket.ScriptedPeer.PING;
import static org.asyncio4j.http.websocket.ScriptedPeer.PONG;
import static org.asyncio4j.http.websocket.ScriptedPeer.TEXT;
import static org.asyncio4j.http.websocket.ScriptedPeer.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.WebSocketClosedException;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.websocket.ScriptedPeer.Frame;
import org.asyncio4j.http.websocket.ScriptedPeer.Role;
import org.asyncio4j.http.websocket.ScriptedPeer.Script;
import org.asyncio4j.test.stream.MemoryStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;

/** A heartbeat of 10 seconds, on the virtual clock. */
@Timeout(10)
class HeartbeatTest {
    private static final WebSocketOptions OPTIONS =
            WebSocketOptions.DEFAULT.withHeartbeat(seconds(10));

    private static void play(Script script) throws Exception {
        ScriptedPeer.with(Role.SERVER, Agreement.NONE, OPTIONS, script);
    }

    /** Answers pings until the end, and counts them. */
    private static Task<Integer> answer(ScriptedPeer peer) {
        return createTask(() -> {
            int pings = 0;
            try {
                for (Frame frame = peer.receive(); frame != null; frame = peer.receive()) {
                    pings += frame.opcode() == PING ? 1 : 0;
                    peer.send(true, 0, PONG, frame.payload());
                }
            } catch (IOException aborted) {
                // The end of the test.
            }
            return pings;
        });
    }

    private static void expectPingAt(ScriptedPeer peer, double moment) throws IOException {
        assertEquals(PING, peer.receive().opcode());
        assertEquals(seconds(moment), time());
    }

    @Test
    void aPeerThatAnswersIsAskedEveryTenSeconds() throws Exception {
        play(peer -> {
            peer.echo();
            for (int i = 1; i <= 5; i++) {
                expectPingAt(peer, 10 * i);
                peer.send(true, PONG, "");
            }
            assertFalse(peer.socket.isClosed());
        });
    }

    @Test
    void b65_aSilentPeerIsGivenUpAfterFifteenSeconds() throws Exception {
        play(peer -> {
            var e = assertThrows(WebSocketClosedException.class, peer.socket::receive);
            assertEquals(seconds(15), time());
            assertEquals(1006, e.code());
            assertEquals(1006, peer.socket.closeCode());
            assertTrue(e.getMessage().contains("15000 ms"), e.getMessage());
            expectPingAt(peer, 15);
            peer.expectEnd();
        });
    }

    @Test
    void whateverComesIsASignOfLife() throws Exception {
        play(peer -> {
            peer.echo();
            byte[] frame = peer.frame(true, 0, TEXT, bytes("x".repeat(20)));
            for (byte each : frame) {
                sleep(seconds(9)); // A byte at a time, and no pong.
                peer.raw(new byte[] {each});
            }
            peer.pause();
            assertFalse(peer.socket.isClosed());
            peer.expectText("x".repeat(20)); // And no ping.
        });
    }

    @Test
    void anythingAnswersThePing() throws Exception {
        play(peer -> {
            peer.echo();
            expectPingAt(peer, 10);
            sleep(seconds(4.9));
            peer.text("no pong");
            peer.expectText("no pong");
            expectPingAt(peer, 24.9);
            sleep(seconds(5));
            peer.expectEnd();
        });
    }

    // ---------------------------------------------------------------- nobody receives

    @Test
    void aPeerThatAnswersLivesThoughNobodyReceives() throws Exception {
        play(peer -> {
            Task<Integer> pings = answer(peer);
            sleep(seconds(1001));
            assertFalse(peer.socket.isClosed());
            peer.socket.abort();
            assertEquals(100, pings.await());
        });
    }

    @Test
    void aSilentPeerIsGivenUpThoughNobodyReceives() throws Exception {
        play(peer -> {
            peer.text("never received");
            sleep(seconds(60));
            assertEquals(1006, peer.socket.closeCode());
            assertTrue(peer.pair.left().isClosing());
            assertEquals("never received", peer.socket.receiveText(), "but what came is there");
            assertThrows(WebSocketClosedException.class, peer.socket::receive);
        });
    }

    @Test
    void whatIsReadForTheHeartbeatIsReceivedLater() throws Exception {
        play(peer -> {
            answer(peer);
            for (int i = 0; i < 100; i++) {
                peer.text("message " + i);
                sleep(seconds(1));
            }
            for (int i = 0; i < 100; i++) {
                assertEquals("message " + i, peer.socket.receiveText());
            }
        });
    }

    @Test
    void howMuchIsReadForTheHeartbeatIsBounded() throws Exception {
        play(peer -> {
            answer(peer);
            for (int i = 0; i < 100; i++) {
                peer.binary(new byte[10_000]);
            }
            sleep(seconds(600));
            assertTrue(peer.pair.left().incoming().received() <= 128 << 10);
            assertFalse(peer.socket.isClosed(), "one cannot hear whether it lives");
            for (int i = 0; i < 100; i++) {
                assertEquals(10_000, peer.socket.receiveBytes().length);
            }
        });
    }

    /** Who stops to receive while a pong is awaited leaves somebody who listens. */
    @Test
    void theReceiverLeavesBeforeThePongComes() throws Exception {
        play(peer -> {
            Task<?> receiver = createTask(() -> peer.socket.receive());
            expectPingAt(peer, 10);
            receiver.cancel();
            sleep(seconds(4));
            peer.send(true, PONG, "");
            sleep(seconds(5));
            assertFalse(peer.socket.isClosed());
        });
    }

    @Test
    void whoReceivesWhileTheHeartbeatListensGetsTheMessage() throws Exception {
        play(peer -> {
            expectPingAt(peer, 10);
            Task<String> receiver = createTask(() -> peer.socket.receiveText());
            sleep(seconds(1));
            peer.text("hello");
            assertEquals("hello", receiver.await());
            assertEquals(seconds(11), time());
        });
    }

    @Test
    void theEndIsSeenThoughNobodyReceives() throws Exception {
        play(peer -> {
            peer.text("before");
            peer.end();
            sleep(seconds(60));
            assertEquals("before", peer.socket.receiveText());
            assertEquals(
                    1006,
                    assertThrows(WebSocketClosedException.class, peer.socket::receive).code());
        });
    }

    @Test
    void aCloseIsSeenByWhoReceivesNext() throws Exception {
        play(peer -> {
            peer.close(1000, "done");
            sleep(seconds(12));
            assertEquals(
                    "done",
                    assertThrows(WebSocketClosedException.class, peer.socket::receiveText)
                            .reason());
            assertEquals(1000, peer.socket.closeCode());
        });
    }

    // ---------------------------------------------------------------- sending

    /** A peer that takes a large message slowly says nothing, and yet lives. */
    @Test
    void aPeerThatTakesALargeMessageSlowly() throws Exception {
        onSmallConnection(peer -> {
            Task<Void> sender = createTask(() -> peer.socket.send(new byte[1 << 20]));
            Task<?> receiver = createTask(() -> peer.socket.receive());
            for (int i = 0; i < 15; i++) {
                sleep(seconds(9));
                peer.pair.right().readExactly(64 << 10);
            }
            assertFalse(peer.socket.isClosed());
            assertFalse(sender.isDone());
            receiver.cancel();
            peer.abort();
            assertThrows(WebSocketClosedException.class, sender::await);
        });
    }

    @Test
    void aPeerThatTakesNothingIsGivenUp() throws Exception {
        onSmallConnection(peer -> {
            Task<Void> sender = createTask(() -> peer.socket.send(new byte[1 << 20]));
            sleep(seconds(14));
            assertFalse(peer.socket.isClosed());
            sleep(seconds(2));
            assertTrue(peer.socket.isClosed());
            assertThrows(WebSocketClosedException.class, sender::await);
        });
    }

    /** It sends, so that it could be alive, but never reads: who echoes waits in vain. */
    @Test
    void aPeerThatFloodsAndTakesNothingIsGivenUp() throws Exception {
        onSmallConnection(peer -> {
            Task<Void> echo = peer.echo();
            Task<Void> flood =
                    createTask(() -> {
                        assertThrows(
                                IOException.class,
                                () -> {
                                    while (true) {
                                        peer.binary(new byte[5000]);
                                    }
                                });
                    });
            sleep(seconds(200)); // Meanwhile some of what it sends is read ahead.
            assertEquals(1006, peer.socket.closeCode());
            echo.await();
            flood.await();
        });
    }

    private static void onSmallConnection(Script script) throws Exception {
        run(
                RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false),
                () -> {
                    ScriptedPeer peer =
                            new ScriptedPeer(
                                    Role.SERVER,
                                    Agreement.NONE,
                                    OPTIONS,
                                    MemoryStream.pair(10_000));
                    try {
                        script.run(peer);
                    } finally {
                        peer.socket.abort();
                        peer.abort();
                    }
                });
    }

    // ---------------------------------------------------------------- the end

    @Test
    void afterTheEndItIsStill() throws Exception {
        play(peer -> {
            peer.close(1000, "");
            peer.socket.receive();
            peer.expectClose(1000);
            Duration begin = time();
            sleep(seconds(100));
            assertEquals(seconds(100), time().minus(begin));
            assertNull(peer.receive());
        });
    }

    @Test
    void whileItClosesNoPingGoesOut() throws Exception {
        play(peer -> {
            sleep(seconds(8));
            peer.socket.close();
            assertEquals(seconds(15), time(), "the heartbeat is quicker than the close time-out");
            assertEquals(1006, peer.socket.closeCode());
            assertEquals(8, peer.receive().opcode());
            assertNull(peer.receive());
        });
    }

    @Test
    void binaryIsASignOfLifeToo() throws Exception {
        play(peer -> {
            peer.echo();
            sleep(millis(9900));
            peer.binary(new byte[1]);
            peer.expect(BINARY, new byte[1]);
            expectPingAt(peer, 19.9);
        });
    }
}
