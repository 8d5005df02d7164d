package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.http.websocket.ScriptedPeer.BINARY;
import static org.asyncio4j.http.websocket.ScriptedPeer.PING;
import static org.asyncio4j.http.websocket.ScriptedPeer.PONG;
import static org.asyncio4j.http.websocket.ScriptedPeer.TEXT;
import static org.asyncio4j.http.websocket.ScriptedPeer.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketMessage.Binary;
import org.asyncio4j.http.WebSocketMessage.Text;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.websocket.ScriptedPeer.Frame;
import org.asyncio4j.http.websocket.ScriptedPeer.Role;
import org.asyncio4j.test.stream.MemoryStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random messages, fragments, pings and pieces, in both directions at once, compressed or not,
 * against a peer that is as simple as can be.
 */
@Timeout(20) // A few hundred conversations each.
class WebSocketRandomTest {
    private static final int SEEDS = 150;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void conversations(int series) throws Exception {
        for (int i = 0; i < SEEDS; i++) {
            long seed = 1000L * series + i;
            try {
                run(
                        RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false),
                        () -> converse(new Random(seed)));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void converse(Random random) throws Exception {
        Role role = random.nextBoolean() ? Role.CLIENT : Role.SERVER;
        Compression compression =
                random.nextBoolean()
                        ? null
                        : new Compression(
                                random.nextBoolean(), random.nextInt(8, 16), random.nextBoolean());
        WebSocketOptions options =
                WebSocketOptions.DEFAULT.withCompressionThreshold(random.nextInt(300));
        MemoryStream.Pair pair =
                MemoryStream.pair(random.nextBoolean() ? random.nextInt(0, 3000) : 1 << 20);
        pair.left().incoming().split(random);
        pair.right().incoming().split(random);
        ScriptedPeer peer = new ScriptedPeer(role, new Agreement(null, compression), options, pair);
        List<byte[]> toPeer = randomMessages(random);
        List<byte[]> fromPeer = randomMessages(random);
        List<byte[]> gotByPeer = new ArrayList<>();
        try (PlainCompression plain =
                compression == null
                        ? null
                        : new PlainCompression(
                                compression.receiveTakeover(), compression.sendTakeover())) {
            Task<Void> sender = createTask(() -> sendAll(peer, toPeer));
            Task<Void> peerSender =
                    createTask(() -> sendAll(peer, plain, fromPeer, new Random(random.nextLong())));
            Task<Integer> peerReceiver = createTask(() -> receiveAll(peer, plain, gotByPeer));
            List<byte[]> got = receiveAll(peer, fromPeer.size());
            sender.await();
            peerSender.await();
            Task<Void> closer = createTask(() -> peer.socket.close(3000, "enough"));
            int pongs = peerReceiver.await();
            createTask(() -> answerClose(peer));
            closer.await();
            assertEquals(3001, peer.socket.closeCode());
            assertSame(fromPeer, got);
            assertSame(toPeer, gotByPeer);
            assertTrue(pongs <= peer.socket.statistics().pingsReceived());
        } finally {
            peer.socket.abort();
            peer.abort();
        }
    }

    private static void answerClose(ScriptedPeer peer) {
        try {
            peer.close(3001, "well");
        } catch (IOException closed) {
            // The other end closes as soon as it has the last byte, which this one may see first.
        }
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), "message " + i);
        }
    }

    // ---------------------------------------------------------------- messages

    /** An even byte at the begin stands for a text, which all of it is, an odd one for bytes. */
    private static List<byte[]> randomMessages(Random random) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            int size = random.nextInt(1 << random.nextInt(1, 17));
            messages.add(
                    random.nextBoolean() ? randomText(random, size) : randomBytes(random, size));
        }
        return messages;
    }

    private static byte[] randomText(Random random, int size) {
        String[] letters = {"a", "b", "word ", "ä", "€", "𝄞", "\uFFFD", "\0"};
        StringBuilder text = new StringBuilder("t");
        for (int i = 0; i < size / 3; i++) {
            text.append(letters[random.nextInt(letters.length)]);
        }
        return bytes(text.toString());
    }

    private static byte[] randomBytes(Random random, int size) {
        byte[] bytes = new byte[1 + size];
        random.nextBytes(bytes);
        bytes[0] = 'b';
        return bytes;
    }

    private static boolean isText(byte[] message) {
        return message[0] == 't';
    }

    // ---------------------------------------------------------------- both ends

    private static void sendAll(ScriptedPeer peer, List<byte[]> messages) throws IOException {
        for (byte[] message : messages) {
            if (isText(message)) {
                peer.socket.send(new String(message, StandardCharsets.UTF_8));
            } else {
                peer.socket.send(message);
            }
            peer.socket.pong(new byte[3]);
        }
    }

    private static List<byte[]> receiveAll(ScriptedPeer peer, int count) throws IOException {
        List<byte[]> received = new ArrayList<>();
        while (received.size() < count) {
            WebSocketMessage message = peer.socket.receive();
            byte[] bytes =
                    switch (message) {
                        case Text(String text) -> bytes(text);
                        case Binary(byte[] data) -> data;
                        default -> throw new AssertionError(message);
                    };
            assertEquals(isText(bytes), message instanceof Text);
            received.add(bytes);
        }
        return received;
    }

    private static void sendAll(
            ScriptedPeer peer, PlainCompression plain, List<byte[]> messages, Random random)
            throws IOException {
        for (byte[] message : messages) {
            boolean deflated = plain != null && random.nextBoolean();
            byte[] payload = deflated ? plain.deflate(message) : message;
            int opcode = isText(message) ? TEXT : BINARY;
            int offset = 0;
            boolean last;
            do {
                int most = payload.length - offset;
                int count = random.nextBoolean() ? most : random.nextInt(most + 1);
                last = count == most && random.nextBoolean();
                peer.send(
                        last,
                        deflated && opcode != 0 ? 4 : 0,
                        opcode,
                        Arrays.copyOfRange(payload, offset, offset + count));
                offset += count;
                opcode = 0;
                if (random.nextInt(4) == 0) {
                    peer.send(true, 0, random.nextBoolean() ? PING : PONG, randomBytes(random, 9));
                }
                if (random.nextInt(4) == 0) {
                    yieldNow();
                }
            } while (!last);
        }
    }

    /** Until the close. Returns how many pongs came that answer a ping. */
    private static int receiveAll(ScriptedPeer peer, PlainCompression plain, List<byte[]> messages)
            throws Exception {
        int pongs = 0;
        for (Frame frame = peer.receive(); frame.opcode() != 8; frame = peer.receive()) {
            assertTrue(frame.fin());
            if (frame.opcode() == PONG) {
                pongs += frame.payload().length > 3 ? 1 : 0;
            } else {
                assertEquals(plain == null ? 0 : frame.rsv(), frame.rsv());
                byte[] message =
                        frame.rsv() == 4 ? plain.inflate(frame.payload()) : frame.payload();
                assertEquals(isText(message) ? TEXT : BINARY, frame.opcode());
                messages.add(message);
            }
        }
        return pongs;
    }
}
