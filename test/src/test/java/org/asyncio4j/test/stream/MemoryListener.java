package org.asyncio4j.test.stream;

import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueShutDownException;

import java.io.IOException;

/** A listener that connections in memory come in on. */
class MemoryListener implements TestedListener {
    final Queue<MemoryStream> waiting = new Queue<>();

    @Override
    public MemoryStream accept() throws IOException {
        try {
            return waiting.get();
        } catch (QueueShutDownException e) {
            throw new IOException("The listener is closed.", e);
        }
    }

    @Override
    public MemoryStream connect() throws IOException {
        MemoryStream.Pair pair = MemoryStream.pair();
        try {
            waiting.put(pair.right());
        } catch (QueueShutDownException e) {
            throw new IOException("The listener is closed.", e);
        }
        return pair.left();
    }

    @Override
    public void close() {
        waiting.shutdown(true);
    }
}
