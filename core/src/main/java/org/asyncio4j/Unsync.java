package org.asyncio4j;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tasks for code that has no loop: a loop in the background, made when it is first needed, which
 * plain threads give work to.
 *
 * <pre>{@code
 * int total = Unsync.call(() -> gather(this::left, this::right)).size();   // waits
 * CompletableFuture<Page> page = Unsync.start(() -> fetch(address));       // does not
 * }</pre>
 *
 * <p>All methods are for any thread that is not the background loop's own. The loop does not keep
 * the JVM alive. The idea is that of the Python package unsync.
 */
public final class Unsync {
    private Unsync() {}

    /** The background loop; this class's initialisation starts it. */
    private static final class Background {
        static final EventLoop LOOP =
                new EventLoop(RunOptions.DEFAULT.withName("asyncio4j-background")).handOut();

        static {
            LOOP.scheduler().runInBackground();
        }
    }

    /** Threads for work that computes, as many as there are processors. */
    private static final class Processors {
        static final ExecutorService POOL =
                Executors.newFixedThreadPool(
                        Runtime.getRuntime().availableProcessors(), Processors::newThread);

        private static Thread newThread(Runnable work) {
            Thread thread = new Thread(work, "asyncio4j-processor");
            thread.setDaemon(true);
            return thread;
        }
    }

    /** The background loop. */
    public static EventLoop loop() {
        return Background.LOOP;
    }

    /**
     * Runs a task on the background loop and waits for its result.
     *
     * @throws X what the task throws
     * @throws InterruptedException undeclared, if the calling thread is interrupted; the task is
     *     cancelled
     */
    public static <T, X extends Exception> T call(Coroutine<T, X> body) throws X {
        CompletableFuture<T> future = start(body);
        try {
            future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw Sneaky.rethrow(e);
        } catch (ExecutionException | CancellationException e) {
            // Read below, without the wrapping.
        }
        return Futures.read(future);
    }

    /** {@link #call(Coroutine)} for a task without a result. */
    public static <X extends Exception> void call(Action<X> body) throws X {
        call(body.asCoroutine());
    }

    /** Starts a task on the background loop; the future ends as it does and cancels it. */
    public static <T> CompletableFuture<T> start(Coroutine<T, ?> body) {
        return Background.LOOP.runCoroutineThreadsafe(body);
    }

    /** {@link #start(Coroutine)} for a task without a result. */
    public static CompletableFuture<Void> start(Action<?> body) {
        return Background.LOOP.runCoroutineThreadsafe(body);
    }

    /** Starts work that computes, in a pool with a thread for each processor. */
    public static <T> CompletableFuture<T> compute(Coroutine<T, ?> body) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Processors.POOL.execute(() -> complete(future, body));
        return future;
    }

    private static <T> void complete(CompletableFuture<T> future, Coroutine<T, ?> body) {
        try {
            future.complete(body.run());
        } catch (Throwable thrown) {
            future.completeExceptionally(thrown);
        }
    }
}
