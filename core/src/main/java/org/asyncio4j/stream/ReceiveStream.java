package org.asyncio4j.stream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The raw side of a stream that bytes come out of: a socket, a pipe, a TLS session. What users read
 * from is the {@link StreamReader} above it.
 *
 * <p>Pulled, never pushed: nothing is received unless somebody asks, so what is not read waits
 * where it is, and the sender feels it. For one task at a time.
 */
public interface ReceiveStream {
    /**
     * Receives what has come, and waits for at least one byte where nothing has.
     *
     * <p>Gives way: only if nothing has come. Cancellation: nothing was received, nothing is lost.
     *
     * @param target gets the bytes at its position; must have room
     * @return how many, or -1 at the end of the stream
     * @throws IOException if the stream has failed, and at each later call
     */
    int receive(ByteBuffer target) throws IOException;

    /**
     * As {@link #receive(ByteBuffer)}, into an array of exactly the bytes that came, which becomes
     * the caller's.
     *
     * @param max how many bytes to receive at most; above 0
     * @return null at the end of the stream
     */
    byte[] receive(int max) throws IOException;
}
