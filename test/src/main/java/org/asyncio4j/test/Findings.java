package org.asyncio4j.test;

import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Task;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.spi.Turn;
import org.asyncio4j.test.schedule.Incidents;
import org.asyncio4j.test.schedule.UserCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a simulation has left behind or done that it may not. From any thread. */
final class Findings implements Incidents {
    /**
     * @param failure what is behind it, or null
     */
    private record Finding(String text, Throwable failure) {}

    private final SimulationOptions options;
    private final List<Finding> findings = new ArrayList<>();

    /** What to cancel when there were too many turns. */
    private Task<?> main;

    private boolean endless;

    /** Whether the main task waits until what is left rests. */
    private boolean awaitsRest;

    /** Whether that was in vain. */
    private boolean restless;

    Findings(SimulationOptions options) {
        this.options = options;
    }

    synchronized void add(Leftover kind, String text, Throwable failure) {
        if (!options.allows(kind)) {
            findings.add(new Finding(text, failure));
        }
    }

    void add(Leftover kind, String text) {
        add(kind, text, null);
    }

    /** A failure that reached nobody. */
    void add(ExceptionContext context) {
        add(Leftover.EXCEPTION, "a failure: " + context.message(), context.exception());
    }

    // ---------------------------------------------------------------- while it runs

    void cancelIfEndless(Task<?> mainTask) {
        main = mainTask;
    }

    @Override
    public void tooManyTurns() {
        endless = true;
        main.cancel("the simulation does not end");
    }

    @Override
    public void doesNotRest() {
        if (awaitsRest) {
            restless = true;
            main.cancel("what is left does not rest");
        }
    }

    boolean isEndless() {
        return endless;
    }

    @Override
    public void slowStep(String who, Duration running, StackTraceElement[] stack) {
        add(
                Leftover.SLOW_STEP,
                who + " kept the loop for " + running.toMillis() + " ms, at" + frames(stack));
    }

    @Override
    public void waitInRealTime(Turn turn, StackTraceElement[] stack) {
        add(
                Leftover.REAL_WAIT,
                turn.describe()
                        + " waited for real time to pass, which the simulation's clock knows"
                        + " nothing of; use Asyncio.sleep or a time-out of Asyncio's. At"
                        + frames(stack));
    }

    private static String frames(StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : UserCode.downToUsers(stack)) {
            text.append("\n      ").append(frame);
        }
        return text.toString();
    }

    // ---------------------------------------------------------------- at its end

    /** Who is about to end may do so. For the main task; returns also if they do not rest. */
    void awaitRest(Runnable wait) {
        awaitsRest = true;
        try {
            wait.run();
        } catch (CancelledError e) {
            if (!restless) {
                throw e;
            }
            main.uncancel();
        } finally {
            awaitsRest = false;
        }
    }

    /** What the calling task sees that others have left in its loop. */
    void lookAt(Scheduler loop) {
        Fiber self = Fiber.current();
        loop.forEachFiber(fiber -> {
            if (fiber != self) {
                add(Leftover.TASK, "a task: " + fiber + " " + fiber.activity() + place(fiber));
            }
        });
        loop.forEachGuest(guest -> {
            add(Leftover.TASK, guest.describe() + " " + guest.activity());
        });
        loop.forEachTimer(timer -> {
            if (timer instanceof TimerHandle handle) {
                add(Leftover.TIMER, "a timer: " + handle + ", due at " + handle.when());
            }
        });
        loop.openResources().forEach(this::isOpen);
    }

    /** A connection, listener or endpoint. */
    void isOpen(String what) {
        add(Leftover.CONNECTION, "open: " + what);
    }

    private static String place(Fiber fiber) {
        StackTraceElement frame = UserCode.frame(fiber.thread().getStackTrace());
        return frame == null ? "" : ", at " + frame;
    }

    /** Where something was found: the error that says so; else null. */
    synchronized UncleanEndError error() {
        if (findings.isEmpty()) {
            return null;
        }
        StringBuilder message = new StringBuilder("The test did not end clean:");
        for (Finding finding : findings) {
            message.append("\n  ").append(finding.text);
            if (finding.failure != null) {
                message.append(": ").append(finding.failure);
            }
        }
        UncleanEndError error = new UncleanEndError(message.toString());
        for (Finding finding : findings) {
            if (finding.failure != null) {
                error.addSuppressed(finding.failure);
            }
        }
        return error;
    }
}
