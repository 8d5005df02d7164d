package org.asyncio4j;

import org.asyncio4j.kernel.OsSignal;

import java.util.function.Consumer;

/**
 * Cancels a main task when the process is told to end, or the thread that waits for the task is
 * interrupted.
 */
final class MainTaskGuard implements AutoCloseable {
    private final LoopTask<?> task;
    private final boolean handleSignals;
    private final Thread caller = Thread.currentThread();
    private final Consumer<OsSignal> listener = this::signalled;
    private boolean callerWasInterrupted;
    private volatile OsSignal signal;

    MainTaskGuard(LoopTask<?> task, boolean handleSignals) {
        this.task = task;
        this.handleSignals = handleSignals;
        if (handleSignals) {
            SignalGuard.add(listener);
        }
    }

    /** On the calling thread, whose flag is clear now. */
    void callerInterrupted() {
        callerWasInterrupted = true;
        cancel("the thread that runs the loop was interrupted");
    }

    private void signalled(OsSignal received) {
        signal = received;
        cancel("SIG" + received);
    }

    private void cancel(String reason) {
        CancelRequest request = new CancelRequest(reason, null, task, null);
        task.loop.scheduler().post(() -> task.cancel(request));
    }

    /** As in asyncio: only where the task has ended of the signal and nobody else cancelled it. */
    void throwIfSignalled() {
        if (signal != null && task.isCancelled() && task.uncancel() == 0) {
            exitQuietlyIfUncaught();
            throw new SignalInterrupt(signal, task.failure());
        }
    }

    /** Has the process end with the signal's status if the interrupt ends the calling thread. */
    private void exitQuietlyIfUncaught() {
        Thread.UncaughtExceptionHandler before = caller.getUncaughtExceptionHandler();
        if (before == caller.getThreadGroup()) {
            caller.setUncaughtExceptionHandler((thread, thrown) -> {
                if (thrown instanceof SignalInterrupt interrupt) {
                    System.exit(interrupt.status());
                }
                before.uncaughtException(thread, thrown);
            });
        }
    }

    @Override
    public void close() {
        if (handleSignals) {
            SignalGuard.remove(listener);
        }
        if (callerWasInterrupted) {
            caller.interrupt();
        }
    }
}
