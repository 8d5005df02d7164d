package org.asyncio4j.net.tls;

import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A stream that begins with bytes which somebody has received from it already. */
public final class PrefixedReceiveStream implements ReceiveStream {
    private final ReceiveStream rest;

    /** What has not been given out; null when all has. */
    private byte[] prefix;

    private int position;

    /**
     * @param prefix becomes the stream's
     */
    public PrefixedReceiveStream(byte[] prefix, ReceiveStream rest) {
        this.prefix = prefix.length == 0 ? null : prefix;
        this.rest = rest;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (prefix == null || !target.hasRemaining()) {
            return rest.receive(target);
        }
        int count = Math.min(target.remaining(), prefix.length - position);
        target.put(prefix, position, count);
        advance(count);
        return count;
    }

    @Override
    public byte[] receive(int max) throws IOException {
        if (prefix == null || max <= 0) {
            return rest.receive(max);
        }
        int count = Math.min(max, prefix.length - position);
        byte[] received =
                count == prefix.length
                        ? prefix
                        : Arrays.copyOfRange(prefix, position, position + count);
        advance(count);
        return received;
    }

    private void advance(int count) {
        position += count;
        if (position == prefix.length) {
            prefix = null;
        }
    }

    @Override
    public String toString() {
        return rest.toString();
    }
}
