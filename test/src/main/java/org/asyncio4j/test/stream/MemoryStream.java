package org.asyncio4j.test.stream;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;
import org.asyncio4j.stream.ByteStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;

/**
 * One end of a connection in memory: what a client and a server can talk over in a test, without a
 * network. Trio's {@code memory_stream_pair} and {@code lockstep_stream_pair}.
 *
 * <pre>{@code
 * try (MemoryStream.Pair pair = MemoryStream.pair()) {
 *     createTask(() -> server.handle(pair.right()));
 *     pair.left().write("GET /\n");
 *     assertEquals("200", pair.left().readLine());
 * }
 * }</pre>
 *
 * <p>Each direction is a {@link MemoryPipe}, in which a test splits what is sent, holds it back or
 * has it fail. The end of the stream can be sent while receiving goes on. When one end is closed
 * the other reads what was sent and then the end of the stream, and cannot send any more.
 */
public final class MemoryStream extends ByteStream {
    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue closeWaiters = new WaitQueue(this, "the end of ");
    private final String name;
    private final MemoryPipe incoming;
    private final MemoryPipe outgoing;
    private final StreamReader reader;
    private final StreamWriter writer;
    private boolean closing;
    private boolean closed;

    /** Why what was sent has not all gone out; null if it has. */
    private IOException failure;

    private MemoryStream(String name, MemoryPipe incoming, MemoryPipe outgoing) {
        this.name = name;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.reader = new StreamReader(incoming);
        this.writer = new StreamWriter(outgoing);
    }

    /**
     * Both ends of a connection in memory.
     *
     * @param left the one
     * @param right the other
     */
    public record Pair(MemoryStream left, MemoryStream right) implements AutoCloseable {
        /** {@linkplain MemoryStream#abort Aborts} both. */
        @Override
        public void close() {
            left.abort();
            right.abort();
        }
    }

    /** Makes a connection that keeps all that is sent, so that senders never wait. */
    public static Pair pair() {
        return pair(MemoryPipe.UNLIMITED);
    }

    /**
     * Makes a connection that keeps only so much, so that senders wait for receivers.
     *
     * @param capacity how many bytes each direction keeps
     * @throws IllegalArgumentException if the capacity is negative
     */
    public static Pair pair(int capacity) {
        MemoryPipe right = new MemoryPipe(capacity, "to the right");
        MemoryPipe left = new MemoryPipe(capacity, "to the left");
        return new Pair(
                new MemoryStream("left", left, right), new MemoryStream("right", right, left));
    }

    /**
     * Makes a connection that keeps nothing: a write ends when all of it was read at the other end.
     */
    public static Pair lockstepPair() {
        return pair(0);
    }

    /** Where it is received from: the direction towards this end. */
    public MemoryPipe incoming() {
        return incoming;
    }

    /** Where it is sent to: the direction away from this end. */
    public MemoryPipe outgoing() {
        return outgoing;
    }

    @Override
    public StreamReader reader() {
        return reader;
    }

    @Override
    public StreamWriter writer() {
        return writer;
    }

    // ---------------------------------------------------------------- the end

    /**
     * {@inheritDoc}
     *
     * <p>What must go out is what was {@linkplain MemoryPipe#holdBack held back}; what has arrived
     * the other end can read later.
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closing = true;
        try {
            if (outgoing.heldBack() > 0) {
                outgoing.end();
                outgoing.flush();
            }
        } catch (Throwable thrown) {
            abort();
            throw thrown;
        }
        end();
    }

    @Override
    public void abort() {
        binding.touch();
        if (closed) {
            return;
        }
        if (outgoing.heldBack() > 0 || outgoing.isMidway()) {
            failure = new IOException(this + " was aborted before all had gone out.");
            outgoing.failReceiving(
                    () -> new IOException("The other end was aborted while it was sending."));
        }
        end();
    }

    private void end() {
        if (closed) {
            return;
        }
        closing = true;
        closed = true;
        outgoing.end();
        outgoing.failSending(() -> new IOException(this + " has been closed."));
        incoming.failReceiving(() -> new IOException(this + " has been closed."));
        incoming.failSending(
                () -> new IOException("The other end has been closed and reads no more."));
        closeWaiters.wakeAll();
    }

    @Override
    public boolean isClosing() {
        binding.touch();
        return closing;
    }

    @Override
    public void waitClosed() throws IOException {
        Fiber fiber = binding.enter();
        while (!closed) {
            closeWaiters.await(fiber, () -> {});
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** Which end it is, and its state. */
    @Override
    public String toString() {
        return Label.of(this, name) + (closed ? " (closed)" : closing ? " (closing)" : "");
    }
}
