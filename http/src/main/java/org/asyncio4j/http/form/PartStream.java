package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.content.ContentCoding;
import org.asyncio4j.http.content.DecodedStream;
import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The content of the part that a {@link PartScanner} is in, as it is sent. If the part tells its
 * length, that must be true.
 */
final class PartStream implements ReceiveStream, AutoCloseable {
    private static final int CHUNK = 16 * 1024;
    private static final int UNKNOWN = -1;

    private final PartScanner scanner;
    private final long length;

    /** What undoes the encodings; itself where there are none. */
    private final ReceiveStream decoded;

    private long received;
    private boolean ended;
    private boolean closed;

    /**
     * Makes one.
     *
     * @throws ContentDecodingException if the headers name an encoding that nobody knows, or a
     *     length that is none
     */
    public PartStream(Headers headers, PartScanner scanner) throws ContentDecodingException {
        this.scanner = scanner;
        this.length = lengthOf(headers.get("Content-Length"));
        ReceiveStream binary = TransferDecoder.of(this, headers.get("Content-Transfer-Encoding"));
        this.decoded =
                DecodedStream.of(binary, ContentCoding.parse(headers.get("Content-Encoding")));
    }

    private static long lengthOf(String header) throws ContentDecodingException {
        if (header == null) {
            return UNKNOWN;
        }
        if (!header.matches("[0-9]{1,18}")) {
            throw new ContentDecodingException("A part has a broken Content-Length.");
        }
        return Long.parseLong(header);
    }

    /** The content without the encodings that the part's headers name. */
    public ReceiveStream decoded() {
        return decoded;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (closed) {
            throw new IOException(
                    "This part is over: it can be read until the next one is asked for.");
        }
        if (ended) {
            return -1;
        }
        int count = scanner.receive(target);
        ended = count < 0;
        received += Math.max(0, count);
        checkLength();
        return count;
    }

    private void checkLength() throws ContentDecodingException {
        if (length != UNKNOWN && (received > length || ended && received < length)) {
            throw new ContentDecodingException(
                    "A part has not the " + length + " bytes of its Content-Length.");
        }
    }

    @Override
    public byte[] receive(int max) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(Math.min(max, CHUNK));
        int count = receive(target);
        return count < 0 ? null : Arrays.copyOf(target.array(), count);
    }

    /**
     * Reads over what is left, so that the next part can be read.
     *
     * <p>Gives way: only if the rest has not come. Cancellation: it can be called again.
     */
    public void finish() throws IOException {
        ByteBuffer dropped = ByteBuffer.allocate(CHUNK);
        while (receive(dropped) >= 0) {
            dropped.clear();
        }
        close();
    }

    /** Nothing can be read any more. */
    @Override
    public void close() {
        closed = true;
        if (decoded instanceof DecodedStream compressed) {
            compressed.close();
        }
    }
}
