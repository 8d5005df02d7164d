package org.asyncio4j.net.tls;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers for records, lent for the time in which there is something in them: a session that waits
 * for its peer holds none, however many sessions there are.
 *
 * <p>The JDK's engine demands room for the longest record however short the data, and a fresh array
 * of that size costs more than the encryption of a small message. They are on the heap because the
 * JDK's ciphers are fastest there. The unused ones are held weakly, until the next garbage
 * collection, since there may be as many pools as connections.
 *
 * <p>Thread-safe: the loops of a server share the pool of its options.
 */
public final class BufferPool {
    /** Two records of the longest kind with all that is around them, or one oversized one. */
    static final int CAPACITY = 2 * (16 * 1024 + 325);

    /** How many unused ones are kept. */
    private static final int KEPT = 32;

    private final ConcurrentLinkedQueue<WeakReference<ByteBuffer>> unused =
            new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** An empty buffer, to be {@linkplain #giveBack given back}. */
    ByteBuffer take() {
        for (WeakReference<ByteBuffer> next; (next = unused.poll()) != null; ) {
            count.decrementAndGet();
            ByteBuffer buffer = next.get();
            if (buffer != null) {
                return buffer.clear();
            }
        }
        return ByteBuffer.allocate(CAPACITY);
    }

    void giveBack(ByteBuffer buffer) {
        if (count.incrementAndGet() <= KEPT) {
            unused.add(new WeakReference<>(buffer));
        } else {
            count.decrementAndGet();
        }
    }

    /** How many are unused, or were before the last garbage collection. */
    int size() {
        return count.get();
    }
}
