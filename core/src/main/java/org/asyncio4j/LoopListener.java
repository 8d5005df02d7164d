package org.asyncio4j;

import org.asyncio4j.kernel.SchedulerListener;
import org.asyncio4j.spi.Director;

import java.time.Duration;

/**
 * Turns what a scheduler notices into errors and log entries that help.
 *
 * <p>What it hears on the bare carrier it logs in a callback: a log handler is users' code, and a
 * task may have parked while it holds the handler's lock.
 */
final class LoopListener implements SchedulerListener {
    private final EventLoop loop;

    /** The last deadlock that was logged, so that it is not logged again while it lasts. */
    private String loggedDeadlock;

    LoopListener(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    @Override
    public boolean everyoneWaits(boolean lasting) {
        LoopTask<?> main = loop.main();
        if (main == null || main.isDone()) {
            return false;
        }
        if (isCertain(lasting)) {
            String report = DeadlockReport.of(loop);
            main.fiber().deliver(() -> new DeadlockError(report));
            return main.fiber().waiting() == null; // Some waits do not end for it.
        }
        if (lasting) {
            logDeadlock(DeadlockReport.of(loop));
        }
        return false;
    }

    private boolean isCertain(boolean lasting) {
        Director director = loop.director();
        if (director != null && loop.scheduler().hasVirtualClock()) {
            return lasting || director.isAlone();
        }
        return !lasting && loop.isSealed();
    }

    private void logDeadlock(String report) {
        if (!report.equals(loggedDeadlock)) {
            loggedDeadlock = report;
            inCallback(() ->
                    Log.warning(
                            report
                                    + "\nOnly a thread outside that knows the loop could"
                                    + " still wake one."));
        }
    }

    private void inCallback(Action<?> logging) {
        new LoopCallback(loop, logging).start();
    }

    @Override
    public void isSlow(String who, Duration running, StackTraceElement[] stack) {
        if (loop.director() != null) {
            loop.director().isSlow(who, running, stack);
            return;
        }
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
        inCallback(() -> Log.error("The loop '" + loop.name() + "' met an exception.", throwable));
    }
}
