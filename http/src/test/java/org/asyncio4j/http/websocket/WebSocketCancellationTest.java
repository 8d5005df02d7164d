package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.http.websocket.ScriptedPeer.BINARY;
import static org.asyncio4j.http.websocket.ScriptedPeer.TEXT;
import static org.asyncio4j.http.websocket.ScriptedPeer.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.websocket.ScriptedPeer.Frame;
import org.asyncio4j.http.websocket.ScriptedPeer.Role;
import org.asyncio4j.test.Cancellation;
import org.asyncio4j.test.stream.MemoryStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Each wait of a WebSocket is cancelled in turn, before and after it was woken. */
@Timeout(60) // Some hundred runs each.
class WebSocketCancellationTest {
    private static final WebSocketOptions OPTIONS =
            WebSocketOptions.DEFAULT.withCompression(true).withCompressionThreshold(1);

    private static ScriptedPeer peer(Role role, Agreement agreement, int capacity) {
        return new ScriptedPeer(role, agreement, OPTIONS, MemoryStream.pair(capacity));
    }

    @ParameterizedTest
    @EnumSource
    void aReceiveLosesNothing(Role role) throws Exception {
        Cancellation.everywhere((simulation, victim) -> {
            ScriptedPeer peer = peer(role, Agreement.NONE, 10);
            createTask(() -> {
                for (byte[] frame :
                        List.of(
                                peer.frame(true, 0, TEXT, bytes("one")),
                                peer.frame(false, 0, TEXT, bytes("two, in ")),
                                peer.frame(true, 0, 9, bytes("ping")),
                                peer.frame(true, 0, 0, bytes("two parts")),
                                peer.frame(true, 0, 8, bytes("")))) {
                    sleep(seconds(1));
                    peer.raw(frame);
                }
            });
            Task<Frame> pong = createTask(() -> peer.receive());
            List<String> received = new ArrayList<>();
            victim.run(() -> {
                while (received.size() < 2) {
                    received.add(peer.socket.receiveText());
                }
            });
            while (received.size() < 2) {
                received.add(peer.socket.receiveText());
            }
            assertEquals(List.of("one", "two, in two parts"), received);
            assertEquals("ping", pong.await().text());
            Task<Frame> close = createTask(() -> peer.receive());
            assertTrue(!peer.socket.iterator().hasNext());
            assertEquals(8, close.await().opcode());
            peer.abort();
        });
    }

    /** Of a send that was cancelled the peer gets all or nothing; what others send, unharmed. */
    @ParameterizedTest
    @CsvSource({
        "CLIENT, false, false",
        "CLIENT, true, true",
        "SERVER, false, false",
        "SERVER, true, false",
        "SERVER, true, true"
    })
    void aSendBreaksNothing(Role role, boolean compressed, boolean takeover) throws Exception {
        Agreement agreement =
                new Agreement(null, compressed ? new Compression(takeover, 15, takeover) : null);
        byte[] message = new byte[1000];
        new Random(7).nextBytes(message);
        Arrays.fill(message, 0, 500, (byte) 1);
        Cancellation.everywhere((simulation, victim) -> {
            ScriptedPeer peer = peer(role, agreement, 100);
            Task<?> first = createTask(() -> peer.socket.send("first"));
            Task<List<byte[]>> received = createTask(() -> readAll(peer, takeover));
            byte[] sent = message.clone();
            boolean done = victim.run(() -> peer.socket.send(sent));
            Arrays.fill(sent, (byte) 0); // A cancelled send must not need it any more.
            peer.socket.send("last");
            first.await();
            peer.close(1000, "");
            assertTrue(!peer.socket.iterator().hasNext());
            List<byte[]> messages = received.await();
            assertEquals("first", new String(messages.getFirst()));
            assertEquals("last", new String(messages.getLast()));
            if (done || messages.size() == 3) {
                assertArrayEquals(message, messages.get(1));
            } else {
                assertEquals(2, messages.size());
            }
            peer.abort();
        });
    }

    private static List<byte[]> readAll(ScriptedPeer peer, boolean takeover) throws Exception {
        List<byte[]> messages = new ArrayList<>();
        try (PlainCompression plain = new PlainCompression(takeover, takeover)) {
            sleep(seconds(1));
            for (Frame frame = peer.receive(); frame != null && frame.opcode() != 8; ) {
                messages.add(frame.rsv() == 4 ? plain.inflate(frame.payload()) : frame.payload());
                frame = peer.receive();
            }
        }
        return messages;
    }

