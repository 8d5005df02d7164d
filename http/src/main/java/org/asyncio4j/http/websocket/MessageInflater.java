package org.asyncio4j.http.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Takes the compression off what is received (RFC 7692, 7.2.2). What comes out is bounded: a small
 * message can be a large one in compressed form.
 */
final class MessageInflater {
    /** What ends each message, and is not sent. */
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    /**
     * How often a message may begin a new stream of compressed data. One does for all senders that
     * there are; beginning costs much, and takes two bytes of the sender.
     */
    private static final int MOST_STREAMS = 16;

    /** Within what the room is that is made for what comes out, at first. */
    private static final int LEAST_ROOM = 512;

    private static final int MOST_GUESSED = 64 * 1024;

    private static final IdlePool<Inflater> IDLE = new IdlePool<>(() -> new Inflater(true));

    private final boolean takeover;
    private final int maxMessageSize;

    /** Null between two messages, unless it remembers. */
    private Inflater inflater;

    /** How many streams have ended in this message. */
    private int streams;

    MessageInflater(boolean takeover, int maxMessageSize) {
        this.takeover = takeover;
        this.maxMessageSize = maxMessageSize;
    }

    /** Adds to {@code message} what the piece contains. */
    void inflate(byte[] bytes, int offset, int count, MessageBuffer message)
            throws ProtocolViolation {
        if (inflater == null) {
            inflater = takeover ? new Inflater(true) : IDLE.take();
        }
        try {
            int end = offset + count;
            int next = offset;
            do {
                inflater.setInput(bytes, next, end - next);
                while (inflateSome(message, count)) {
                    // Until it needs more.
                }
                next = end - inflater.getRemaining();
            } while (inflater.finished() && beginStream(next < end));
        } catch (DataFormatException e) {
            throw new ProtocolViolation(
                    CloseCodes.INVALID_DATA, "The compressed data is damaged: " + e.getMessage());
        }
    }

    private boolean inflateSome(MessageBuffer message, int compressed)
            throws DataFormatException, ProtocolViolation {
        // One more than allowed, so as to see whether there is more.
        int allowed = maxMessageSize - message.size() + 1;
        int guess = Math.clamp(4L * compressed, LEAST_ROOM, MOST_GUESSED);
        int room = Math.min(allowed, message.makeRoom(Math.min(allowed, guess), allowed));
        int count = inflater.inflate(message.array(), message.size(), room);
        message.added(count);
        if (message.size() > maxMessageSize) {
            throw new ProtocolViolation(
                    CloseCodes.TOO_BIG,
                    "The message is larger than " + maxMessageSize + " bytes when decompressed.");
        }
        return count > 0;
    }

    /** Goes on after a last block, as RFC 7692, 7.2.3.4 shows. */
    private boolean beginStream(boolean hasInput) throws ProtocolViolation {
        if (++streams > MOST_STREAMS) {
            throw new ProtocolViolation(
                    CloseCodes.TOO_BIG,
                    "The message has more than " + MOST_STREAMS + " last blocks.");
        }
        inflater.reset();
        return hasInput;
    }

    /** The message is complete. */
    void end(MessageBuffer message) throws ProtocolViolation {
        inflate(TAIL, 0, TAIL.length, message);
        streams = 0;
        if (!takeover) {
            inflater.reset();
            IDLE.give(inflater);
            inflater = null;
        }
    }

    /** Gives back the memory outside of the heap. */
    void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
