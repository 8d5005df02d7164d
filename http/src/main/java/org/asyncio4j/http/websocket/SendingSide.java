package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.createTask;

import org.asyncio4j.stream.ByteStream;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.sync.Lock;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What a WebSocket sends, frame by frame, first come, first served.
 *
 * <p>A frame that was begun goes out entirely, whatever happens to who sends it: what is left is
 * written by a task in the background, which keeps the turn meanwhile. So does a frame that was
 * compressed with what the next one refers to.
 *
 * <p>What need not be waited for, pongs and the pings of a heartbeat, is also sent by a task in the
 * background: were the receiver to wait for its turn to send a pong, and the peer to read nothing
 * before somebody receives, both would wait for each other.
 */
final class SendingSide {
    /** How many frames may wait in the background: then the peer asks faster than it listens. */
    private static final int MOST_OWED = 64;

    private static final Runnable NOTHING = () -> {};

    private final Lock turn = new Lock("turn to send");
    private final ByteStream connection;
    private final StreamWriter writer;
    private final boolean masked;

    /** Null without compression. */
    private final MessageDeflater deflater;

    private final int compressionThreshold;

    /** Frames for the background. */
    private final Queue<OutgoingFrame> owed = new ArrayDeque<>(1);

    private boolean courierRuns;

    /** Whether a close frame is out or on its way: nothing may follow. */
    private boolean closeSent;

    /** Why nothing can be sent any more; null while it can. */
    private IOException failure;

    /** Runs when the peer has taken part of a large frame. */
    private Runnable moved = NOTHING;

    /**
     * @param masked whether this end is a client
     * @param deflater null without compression
     */
    SendingSide(
            ByteStream connection,
            StreamWriter writer,
            boolean masked,
            MessageDeflater deflater,
            int compressionThreshold) {
        this.connection = connection;
        this.writer = writer;
        this.masked = masked;
        this.deflater = deflater;
        this.compressionThreshold = compressionThreshold;
    }

    void onMoved(Runnable action) {
        moved = action;
    }

    int waiting() {
        return turn.statistics().waiting();
    }

    /** Why nothing can be sent any more; null while it can. */
    IOException failure() {
        return failure;
    }

    /** Whether a pong or ping still waits: if it is not a new one, the peer takes nothing. */
    boolean isStuck() {
        return courierRuns;
    }

    // ---------------------------------------------------------------- sending

    /**
     * Sends a message or a control frame.
     *
     * @return false if a close frame came before it
     */
    boolean send(int opcode, byte[] payload) throws IOException {
        turn.acquire();
        if (closeSent) {
            turn.release();
            return false;
        }
        while (!owed.isEmpty()) {
            write(owed.remove()); // A pong goes before what was sent after its ping had come.
        }
        closeSent = opcode == Opcode.CLOSE;
        write(encode(opcode, payload));
        turn.release();
        return true;
    }

    private OutgoingFrame encode(int opcode, byte[] payload) {
        if (isWorthDeflating(opcode, payload)) {
            byte[] deflated = deflater.deflate(payload);
            if (deflater.remembers() || deflated.length < payload.length) {
                int first = Opcode.FIN | Opcode.COMPRESSED | opcode;
                return new OutgoingFrame(first, deflated, masked, deflater.remembers());
            }
        }
        return new OutgoingFrame(Opcode.FIN | opcode, payload, masked, false);
    }

    private boolean isWorthDeflating(int opcode, byte[] payload) {
        return deflater != null
                && !Opcode.isControl(opcode)
                && payload.length >= Math.max(1, compressionThreshold);
    }

    /** Writes in the caller's turn, which ends if this throws. */
    private void write(OutgoingFrame frame) throws IOException {
        try {
            writeFrame(frame);
        } catch (Throwable thrown) {
            if (failure == null && frame.mustGoOn()) {
                frame.detach();
                createTask("WebSocket: rest of a message", () -> finish(frame));
            } else {
                turn.release();
            }
            throw thrown;
        }
    }

    private void writeFrame(OutgoingFrame frame) throws IOException {
        try {
            frame.writeTo(writer, moved);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Writes the rest of a frame, in the turn of who is gone. */
    private void finish(OutgoingFrame frame) {
        try {
            writeInBackground(frame);
        } finally {
            turn.release();
        }
    }

    private void writeInBackground(OutgoingFrame frame) {
        try {
            writeFrame(frame);
        } catch (IOException told) {
            // Who sends next is told, and who receives finds out.
        } catch (Throwable cancelled) {
            // Only at the end of the loop: what follows half a frame would make no sense.
            connection.abort();
            throw cancelled;
        }
    }

    // ---------------------------------------------------------------- in the background

    /** Has a control frame sent when there is a turn for it. Never gives way. */
    void owe(int opcode, byte[] payload) {
        if (closeSent || failure != null) {
            return;
        }
        if (owed.size() == MOST_OWED) {
            owed.remove();
        }
        owed.add(new OutgoingFrame(Opcode.FIN | opcode, payload, masked, true));
        if (!courierRuns) {
            courierRuns = true;
            createTask("WebSocket: pings and pongs", this::deliverOwed);
        }
    }

    private void deliverOwed() {
        try {
            while (!owed.isEmpty()) {
                deliverOne();
            }
        } finally {
            courierRuns = false;
        }
    }

    private void deliverOne() {
        turn.acquire();
        try {
            OutgoingFrame frame = owed.poll();
            if (frame != null && failure == null) {
                writeInBackground(frame);
            }
        } finally {
            turn.release();
        }
    }

    // ---------------------------------------------------------------- the end

    /** After the close frame: lets a peer that waits for the end of the connection see it. */
    void end() throws IOException {
        if (writer.canWriteEof()) {
            writer.writeEof();
        }
    }

    /** Forgets what would have been sent. */
    void close() {
        closeSent = true;
        owed.clear();
        if (deflater != null) {
            deflater.close();
        }
    }
}
