package org.asyncio4j.test.stream;

import org.asyncio4j.stream.ByteStream;

import java.io.IOException;

/**
 * Something that connections come in on, and a way to get there, as {@link ListenerConformance}
 * sees it: an adapter around what is to be checked.
 */
public interface TestedListener {
    /**
     * Waits for the next connection.
     *
     * @throws IOException if the listener is closed, before or meanwhile
     */
    ByteStream accept() throws IOException;

    /**
     * Connects to it.
     *
     * @throws IOException if it is closed
     */
    ByteStream connect() throws IOException;

    /** Closes it, so that no connection comes in any more. Those there are go on. */
    void close() throws IOException;
}
