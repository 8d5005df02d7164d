package org.asyncio4j.launcher.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a download goes. All methods block, but for those that only tell. */
interface Sink extends Closeable {
    /** How much is there: with which byte to go on. */
    long size();

    /** The header field that names the state of which that is a part; null if there is none. */
    String validator();

    /**
     * Begins from the start.
     *
     * @param validator of what comes now
     * @throws IOException if that cannot be done
     */
    void restart(String validator) throws IOException;

    void append(ByteBuffer data) throws IOException;
}
