package org.asyncio4j.http.http1;

import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of a message that is received, without its framing. */
abstract class FramedBody implements ReceiveStream {
    final Http1Input input;
    private final Listener listener;

    /** How many more bytes may come. */
    private long allowed = Long.MAX_VALUE;

    private boolean begun;
    private boolean complete;
    private IOException failure;

    /** Told of what happens to a body. */
    interface Listener {
        /** Somebody wants its first bytes. */
        void begins() throws IOException;

        /** Waits for more bytes, and gives up when that takes too long; false at the end. */
        boolean fill() throws IOException;

        /** It was received to its end. */
        void ends();
    }

    FramedBody(Http1Input input, Listener listener) {
        this.input = input;
        this.listener = listener;
    }

    /** The right one for a length. */
    static FramedBody of(
            long length, Http1Input input, Listener listener, int maxLine, int maxTrailers) {
        if (length == Framing.CHUNKED) {
            return new ChunkedBody(input, listener, maxLine, maxTrailers);
        }
        return length == Framing.UNTIL_CLOSE
                ? new BodyUntilClose(input, listener)
                : new BodyOfLength(input, listener, length);
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public final byte[] receive(int max) throws IOException {
        return prepare() ? allow(taken(max)) : null;
    }

    private byte[] taken(int max) {
        byte[] taken = take(max);
        allowed -= taken.length;
        return taken;
    }

    private byte[] allow(byte[] taken) throws HttpProtocolException {
        requireAllowed();
        return taken;
    }

    @Override
    public final int receive(ByteBuffer target) throws IOException {
        if (!prepare()) {
            return -1;
        }
        int count = takeInto(target);
        allowed -= count;
        requireAllowed();
        return count;
    }

    /** Makes sure that there is a byte of the body; false at its end. */
    private boolean prepare() throws IOException {
        if (complete) {
            return false;
        }
        if (failure != null) {
            throw failure;
        }
        try {
            if (!begun) {
                begun = true;
                listener.begins();
            }
            if (advance()) {
                requireNotOver();
                return true;
            }
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        complete = true;
        listener.ends();
        return false;
    }

    /** It may have been ended while a task waited for its bytes. */
    private void requireNotOver() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private void requireAllowed() throws HttpProtocolException {
        if (allowed < 0) {
            HttpProtocolException tooLarge =
                    new HttpProtocolException(413, "The body is larger than is allowed here.");
            failure = tooLarge;
            throw tooLarge;
        }
    }

    final void limit(long max) {
        allowed = max;
    }

    // ---------------------------------------------------------------- what is particular

    /** Waits until a byte of the body is at the input's position; false at the body's end. */
    abstract boolean advance() throws IOException;

    /** Takes some bytes, of which there is one at least. */
    abstract byte[] take(int max);

    abstract int takeInto(ByteBuffer target);

    /** How much is known to be left; {@link Long#MAX_VALUE} if that is not known. */
    abstract long left();

    /** Waits for more. */
    final boolean more() throws IOException {
        return listener.fill();
    }

    // ---------------------------------------------------------------- the end

    final boolean isComplete() {
        return complete;
    }

    /** Nobody gets anything of it any more: not a task either that still waits for its bytes. */
    final void end() {
        if (!complete && failure == null) {
            failure = new IOException("The request is over, and its body cannot be read any more.");
        }
    }

    /** Whether its framing is lost, so that nobody knows where the next message begins. */
    final boolean isBroken() {
        return failure != null;
    }

    /**
     * Drops what is left.
     *
     * @return whether all of it was no more than {@code bound} bytes
     */
    final boolean drop(long bound) throws IOException {
        long dropped = 0;
        while (dropped <= bound) {
            if (!prepare()) {
                return true;
            }
            dropped += take(64 * 1024).length;
        }
        return false;
    }
}
