package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Wait;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The two ways between awaitables and the futures of the JDK. */
final class CompletableFutures {
    private CompletableFutures() {}

    /** A future that ends as the outcome does, and cancels it when it is cancelled itself. */
    static <T> CompletableFuture<T> of(Outcome<T> outcome) {
        CompletableFuture<T> future = new CompletableFuture<>();
        OutcomeListener listener = _ -> transfer(outcome, future);
        inLoop(outcome, () -> connect(outcome, listener));
        future.whenComplete((_, _) -> {
            if (future.isCancelled()) {
                outcome.cancel(false);
            } else if (!outcome.isDone()) {
                inLoop(outcome, () -> outcome.removeListener(listener));
            }
        });
        return future;
    }

    private static void inLoop(Outcome<?> outcome, Runnable work) {
        if (outcome.loop.scheduler().isInLoop()) {
            work.run();
        } else {
            outcome.loop.scheduler().post(work);
        }
    }

    private static void connect(Outcome<?> outcome, OutcomeListener listener) {
        if (outcome.isDone()) {
            listener.ended(outcome);
        } else {
            outcome.addListener(listener);
        }
    }

    /**
     * Waits on a thread outside for at most so long. Giving up leaves nothing behind: no listener,
     * and a failure that comes later has not been read.
     */
    static <T> void await(Outcome<T> outcome, long time, TimeUnit unit)
            throws InterruptedException, TimeoutException {
        CompletableFuture<T> future = of(outcome);
        try {
            future.get(time, unit);
        } catch (TimeoutException | InterruptedException givenUp) {
            future.completeExceptionally(givenUp);
            throw givenUp;
        } catch (ExecutionException | CancellationException ended) {
            // The caller reads it from the outcome.
        }
    }

    /**
     * Completes the future in a callback: its dependents are users' code, which must not run on the
     * bare loop thread.
     */
    private static <T> void transfer(Outcome<T> outcome, CompletableFuture<T> future) {
        if (future.isDone()) {
            return;
        }
        outcome.markRetrieved();
        new LoopCallback(outcome.loop, () -> complete(outcome, future)).start();
    }

    private static <T> void complete(Outcome<T> outcome, CompletableFuture<T> future) {
        if (outcome.isCancelled()) {
            future.cancel(false);
        } else if (outcome.failed()) {
            future.completeExceptionally(outcome.failure());
        } else {
            future.complete(outcome.resultNow());
        }
    }

    /** Waits for a stage of the JDK; it is cancelled with the waiting task, as in asyncio. */
    static <T> T await(CompletionStage<T> stage) {
        Fiber fiber = Fiber.current().checkpoint();
        StageWait<T> wait = new StageWait<>(fiber, stage.toCompletableFuture());
        return wait.await();
    }

    /** A fiber's wait for a stage, which any thread may complete. */
    private static final class StageWait<T> implements Wait {
        private final Fiber fiber;
        private final CompletableFuture<T> future;

        /** Whether the fiber still waits. Loop thread only. */
        private boolean waits = true;

        StageWait(Fiber fiber, CompletableFuture<T> future) {
            this.fiber = fiber;
            this.future = future;
        }

        T await() {
            if (!future.isDone()) {
                future.whenComplete((_, _) -> fiber.scheduler().post(this::wake));
                suspend();
            }
            return Futures.read(future);
        }

        /** Not where the stage has ended while it was still busy taking the callback. */
        private void suspend() {
            if (waits) {
                fiber.suspend(this);
            }
        }

        private void wake() {
            if (waits) {
                waits = false;
                if (fiber.waiting() == this) {
                    fiber.wake();
                }
            }
        }

        @Override
        public Abort abort(Delivery delivery) {
            waits = false;
            // Dependents of the stage are foreign code: they run in the cancelling task's turn no
            // more than they would have to, in a task of their own.
            new LoopCallback(EventLoop.of(fiber.scheduler()), () -> future.cancel(true)).start();
            return Abort.DONE;
        }

        @Override
        public boolean outside() {
            return true;
        }

        @Override
        public String describe() {
            return future.toString();
        }
    }
}
