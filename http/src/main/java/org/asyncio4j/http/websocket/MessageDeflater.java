package org.asyncio4j.http.websocket;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses what is sent (RFC 7692, 7.2.1).
 *
 * <p>The JDK's compressor always refers up to 32 KiB back. Where that is too far for the peer, the
 * message is cut into pieces as large as the peer's window, and none refers to the one before: that
 * is one valid stream of blocks, only not the shortest.
 */
final class MessageDeflater {
    private static final int FULL_WINDOW = 15;

    /** How much of the end of each flush is not sent: an empty block's length. */
    private static final int TAIL = 4;

    private static final IdlePool<Deflater> IDLE = new IdlePool<>(MessageDeflater::newDeflater);

    private final boolean takeover;
    private final int piece;

    /** Null between two messages, unless it remembers. */
    private Deflater deflater;

    MessageDeflater(boolean takeover, int windowBits) {
        this.takeover = takeover && windowBits == FULL_WINDOW;
        this.piece = windowBits == FULL_WINDOW ? Integer.MAX_VALUE : 1 << windowBits;
    }

    /** Quickly rather than well, as aiohttp does: one slow message delays all of the loop. */
    private static Deflater newDeflater() {
        return new Deflater(Deflater.BEST_SPEED, true);
    }

    /** Whether a compressed message must be sent: the next one can refer to it. */
    boolean remembers() {
        return takeover;
    }

    /** Compresses a message, which is not empty. */
    byte[] deflate(byte[] message) {
        if (takeover) {
            deflater = deflater == null ? newDeflater() : deflater;
            return deflate(deflater, message);
        }
        Deflater borrowed = IDLE.take();
        byte[] compressed = deflate(borrowed, message);
        borrowed.reset();
        IDLE.give(borrowed);
        return compressed;
    }

    private byte[] deflate(Deflater deflater, byte[] message) {
        Output output = new Output(message.length / 2);
        deflatePiece(deflater, message, 0, output);
        for (int offset = piece; offset > 0 && offset < message.length; offset += piece) {
            deflater.reset();
            deflatePiece(deflater, message, offset, output);
        }
        return Arrays.copyOf(output.bytes, output.size - TAIL);
    }

    private void deflatePiece(Deflater deflater, byte[] message, int offset, Output output) {
        deflater.setInput(message, offset, Math.min(piece, message.length - offset));
        while (output.isFilledBy(deflater)) {
            output.grow();
        }
    }

    /** What comes out. */
    private static final class Output {
        /** Less room than this can make the compressor repeat itself. */
        private static final int LEAST_ROOM = 64;

        byte[] bytes;
        int size;

        Output(int expected) {
            bytes = new byte[expected + LEAST_ROOM];
        }

        boolean isFilledBy(Deflater deflater) {
            int room = bytes.length - size;
            int count = deflater.deflate(bytes, size, room, Deflater.SYNC_FLUSH);
            size += count;
            return count == room;
        }

        void grow() {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
    }

    /** Gives back the memory outside of the heap. */
    void close() {
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
    }
}
