package org.asyncio4j.http.client;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A body without its compression. Where that is broken, the connection is of no more use. */
final class DecodedBody implements ReceiveStream {
    private final ReceiveStream decoded;
    private final ResponseStream sent;
    private final OutgoingRequest outgoing;

    DecodedBody(ReceiveStream decoded, ResponseStream sent, OutgoingRequest outgoing) {
        this.decoded = decoded;
        this.sent = sent;
        this.outgoing = outgoing;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        try {
            return decoded.receive(target);
        } catch (ContentDecodingException e) {
            throw failed(e);
        }
    }

    @Override
    public byte[] receive(int max) throws IOException {
        try {
            return decoded.receive(max);
        } catch (ContentDecodingException e) {
            throw failed(e);
        }
    }

    private PayloadError failed(ContentDecodingException e) {
        PayloadError error =
                new PayloadError(
                        outgoing.url(),
                        "The body of the answer to "
                                + outgoing
                                + " cannot be decompressed. "
                                + e.getMessage(),
                        e);
        sent.discard(error);
        return error;
    }

    void close() {
        if (decoded instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new AssertionError("decoders close without failure", e);
            }
        }
    }

    @Override
    public String toString() {
        return sent + ", decompressed";
    }
}
