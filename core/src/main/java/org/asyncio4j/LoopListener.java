package org.asyncio4j;

import org.asyncio4j.kernel.SchedulerListener;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Turns what a scheduler notices into errors and log entries that help. */
record LoopListener(EventLoop loop) implements SchedulerListener {
    private static final Logger LOGGER = System.getLogger("org.asyncio4j");

    @Override
    public boolean everyoneWaits(boolean lasting) {
        LoopTask<?> main = loop.main();
        if (main == null || main.isDone()) {
            return false;
        }
        if (lasting) {
            LOGGER.log(
                    Level.WARNING,
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
        LOGGER.log(Level.WARNING, message.toString());
    }

    @Override
    public void crashed(Throwable throwable) {
        LOGGER.log(Level.ERROR, "The loop '" + loop.name() + "' met an exception.", throwable);
    }
}
