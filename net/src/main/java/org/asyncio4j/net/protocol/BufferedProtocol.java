package org.asyncio4j.net.protocol;

import java.nio.ByteBuffer;

/**
 * A protocol that lends the buffer which is received into, so that nothing is copied or allocated:
 * {@code asyncio.BufferedProtocol}. A direct buffer is filled by the system itself.
 */
public non-sealed interface BufferedProtocol extends StreamProtocol {
    /**
     * A buffer to receive into, from its position on. Called when there is something to receive;
     * {@link #bufferUpdated} follows, unless it was the end or nothing after all.
     *
     * @param sizeHint how large the buffer should be; -1 for any size
     * @return with room for at least one byte, or the connection is ended
     */
    ByteBuffer getBuffer(int sizeHint) throws Exception;

    /**
     * The buffer was received into; its position has moved on.
     *
     * @param count how many bytes
     */
    void bufferUpdated(int count) throws Exception;
}
