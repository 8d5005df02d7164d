package org.asyncio4j.http.http1;

import org.asyncio4j.http.HttpProtocolException;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A body whose length was declared. */
final class BodyOfLength extends FramedBody {
    private final long length;
    private long left;

    BodyOfLength(Http1Input input, Listener listener, long length) {
        super(input, listener);
        this.length = length;
        this.left = length;
    }

    @Override
    boolean advance() throws IOException {
        if (left == 0) {
            return false;
        }
        while (input.available() == 0) {
            if (!more()) {
                throw new HttpProtocolException(
                        400,
                        "The connection has ended in the middle of a body: "
                                + (length - left)
                                + " of "
                                + length
                                + " bytes had come.");
            }
        }
        return true;
    }

    @Override
    byte[] take(int max) {
        byte[] taken = input.take((int) Math.min(max, left));
        left -= taken.length;
        return taken;
    }

    @Override
    int takeInto(ByteBuffer target) {
        int count = input.takeInto(target, (int) Math.min(Integer.MAX_VALUE, left));
        left -= count;
        return count;
    }

    @Override
    long left() {
        return left;
    }
}
