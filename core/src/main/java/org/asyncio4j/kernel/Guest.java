package org.asyncio4j.kernel;

import org.asyncio4j.spi.Turn;

/** A virtual thread that a library started inside a fiber. Loop thread only. */
final class Guest implements Turn {
    private final Thread thread;

    /** How many of its submissions stand in the ready queue. */
    private int queued;

    Guest(Runnable continuation) {
        this.thread = VirtualThreads.threadOf(continuation);
    }

    void becomesReady() {
        queued++;
    }

    void begins() {
        queued--;
    }

    boolean hasEnded() {
        return thread != null && thread.getState() == Thread.State.TERMINATED;
    }

    @Override
    public String describe() {
        return "a thread that a library has started";
    }

    @Override
    public String activity() {
        if (hasEnded()) {
            return "has ended";
        }
        return isReady() ? "is ready to run" : "waits inside foreign code";
    }

    @Override
    public boolean isTask() {
        return false;
    }

    @Override
    public boolean isReady() {
        return queued > 0;
    }
}
