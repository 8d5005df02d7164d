package org.asyncio4j.stream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The raw side of a stream that bytes go into: a socket, a pipe, a TLS session. What users write to
 * is the {@link StreamWriter} above it.
 *
 * <p>For one task at a time.
 */
public interface SendStream {
    /**
     * Takes all remaining bytes of the buffers, in order, and waits while it has taken more than it
     * may keep. On return they are on their way, not necessarily out; the buffers are the caller's
     * again, and may be changed.
     *
     * <p>Gives way: only under back-pressure. Cancellation and failure: the positions of the
     * buffers tell what was taken. What was taken goes out; the rest can be sent later.
     *
     * @throws IOException if the stream has failed or was closed; a new one at each call, for what
     *     was taken is noted in it
     */
    void send(ByteBuffer... data) throws IOException;

    /**
     * Waits while there is back-pressure: asyncio's {@code drain}.
     *
     * <p>Gives way: only under back-pressure. Cancellation: it just ends the wait.
     *
     * @throws IOException if the stream has failed
     */
    void drain() throws IOException;

    /**
     * Waits until all that was taken has left this program.
     *
     * <p>Gives way: only if something is left. Cancellation: it just ends the wait.
     *
     * @throws IOException if the stream has failed
     */
    void flush() throws IOException;

    /**
     * Lets the peer read the end of the stream, once all that was taken is out; receiving goes on.
     * A second call does nothing. Never gives way.
     *
     * @throws UnsupportedOperationException if the stream has no such half-close
     * @throws IOException if the stream has failed
     */
    void sendEof() throws IOException;

    /** Whether {@link #sendEof} works. */
    boolean canSendEof();
}
