package org.asyncio4j.http.content;

import org.asyncio4j.http.ContentDecodingException;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The coding {@code gzip}: RFC 1952, with all members one after the other.
 *
 * <p>Not {@link java.util.zip.GZIPInputStream}: it ends silently at junk behind a member, and takes
 * any number of members.
 */
final class GzipDecoder implements Decoder {
    private static final String CODING = "gzip";

    /** The checksum and the length, four bytes each. */
    private static final int TRAILER = 8;

    private enum State {
        /** In the header of a member. */
        HEADER,
        /** In its content. */
        CONTENT,
        /** In what follows the content. */
        TRAILER,
        /** Between two members, which is where it may end. */
        BETWEEN
    }

    private final Inflation inflation = new Inflation(true, CODING);
    private final CRC32 checksum = new CRC32();
    private State state = State.HEADER;
    private GzipHeader header = new GzipHeader();
    private int members;

    /** How much of the trailer has come, and what. */
    private int trailerBytes;

    private long trailer;

    /** Of the content of the member, in the 32 bits that gzip has for it. */
    private int length;

    @Override
    public void decode(ByteBuffer in, ByteBuffer out) throws ContentDecodingException {
        boolean goesOn = true;
        while (goesOn) {
            goesOn =
                    switch (state) {
                        case HEADER -> header(in);
                        case CONTENT -> content(in, out);
                        case TRAILER -> trailer(in);
                        case BETWEEN -> between(in);
                    };
        }
    }

    private boolean header(ByteBuffer in) throws ContentDecodingException {
        while (in.hasRemaining()) {
            if (header.accept(in.get())) {
                state = State.CONTENT;
                return true;
            }
        }
        return false;
    }

    private boolean content(ByteBuffer in, ByteBuffer out) throws ContentDecodingException {
        int start = out.position();
        inflation.inflate(in, out);
        checksum.update(out.duplicate().flip().position(start));
        length += out.position() - start;
        if (inflation.finished()) {
            state = State.TRAILER;
            return true;
        }
        return false;
    }

    private boolean trailer(ByteBuffer in) throws ContentDecodingException {
        while (in.hasRemaining()) {
            trailer |= (in.get() & 0xFFL) << 8 * trailerBytes++;
            if (trailerBytes == TRAILER) {
                checkTrailer();
                state = State.BETWEEN;
                return true;
            }
        }
        return false;
    }

    private void checkTrailer() throws ContentDecodingException {
        if ((trailer & 0xFFFFFFFFL) != checksum.getValue()) {
            throw new ContentDecodingException(
                    "The gzip content is broken: its checksum is wrong.");
        }
        if ((int) (trailer >>> 32) != length) {
            throw new ContentDecodingException("The gzip content is broken: its length is wrong.");
        }
    }

    /** Whatever comes here must be another member. */
    private boolean between(ByteBuffer in) throws ContentDecodingException {
        if (!in.hasRemaining()) {
            return false;
        }
        if (in.get(in.position()) != GzipHeader.FIRST_BYTE) {
            throw Decoder.followed(CODING);
        }
        if (++members >= MOST_MEMBERS) {
            throw Decoder.tooManyMembers(CODING);
        }
        inflation.reset();
        checksum.reset();
        header = new GzipHeader();
        trailer = 0;
        trailerBytes = 0;
        length = 0;
        state = State.HEADER;
        return true;
    }

    @Override
    public void end() throws ContentDecodingException {
        if (state != State.BETWEEN) {
            throw Decoder.truncated(CODING);
        }
    }

    @Override
    public void close() {
        inflation.close();
    }
}
