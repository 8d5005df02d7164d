package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Wait;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The two ways between awaitables and the futures of the JDK. */
final class CompletableFutures {
    private CompletableFutures() {}

    /** A future that ends as the outcome does, and cancels it when it is cancelled itself. */
    static <T> CompletableFuture<T> of(Outcome<T> outcome) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (outcome.loop.scheduler().isInLoop()) {
            connect(outcome, future);
        } else {
            outcome.loop.scheduler().post(() -> connect(outcome, future));
        }
        future.whenComplete((result, failure) -> {
            if (future.isCancelled()) {
                outcome.cancel(false);
            }
        });
        return future;
    }

    private static <T> void connect(Outcome<T> outcome, CompletableFuture<T> future) {
        if (outcome.isDone()) {
            transfer(outcome, future);
        } else {
            outcome.addListener(_ -> transfer(outcome, future));
        }
    }

    /**
     * Completes the future in a callback: its dependents are users' code, which must not run on the
     * bare loop thread.
     */
    private static <T> void transfer(Outcome<T> outcome, CompletableFuture<T> future) {
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
