package org.asyncio4j.http.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Applies a coding, step by step. It holds native memory until it is closed. */
interface Encoder extends AutoCloseable {
    /** What follows the bytes of a step. */
    enum Then {
        /** More: what was given may be kept for later. */
        MORE,
        /** A pause: all that was given must be decodable now. */
        FLUSH,
        /** Nothing. */
        END
    }

    /**
     * Takes all of the bytes, and gives what can be given.
     *
     * <p>For any thread, but one at a time.
     */
    void encode(ByteBuffer in, Then then, ByteArrayOutputStream out);

    /** Gives the native memory back. A second call does nothing. */
    @Override
    void close();
}
