package org.asyncio4j.http.content;

import org.asyncio4j.http.ContentDecodingException;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The JDK's inflater with errors that say what is broken. */
final class Inflation implements AutoCloseable {
    private final Inflater inflater;
    private final String coding;

    /**
     * Makes one.
     *
     * @param raw whether there is no header and no checksum of zlib's around the content
     * @param coding its name, for errors
     */
    Inflation(boolean raw, String coding) {
        this.inflater = new Inflater(raw);
        this.coding = coding;
    }

    /**
     * Inflates until the input is used up, there is no room, or the content ends.
     *
     * @throws ContentDecodingException if it is broken
     */
    void inflate(ByteBuffer in, ByteBuffer out) throws ContentDecodingException {
        inflater.setInput(in);
        try {
            while (inflater.inflate(out) > 0 && out.hasRemaining()) {
                // The rest of it.
            }
        } catch (DataFormatException e) {
            throw new ContentDecodingException(
                    "The " + coding + " content is broken: " + e.getMessage() + ".", e);
        }
        if (inflater.needsDictionary()) {
            throw new ContentDecodingException(
                    "The " + coding + " content needs a dictionary, which HTTP does not have.");
        }
    }

    boolean finished() {
        return inflater.finished();
    }

    /** Makes it ready for the next content. */
    void reset() {
        inflater.reset();
    }

    @Override
    public void close() {
        inflater.end();
    }
}
