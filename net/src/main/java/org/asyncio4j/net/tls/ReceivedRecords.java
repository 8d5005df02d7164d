package org.asyncio4j.net.tls;

import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * Records that were received from the stream below and not decrypted.
 *
 * <p>They stay in the array in which they came. A buffer of the pool is held only while there is
 * the beginning of a record whose end is to come.
 */
final class ReceivedRecords {
    /** How much is received at once, at most. */
    static final int RECEIVED_AT_ONCE = 64 * 1024;

    private final ReceiveStream source;
    private final BufferPool buffers;

    /** Null if there are none. */
    private ByteBuffer records;

    /** Whether the records are in a buffer of the pool. */
    private boolean pooled;

    ReceivedRecords(ReceiveStream source, BufferPool buffers) {
        this.source = source;
        this.buffers = buffers;
    }

    boolean isEmpty() {
        return records == null;
    }

    /** What the peer sent last, for messages; null if there is nothing. */
    ByteBuffer buffer() {
        return records;
    }

    /**
     * Waits for more records.
     *
     * @return false at the end of the stream below
     */
    boolean receive() throws IOException {
        if (records == null) {
            // Into an array of what comes, so that no buffer is held while nothing does.
            byte[] received = source.receive(RECEIVED_AT_ONCE);
            if (received == null) {
                return false;
            }
            records = ByteBuffer.wrap(received);
            return true;
        }
        moveToPool();
        records.compact();
        try {
            return source.receive(records) >= 0;
        } finally {
            records.flip();
        }
    }

    /** Moves the beginning of a record to where it has room for its end. */
    private void moveToPool() {
        if (!pooled) {
            ByteBuffer buffer = buffers.take();
            buffer.put(records).flip();
            records = buffer;
            pooled = true;
        }
    }

    /** Has the engine take the next record; there must be {@linkplain #isEmpty something}. */
    SSLEngineResult unwrap(SSLEngine engine, ByteBuffer target) throws SSLException {
        SSLEngineResult result = engine.unwrap(records, target);
        if (!records.hasRemaining()) {
            drop();
        }
        return result;
    }

    void drop() {
        if (pooled) {
            buffers.giveBack(records);
        }
        pooled = false;
        records = null;
    }

    /** How many buffers of the pool are held. */
    int buffersHeld() {
        return pooled ? 1 : 0;
    }
}
