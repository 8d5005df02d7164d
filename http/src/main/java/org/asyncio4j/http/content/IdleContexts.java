package org.asyncio4j.http.content;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A few contexts of a native library that wait for their next use: to make one of zstd's took ten
 * times as long as to compress a kilobyte with it. For any thread.
 */
final class IdleContexts<T> {
    /** Each holds a megabyte, more or less. */
    private static final int MOST = 4;

    private final Queue<T> idle = new ArrayBlockingQueue<>(MOST);
    private final Supplier<T> maker;
    private final Consumer<T> closer;

    IdleContexts(Supplier<T> maker, Consumer<T> closer) {
        this.maker = maker;
        this.closer = closer;
    }

    T take() {
        T context = idle.poll();
        return context == null ? maker.get() : context;
    }

    /**
     * @param context as if it were new
     */
    void giveBack(T context) {
        if (!idle.offer(context)) {
            closer.accept(context);
        }
    }
}
