package org.asyncio4j.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a transport receives from and writes to: the socket, or the TLS on it. Whether there is
 * something to receive can be awaited apart from receiving it, so that a protocol that has paused
 * meanwhile is not told; and data to send is taken without waiting, however much it is.
 */
interface Layer {
    // ---------------------------------------------------------------- receiving

    /**
     * Waits until a {@code receiveNow} finds something, or until {@link #release}.
     *
     * @return whether it has waited at all
     */
    boolean awaitInput() throws IOException;

    /** Ends the wait of {@link #awaitInput} where that is possible. */
    void release();

    /**
     * @return an empty array if nothing has come, null at the end
     */
    byte[] receiveNow(int max) throws IOException;

    /**
     * @return 0 if nothing has come, -1 at the end
     */
    int receiveNow(ByteBuffer target) throws IOException;

    // ---------------------------------------------------------------- sending

    /** Takes all of the data. What does not go out at once is copied. */
    void offer(ByteBuffer... data) throws IOException;

    /** How many bytes were taken and have not gone out. */
    long kept();

    /**
     * Waits until some of what is kept has gone out; not at all where nothing is.
     *
     * @throws IOException if sending has failed, also where that has left nothing to send
     */
    void awaitProgress() throws IOException;

    boolean canSendEof();

    void sendEof() throws IOException;

    /** Closes it when nothing is kept; waits until the peer has been told. */
    void close() throws IOException;
}
