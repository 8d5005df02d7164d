package org.asyncio4j.http.content;

import org.asyncio4j.http.ContentDecodingException;

import java.nio.ByteBuffer;

/**
 * Undoes a coding, step by step. It holds native memory until it is closed.
 *
 * <p>A step never makes more than it is given room for, whatever the content: that is what keeps a
 * few bytes from becoming gigabytes in memory.
 */
interface Decoder extends AutoCloseable {
    /** How many pieces, each with a header, a content may have: those without content cost time. */
    int MOST_MEMBERS = 1024;

    /**
     * Takes coded bytes and gives decoded ones, until all are taken and nothing is left to give, or
     * there is no room.
     *
     * @throws ContentDecodingException if the content is broken, or goes on behind its end
     */
    void decode(ByteBuffer in, ByteBuffer out) throws ContentDecodingException;

    /**
     * Nothing comes any more.
     *
     * @throws ContentDecodingException if the content has not ended
     */
    void end() throws ContentDecodingException;

    /** Gives the native memory back. A second call does nothing. */
    @Override
    void close();

    /** For a content that ends too early. */
    static ContentDecodingException truncated(String coding) {
        return new ContentDecodingException(
                "The " + coding + " content has ended before it was complete.");
    }

    /** For a content that something follows. */
    static ContentDecodingException followed(String coding) {
        return new ContentDecodingException(
                "Behind the end of the " + coding + " content there is something else.");
    }

    /** For a content with too many pieces. */
    static ContentDecodingException tooManyMembers(String coding) {
        return new ContentDecodingException(
                "The " + coding + " content has more than " + MOST_MEMBERS + " members.");
    }
}
