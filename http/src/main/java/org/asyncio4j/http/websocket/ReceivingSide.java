package org.asyncio4j.http.websocket;

import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.sync.Lock;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a WebSocket receives, message by message.
 *
 * <p>Whoever reads does so in a {@linkplain #turn turn}: mostly the task that receives, at the end
 * the one that closes, and where nobody receives and a heartbeat wants to know, a task in the
 * background, which reads once and takes no message.
 */
final class ReceivingSide {
    /** How much is read at once, and how much is kept that nobody has received. */
    private static final int CHUNK = 64 * 1024;

    private final Lock turn = new Lock("turn to read");
    private final StreamReader reader;
    private final FrameDecoder decoder;

    /** Null without compression. */
    private final MessageInflater inflater;

    /**
     * @param masked whether the peer is a client
     * @param compression null for none
     */
    ReceivingSide(
            StreamReader reader, boolean masked, Compression compression, int maxMessageSize) {
        this.reader = reader;
        inflater =
                compression == null
                        ? null
                        : new MessageInflater(compression.receiveTakeover(), maxMessageSize);
        decoder = new FrameDecoder(masked, maxMessageSize, inflater);
    }

    /** Who reads and who wants to. */
    Lock turn() {
        return turn;
    }

    /** Whether so much is kept that no more is read before somebody receives. */
    boolean isFull() {
        return decoder.buffered() >= CHUNK;
    }

    /** How long all messages were, uncompressed. */
    long bytes() {
        return decoder.dataBytes();
    }

    /** The next message, control frames included; null if it has not come entirely. */
    WebSocketMessage next() throws ProtocolViolation {
        return decoder.next();
    }

    /**
     * Reads what has come, once, and waits where nothing has.
     *
     * @return false at the end
     */
    boolean fill() throws IOException {
        ByteBuffer room = decoder.room();
        return room == null ? fillInput() : fillMessage(room);
    }

    private boolean fillInput() throws IOException {
        byte[] bytes = reader.read(CHUNK);
        decoder.feed(bytes);
        return bytes.length > 0;
    }

    private boolean fillMessage(ByteBuffer room) throws IOException {
        int count = reader.read(room);
        if (count > 0) {
            decoder.filled(count);
        }
        return count > 0;
    }

    /** Drops all that comes, until the end. */
    void discardAll() throws IOException {
        while (reader.read(CHUNK).length > 0) {
            // Nobody wants it.
        }
    }

    /** Nothing more will be taken: gives back the memory outside of the heap. */
    void close() {
        if (inflater != null) {
            inflater.close();
        }
    }
}
