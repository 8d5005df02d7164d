package org.asyncio4j;

import org.asyncio4j.kernel.SchedulerListener;

import java.time.Duration;

/** Turns what a scheduler notices into errors and log entries that help. */
record LoopListener(EventLoop loop) implements SchedulerListener {
    @Override
    public boolean everyoneWaits(boolean lasting) {
        LoopTask<?> main = loop.main();
        if (main == null || main.isDone()) {
            return false;
        }
        if (lasting) {
            Log.warning(
                    DeadlockReport.of(loop)
                            + "\nOnly a thread outside that knows the loop could still wake one.");
            return false;
        }
        if (!loop.isSealed() || DeadlockReport.anyoneWaitsForPromise(loop)) {
            return false;
        }
        String report = DeadlockReport.of(loop);
        main.fiber().deliver(() -> new DeadlockError(report));
        return true;
    }

    @Override
    public void isSlow(String who, Duration running, StackTraceElement[] stack) {
        StringBuilder message = new StringBuilder();
        message.append(who)
                .append(" has kept the loop '")
                .append(loop.name())
                .append("' for ")
                .append(running.toMillis())
                .append(" ms without giving way, so no other task could run. It is at:");
        for (StackTraceElement frame : stack) {
            message.append("\n    at ").append(frame);
        }
        Log.warning(message.toString());
    }

    @Override
    public void crashed(Throwable throwable) {
        Log.error("The loop '" + loop.name() + "' met an exception.", throwable);
    }
}
