package org.asyncio4j.net.protocol;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * An endpoint of datagrams as its protocol sees it: {@code asyncio.DatagramTransport}.
 *
 * <p>What cannot go out at once is copied and goes out in the background, as with {@link
 * Transport}.
 */
public interface DatagramTransport extends BaseTransport {
    /**
     * Sends the rest of the buffer as one datagram to the peer that the endpoint is connected to.
     */
    default void sendTo(ByteBuffer data) {
        sendTo(data, null);
    }

    /** {@link #sendTo(ByteBuffer)} of all bytes of an array. */
    default void sendTo(byte[] data) {
        sendTo(ByteBuffer.wrap(data), null);
    }

    /** {@link #sendTo(ByteBuffer, SocketAddress)} of all bytes of an array. */
    default void sendTo(byte[] data, SocketAddress target) {
        sendTo(ByteBuffer.wrap(data), target);
    }

    /**
     * Sends the rest of the buffer as one datagram; an empty one, too. Never waits: what fails is
     * told to {@link DatagramProtocol#errorReceived}.
     *
     * @param target null for the peer that the endpoint is connected to
     * @throws IllegalArgumentException if the endpoint is connected to another peer
     * @throws IllegalStateException if it is connected to none, and the target is null
     */
    void sendTo(ByteBuffer data, SocketAddress target);

    /** How many bytes wait to go out, with 8 more for each datagram. */
    long getWriteBufferSize();

    WriteBufferLimits getWriteBufferLimits();

    /**
     * Changes when {@link BaseProtocol#pauseWriting} and {@link BaseProtocol#resumeWriting} are
     * called.
     *
     * @see Transport#setWriteBufferLimits
     */
    void setWriteBufferLimits(WriteBufferLimits limits);

    void setProtocol(DatagramProtocol protocol);

    DatagramProtocol getProtocol();
}
