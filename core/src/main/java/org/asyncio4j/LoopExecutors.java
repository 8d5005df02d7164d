package org.asyncio4j;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop's pool of threads for what would block it, made when it is first needed. */
final class LoopExecutors {
    private static final int MOST_THREADS =
            Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
    private static final long IDLE_SECONDS = 10;

    private ExecutorService defaultExecutor;
    private boolean shutDown;

    synchronized ExecutorService getDefault() {
        if (shutDown) {
            throw new IllegalStateException("The loop's executor has been shut down.");
        }
        if (defaultExecutor == null) {
            defaultExecutor = newPool();
        }
        return defaultExecutor;
    }

    synchronized void setDefault(ExecutorService executor) {
        defaultExecutor = Objects.requireNonNull(executor, "executor");
    }

    /** Takes no more work, and returns the pool to wait for; null if there was none. */
    synchronized ExecutorService shutDown() {
        shutDown = true;
        if (defaultExecutor != null) {
            defaultExecutor.shutdown();
        }
        return defaultExecutor;
    }

    private static ExecutorService newPool() {
        AtomicInteger numbers = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        MOST_THREADS,
                        MOST_THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        work -> newThread(work, numbers.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread newThread(Runnable work, int number) {
        Thread thread = new Thread(null, work, "asyncio4j-worker-" + number, 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
