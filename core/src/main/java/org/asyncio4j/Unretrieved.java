package org.asyncio4j;

import org.asyncio4j.kernel.Timer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Failures that nobody has read yet. Each is reported once, at a definite moment: when it has been
 * unread for a while, or when the loop closes. Python waits for the garbage collector instead,
 * which may come never. Loop thread only.
 */
final class Unretrieved {
    private final EventLoop loop;

    /** When each is to be reported, on the loop's clock; the earliest comes first. */
    private final SequencedMap<Outcome<?>, Long> reports = new LinkedHashMap<>();

    private final Alarm alarm = new Alarm();

    Unretrieved(EventLoop loop) {
        this.loop = loop;
    }

    void add(Outcome<?> failed) {
        long now = loop.scheduler().nanos();
        reports.put(failed, Durations.after(now, EventLoop.UNRETRIEVED_REPORT_DELAY));
        arm();
    }

    boolean isEmpty() {
        return reports.isEmpty();
    }

    /** Reports all that are still unread. */
    void reportAll() {
        List.copyOf(reports.keySet()).forEach(this::report);
        arm();
    }

    private void report(Outcome<?> failed) {
        reports.remove(failed);
        if (!failed.isRetrieved()) {
            loop.callExceptionHandler(
                    ExceptionContext.of(
                                    failed + ": its exception was never retrieved",
                                    failed.failure())
                            .withAwaitable(failed));
        }
    }

    private void reportDue() {
        long now = loop.scheduler().nanos();
        reports.keySet().removeIf(Outcome::isRetrieved);
        while (!reports.isEmpty() && reports.firstEntry().getValue() <= now) {
            report(reports.firstEntry().getKey());
        }
        arm();
    }

    private void arm() {
        if (!reports.isEmpty() && !alarm.isScheduled()) {
            loop.scheduler().schedule(alarm, reports.values().iterator().next());
        } else if (reports.isEmpty() && alarm.isScheduled()) {
            loop.scheduler().cancel(alarm);
        }
    }

    private final class Alarm extends Timer {
        @Override
        protected void fire() {
            reportDue();
        }
    }
}
