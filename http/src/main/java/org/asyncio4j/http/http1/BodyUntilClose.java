package org.asyncio4j.http.http1;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of a response that ends with its connection. */
final class BodyUntilClose extends FramedBody {
    BodyUntilClose(Http1Input input, Listener listener) {
        super(input, listener);
    }

    @Override
    boolean advance() throws IOException {
        while (input.available() == 0) {
            if (!more()) {
                return false;
            }
        }
        return true;
    }

    @Override
    byte[] take(int max) {
        return input.take(max);
    }

    @Override
    int takeInto(ByteBuffer target) {
        return input.takeInto(target, Integer.MAX_VALUE);
    }

    @Override
    long left() {
        return Long.MAX_VALUE;
    }
}
