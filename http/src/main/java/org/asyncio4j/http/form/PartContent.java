package org.asyncio4j.http.form;

import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The content of a part without its encodings, as far as the budget of all parts reaches. */
final class PartContent implements ReceiveStream {
    private final ReceiveStream decoded;

    /** Null if what is read is not content, but parts. */
    private PartBudget budget;

    PartContent(ReceiveStream decoded, PartBudget budget) {
        this.decoded = decoded;
        this.budget = budget;
    }

    /** It is made of parts, whose own contents are counted instead. */
    void isMadeOfParts() {
        budget = null;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        int count = decoded.receive(target);
        take(Math.max(0, count));
        return count;
    }

    @Override
    public byte[] receive(int max) throws IOException {
        byte[] bytes = decoded.receive(max);
        take(bytes == null ? 0 : bytes.length);
        return bytes;
    }

    private void take(int count) throws IOException {
        if (budget != null) {
            budget.takeBytes(count);
        }
    }
}
