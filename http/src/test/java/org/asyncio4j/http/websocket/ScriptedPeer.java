package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketMessage.Binary;
import org.asyncio4j.http.WebSocketMessage.Text;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.test.stream.MemoryStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * The other end of a WebSocket, which writes and reads bytes as a test wants it to. What it knows
 * of frames it does not have from the code under test.
 */
final class ScriptedPeer {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** Which end is under test. */
    enum Role {
        CLIENT,
        SERVER
    }

    /**
     * A frame that has come.
     *
     * @param rsv the three bits behind the first
     */
    record Frame(boolean fin, int rsv, int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private final MemoryStream stream;
    private final boolean masks;
    private final Random random = new Random(1);

    /** The end under test. */
    final WebSocketConnection socket;

    final MemoryStream.Pair pair;

    ScriptedPeer(Role tested, Agreement agreement, WebSocketOptions options) {
        this(tested, agreement, options, MemoryStream.pair());
    }

    ScriptedPeer(
            Role tested, Agreement agreement, WebSocketOptions options, MemoryStream.Pair pair) {
        this.pair = pair;
        stream = pair.right();
        masks = tested == Role.SERVER;
        socket = open(tested, pair.left(), agreement, options);
    }

    static WebSocketConnection open(
            Role role, MemoryStream stream, Agreement agreement, WebSocketOptions options) {
        return role == Role.CLIENT
                ? WebSocketConnection.client(
                        stream.reader(),
                        stream.writer(),
                        stream,
                        agreement,
                        options,
                        JsonCodec.DEFAULT)
                : WebSocketConnection.server(
                        stream.reader(),
                        stream.writer(),
                        stream,
                        agreement,
                        options,
                        JsonCodec.DEFAULT);
    }

    // ---------------------------------------------------------------- running

    /** What a peer does. */
    interface Script {
        void run(ScriptedPeer peer) throws Exception;
    }

    /** Runs a script on a loop of its own, on the virtual clock. */
    static void with(Role tested, Agreement agreement, WebSocketOptions options, Script script)
            throws Exception {
        run(
                RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false),
                () -> {
                    ScriptedPeer peer = new ScriptedPeer(tested, agreement, options);
                    try {
                        script.run(peer);
                    } finally {
                        peer.socket.abort();
                        peer.stream.abort();
                    }
                });
    }

    static void with(Role tested, Script script) throws Exception {
        with(tested, Agreement.NONE, WebSocketOptions.DEFAULT, script);
    }

    /** Has the end under test echo what it gets, until it is closed for whatever reason. */
    Task<Void> echo() {
        return createTask(() -> {
            try {
                for (WebSocketMessage.Data message : socket) {
                    echo(socket, message);
                }
            } catch (UncheckedIOException | IOException end) {
                // What the peer sees of it is what matters.
            }
        });
    }

    static void echo(WebSocket socket, WebSocketMessage.Data message) throws IOException {
        switch (message) {
            case Text(String text) -> socket.send(text);
            case Binary(byte[] bytes) -> socket.send(bytes);
        }
    }

    /** Has what is sent from now on arrive in pieces of so many bytes. */
    void chop(int size) {
        pair.left().incoming().chunk(size);
    }

    /** Lets the other end do all it can do. */
    void pause() {
        sleep(seconds(0.1));
    }

    // ---------------------------------------------------------------- sending

    byte[] frame(boolean fin, int rsv, int opcode, byte[] payload) {
        return frame(fin, rsv, opcode, payload, masks);
    }

    byte[] frame(boolean fin, int rsv, int opcode, byte[] payload, boolean masked) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write((fin ? 0x80 : 0) | rsv << 4 | opcode);
        int flag = masked ? 0x80 : 0;
        if (payload.length < 126) {
            bytes.write(flag | payload.length);
        } else if (payload.length < 65536) {
            bytes.write(flag | 126);
            bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            bytes.write(flag | 127);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        byte[] body = payload;
        if (masked) {
            byte[] key = new byte[4];
            random.nextBytes(key);
            bytes.writeBytes(key);
            body = masked(key, payload);
        }
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    private static byte[] masked(byte[] key, byte[] payload) {
        byte[] result = payload.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= key[i % 4];
        }
        return result;
    }

    void raw(byte[] bytes) throws IOException {
        stream.write(bytes);
    }

    void send(boolean fin, int rsv, int opcode, byte[] payload) throws IOException {
        raw(frame(fin, rsv, opcode, payload));
    }

    void send(boolean fin, int opcode, String payload) throws IOException {
        send(fin, 0, opcode, bytes(payload));
    }

    void text(String text) throws IOException {
        send(true, TEXT, text);
    }

    void binary(byte[] bytes) throws IOException {
        send(true, 0, BINARY, bytes);
    }

    void ping(String payload) throws IOException {
        send(true, PING, payload);
    }

    /** A message in fragments of a size. */
    void fragmented(int opcode, int rsv, byte[] payload, int size) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int offset = 0;
        do {
            int count = Math.min(size, payload.length - offset);
            byte[] part = Arrays.copyOfRange(payload, offset, offset + count);
            boolean last = offset + count == payload.length;
            all.writeBytes(frame(last, offset == 0 ? rsv : 0, offset == 0 ? opcode : 0, part));
            offset += count;
        } while (offset < payload.length);
        raw(all.toByteArray());
    }

    void close(int code, String reason) throws IOException {
        send(true, 0, CLOSE, closePayload(code, bytes(reason)));
    }

    static byte[] closePayload(int code, byte[] reason) {
        return ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends nothing any more, and reads on. */
    void end() throws IOException {
        stream.writeEof();
    }

    void abort() {
        stream.abort();
    }

    // ---------------------------------------------------------------- receiving

    /** The next frame; null at the end. */
    Frame receive() throws IOException {
        byte[] first = stream.read(1);
        if (first.length == 0) {
            return null;
        }
        byte second = stream.readExactly(1)[0];
        assertEquals(!masks, second < 0, "only a client masks");
        long length = second & 0x7F;
        if (length == 126) {
            length = ByteBuffer.wrap(stream.readExactly(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = ByteBuffer.wrap(stream.readExactly(8)).getLong();
        }
        byte[] key = masks ? new byte[4] : stream.readExactly(4);
        byte[] payload = masked(key, stream.readExactly((int) length));
        return new Frame(first[0] < 0, first[0] >> 4 & 7, first[0] & 15, payload);
    }

    void expect(int opcode, byte[] payload) throws IOException {
        Frame frame = receive();
        assertEquals("opcode " + opcode, frame == null ? "the end" : "opcode " + frame.opcode());
        assertArrayEquals(payload, frame.payload());
        assertEquals(true, frame.fin());
        assertEquals(0, frame.rsv());
    }

    void expectText(String text) throws IOException {
        expect(TEXT, bytes(text));
    }

    void expectPong(String payload) throws IOException {
        expect(PONG, bytes(payload));
    }

    /** A close frame with a code and whatever reason, and then the end of the connection. */
    void expectClose(int code) throws IOException {
        Frame frame = receive();
        assertEquals("opcode 8", frame == null ? "the end" : "opcode " + frame.opcode());
        int found =
                frame.payload().length == 0
                        ? 1005
                        : ByteBuffer.wrap(frame.payload()).getShort() & 0xFFFF;
        assertEquals(code, found, frame.text());
        expectEnd();
    }

    void expectEnd() throws IOException {
        assertEquals(null, receive());
    }
}
