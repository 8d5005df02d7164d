package org.asyncio4j.net.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A connection as its protocol sees it: {@code asyncio.Transport}.
 *
 * <p>What is written goes out at once as far as the socket takes it. The rest is copied and goes
 * out in the background, so arrays and buffers stay the caller's. The buffer has no limit: {@link
 * BaseProtocol#pauseWriting} tells the protocol when to stop.
 */
public interface Transport extends BaseTransport {
    // ---------------------------------------------------------------- reading

    /** Whether data is being received: the transport is neither paused nor closing. */
    boolean isReading();

    /** Stops receiving: no more data callbacks until {@link #resumeReading}. */
    void pauseReading();

    /** Receives again, after {@link #pauseReading}; else it does nothing. */
    void resumeReading();

    // ---------------------------------------------------------------- writing

    /**
     * Writes the rest of the buffers, in order: {@code writelines}. Their positions move to their
     * ends.
     *
     * <p>Never waits and never fails: on a connection that is lost it drops the data, and after
     * five times says so in the log.
     *
     * @throws IllegalStateException after {@link #writeEof}
     */
    void write(ByteBuffer... data);

    /** {@link #write(ByteBuffer...)} of all bytes of an array. */
    default void write(byte[] data) {
        write(ByteBuffer.wrap(data));
    }

    /**
     * {@link #write(ByteBuffer...)} of a part of an array.
     *
     * @throws IndexOutOfBoundsException if the array has no such part
     */
    default void write(byte[] data, int offset, int length) {
        write(ByteBuffer.wrap(data, offset, length));
    }

    /** {@link #write(ByteBuffer...)} of a text in UTF-8. */
    default void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Ends this side when what was written has gone out; the peer may send on.
     *
     * @throws UnsupportedOperationException in TLS: see {@link #canWriteEof}
     */
    void writeEof();

    /** Whether {@link #writeEof} works: not in TLS. */
    boolean canWriteEof();

    /** How many bytes were written and have not gone out. */
    long getWriteBufferSize();

    WriteBufferLimits getWriteBufferLimits();

    /**
     * Changes when {@link BaseProtocol#pauseWriting} is called: above {@code high}, strictly; and
     * {@link BaseProtocol#resumeWriting}: at {@code low} or below. With 0 for both, any byte that
     * cannot go out at once pauses. 64 and 16 KiB unless it is changed; in TLS 512 and 128 KiB.
     *
     * @throws IllegalArgumentException unless {@code 0 <= low <= high}
     */
    void setWriteBufferLimits(WriteBufferLimits limits);

    // ---------------------------------------------------------------- the protocol

    /** Hands the connection to another protocol, of any kind: the next callback is its own. */
    void setProtocol(StreamProtocol protocol);

    StreamProtocol getProtocol();
}
