package org.asyncio4j.kernel;

import org.asyncio4j.spi.Turn;

/** A virtual thread that a library started inside a fiber. Loop thread only. */
final class Guest implements Turn {
    private final Thread thread;

    /**
     * Whether it stands in the ready queue. Once: the JDK submits it again where somebody has
     * looked at its stack.
     */
    private boolean queued;

    Guest(Runnable continuation) {
        this.thread = VirtualThreads.threadOf(continuation);
    }

    /**
     * It can go on.
     *
     * @return whether it is to be put into the ready queue
     */
    boolean enqueue() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    void begins() {
        queued = false;
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
        return queued;
    }
}
