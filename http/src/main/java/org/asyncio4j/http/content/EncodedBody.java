package org.asyncio4j.http.content;

import org.asyncio4j.http.Body;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;

/**
 * A body that is compressed while it is written. Whoever sends it names the coding in the header
 * Content-Encoding.
 */
public final class EncodedBody extends Body {
    private final Body body;
    private final ContentCoding coding;

    private EncodedBody(Body body, ContentCoding coding) {
        this.body = body;
        this.coding = coding;
    }

    /**
     * The body, compressed: at once if it is in memory, so that its length is known, else while it
     * is written.
     *
     * <p>Gives way: if there is much to compress now. Cancellation: nothing has changed.
     */
    public static Body of(Body body, ContentCoding coding) {
        byte[] bytes = body.bytes();
        return bytes == null
                ? new EncodedBody(body, coding)
                : Body.of(EncodingStream.encode(bytes, coding), body.contentType());
    }

    @Override
    public String contentType() {
        return body.contentType();
    }

    @Override
    public boolean isRepeatable() {
        return body.isRepeatable();
    }

    @Override
    public void writeTo(StreamWriter out) throws IOException {
        try (EncodingStream stream = new EncodingStream(out, coding)) {
            StreamWriter writer = new StreamWriter(stream);
            body.writeTo(writer);
            writer.writeEof();
        }
    }

    @Override
    public String toString() {
        return body + " in " + coding.token();
    }
}
