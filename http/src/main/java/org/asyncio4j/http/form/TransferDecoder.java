package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/** A stream without the transfer encoding that another has: RFC 2045, 6. */
abstract class TransferDecoder implements ReceiveStream {
    private static final int CHUNK = 8 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ReceiveStream source;
    private ByteBuffer decoded = NOTHING;
    private boolean ended;

    TransferDecoder(ReceiveStream source) {
        this.source = source;
    }

    /**
     * Undoes the transfer encoding that a header names.
     *
     * @param encoding null if there is none
     * @throws ContentDecodingException if it is unknown
     */
    static ReceiveStream of(ReceiveStream source, String encoding) throws ContentDecodingException {
        return switch (encoding == null ? "binary" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "binary", "8bit", "7bit" -> source;
            case "base64" -> new Base64Decoder(source);
            case "quoted-printable" -> new QuotedPrintableDecoder(source);
            default ->
                    throw new ContentDecodingException(
                            "A part has an unknown Content-Transfer-Encoding.");
        };
    }

    /**
     * Decodes some bytes.
     *
     * @param out has room for as many bytes as there are, and {@link #mostKept} more
     */
    abstract void decode(byte[] in, ByteBuffer out) throws ContentDecodingException;

    /** How many bytes may be kept back from one call of {@link #decode} for the next. */
    abstract int mostKept();

    /** Nothing comes any more. */
    abstract void end() throws ContentDecodingException;

    @Override
    public int receive(ByteBuffer target) throws IOException {
        while (!decoded.hasRemaining()) {
            if (ended || !fill()) {
                return -1;
            }
        }
        int count = Math.min(decoded.remaining(), target.remaining());
        target.put(decoded.slice(decoded.position(), count));
        decoded.position(decoded.position() + count);
        return count;
    }

    private boolean fill() throws IOException {
        byte[] encoded = source.receive(CHUNK);
        if (encoded == null) {
            end();
            ended = true;
            return false;
        }
        ByteBuffer room = ByteBuffer.allocate(encoded.length + mostKept());
        decode(encoded, room);
        decoded = room.flip();
        return true;
    }

    @Override
    public byte[] receive(int max) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(Math.min(max, CHUNK));
        int count = receive(target);
        return count < 0 ? null : Arrays.copyOf(target.array(), count);
    }
}
