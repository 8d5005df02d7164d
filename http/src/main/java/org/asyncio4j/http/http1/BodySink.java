package org.asyncio4j.http.http1;

import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a body of a message goes that is sent piece by piece: adds the framing. */
abstract class BodySink implements SendStream {
    final Http1Output output;

    BodySink(Http1Output output) {
        this.output = output;
    }

    static long remaining(ByteBuffer[] data) {
        long sum = 0;
        for (ByteBuffer each : data) {
            sum += each.remaining();
        }
        return sum;
    }

    @Override
    public final void drain() {
        // Sending waits itself.
    }

    @Override
    public final void flush() throws IOException {
        output.flush();
    }

    @Override
    public final void sendEof() {
        throw new UnsupportedOperationException(
                "A body ends when what writes it returns: do not end its writer.");
    }

    @Override
    public final boolean canSendEof() {
        return false;
    }

    /**
     * Refuses what the body has no room for any more.
     *
     * @throws IOException if more is written than was announced
     */
    void requireRoom(ByteBuffer... data) throws IOException {}

    /** The body is complete. */
    abstract void end() throws IOException;

    // ---------------------------------------------------------------- kinds

    /** For a length that was declared. */
    static final class OfLength extends BodySink {
        private final long length;
        private long left;

        OfLength(Http1Output output, long length) {
            super(output);
            this.length = length;
            this.left = length;
        }

        @Override
        void requireRoom(ByteBuffer... data) throws IOException {
            long count = remaining(data);
            if (count > left) {
                throw new IOException(
                        "A body of "
                                + length
                                + " bytes was announced, and more is written: "
                                + (length - left + count)
                                + ".");
            }
        }

        @Override
        public void send(ByteBuffer... data) throws IOException {
            requireRoom(data);
            long count = remaining(data);
            output.write(data);
            left -= count;
        }

        @Override
        void end() throws IOException {
            if (left > 0) {
                throw new IOException(
                        "A body of "
                                + length
                                + " bytes was announced, and only "
                                + (length - left)
                                + " were written.");
            }
        }
    }

    /** In chunks. */
    static final class Chunked extends BodySink {
        private static final byte[] LINE_BREAK = {'\r', '\n'};
        private static final byte[] LAST = {'0', '\r', '\n', '\r', '\n'};

        Chunked(Http1Output output) {
            super(output);
        }

        @Override
        public void send(ByteBuffer... data) throws IOException {
            long count = remaining(data);
            if (count == 0) {
                return; // An empty chunk would be the last.
            }
            output.put(Long.toHexString(count));
            output.put(LINE_BREAK);
            ByteBuffer[] withBreak = new ByteBuffer[data.length + 1];
            System.arraycopy(data, 0, withBreak, 0, data.length);
            withBreak[data.length] = ByteBuffer.wrap(LINE_BREAK);
            output.write(withBreak);
        }

        @Override
        void end() {
            output.put(LAST);
        }
    }

    /** Until the connection ends. */
    static final class UntilClose extends BodySink {
        UntilClose(Http1Output output) {
            super(output);
        }

        @Override
        public void send(ByteBuffer... data) throws IOException {
            output.write(data);
        }

        @Override
        void end() {}
    }
}