    /** A message of many slices: the rest goes out though its sender is gone. */
    @Test
    void theRestOfALargeMessageGoesOut() throws Exception {
        byte[] message = new byte[300_000];
        new Random(7).nextBytes(message);
        Cancellation.everywhere((simulation, victim) -> {
            ScriptedPeer peer = peer(Role.CLIENT, Agreement.NONE, 20_000);
            Task<?> reader =
                    createTask(() -> {
                        sleep(seconds(1));
                        peer.expect(BINARY, message);
                        peer.expectText("next");
                    });
            byte[] sent = message.clone();
            victim.run(() -> peer.socket.send(sent));
            Arrays.fill(sent, (byte) 0);
            peer.socket.send("next");
            reader.await();
            peer.socket.abort();
            peer.abort();
        });
    }

    /** Whoever closes and is cancelled leaves a connection that is closed one way or another. */
    @ParameterizedTest
    @EnumSource
    void aCloseLeavesNothingOpen(Role role) throws Exception {
        Cancellation.everywhere((simulation, victim) -> {
            ScriptedPeer peer = peer(role, Agreement.NONE, 1);
            createTask(() -> {
                try {
                    peer.receive();
                    peer.close(1000, "");
                } catch (IOException aborted) {
                    // Then there is nobody to answer.
                }
            });
            boolean done = victim.run(() -> peer.socket.close());
            assertTrue(peer.pair.left().isClosing() || !done);
            if (!done && !peer.socket.isClosed()) {
                peer.socket.abort(); // It was cancelled before it began.
            }
            assertEquals(done ? 1000 : peer.socket.closeCode(), peer.socket.closeCode());
            peer.abort();
        });
    }

    /** The peer's close is not lost where its answer is cancelled. */
    @Test
    void aCloseIsReceivedThoughItsAnswerIsCancelled() throws Exception {
        Cancellation.everywhere((simulation, victim) -> {
            ScriptedPeer peer = peer(Role.SERVER, Agreement.NONE, 1);
            createTask(() -> {
                try {
                    peer.close(1000, "done");
                    peer.receive();
                } catch (IOException aborted) {
                    // The answer was cancelled.
                }
            });
            List<Object> received = new ArrayList<>();
            victim.run(() -> {
                received.add(peer.socket.receive());
            });
            if (received.isEmpty()) {
                received.add(peer.socket.receive());
            }
            assertEquals("[Close[code=1000, reason=done]]", received.toString());
            peer.abort();
        });
    }

    @Test
    void aPingThatIsGivenUp() throws Exception {
        Cancellation.everywhere((simulation, victim) -> {
            ScriptedPeer peer = peer(Role.SERVER, Agreement.NONE, 1);
            Task<Void> echo = peer.echo();
            createTask(() -> {
                Frame frame = peer.receive();
                while (frame.opcode() == 9) {
                    peer.send(true, 0, 10, frame.payload());
                    frame = peer.receive();
                }
                peer.expectText("hello");
                peer.close(1000, "");
                peer.receive();
            });
            victim.run(() -> peer.socket.ping(seconds(5)));
            peer.socket.send("hello");
            peer.socket.send("hello");
            echo.await();
            peer.abort();
        });
    }

    /** The turn was the victim's, and what is owed goes first: it must not go with the victim. */
    @Test
    void aPongIsNotLostWithTheSenderBeforeIt() throws Exception {
        Cancellation.everywhere((simulation, victim) -> {
            ScriptedPeer peer = peer(Role.SERVER, Agreement.NONE, 1);
            Task<?> first = createTask(() -> peer.socket.send("first"));
            Task<Boolean> receiving = createTask(() -> peer.socket.iterator().hasNext());
            Task<String> pong = createTask(() -> pong(peer));
            victim.run(() -> peer.socket.send("victim"));
            assertEquals("ping", pong.await());
            assertTrue(!receiving.await());
            first.await();
            peer.abort();
        });
    }

    private static String pong(ScriptedPeer peer) throws Exception {
        sleep(seconds(1));
        peer.send(true, 0, 9, bytes("ping"));
        sleep(seconds(1));
        String pong = null;
        Frame frame = peer.receive();
        while (frame.opcode() != 8) {
            if (frame.opcode() == 10) {
                pong = frame.text();
                createTask(() -> peer.close(1000, ""));
            }
            frame = peer.receive();
        }
        return pong;
    }
}
