package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.EventLoop;
import org.asyncio4j.TimerHandle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The time-outs of a session's requests, with one timer for all of them: it is armed for the
 * earliest, and looks at all when it fires. Most requests end long before, so that what counts is
 * how little it costs to come and to go. Loop thread only.
 */
final class Deadlines {
    static final long NEVER = Long.MAX_VALUE;

    /** Who says more than a hundred years means for ever, and it could not be counted. */
    static final Duration ENDLESS = Duration.ofDays(36_525);

    /** Of thousands that end one by one, each would have all of them looked at. */
    private static final long REST = 10_000_000;

    private final EventLoop loop = getRunningLoop();

    /** The ring's anchor. */
    private final Watch anchor = new Watch(this, NEVER);

    private TimerHandle timer;

    private int size;
    private boolean closed;

    /** When the timer fires; {@link #NEVER} if it is not armed. */
    private long armed = NEVER;

    Deadlines() {
        anchor.previous = anchor;
        anchor.next = anchor;
    }

    long now() {
        return loop.time().toNanos();
    }

    /** Watches a request from now on, until it {@linkplain Watch#end ends}. */
    Watch watch(Duration total) {
        Watch watch = new Watch(this, after(total));
        watch.next = anchor;
        watch.previous = anchor.previous;
        anchor.previous.next = watch;
        anchor.previous = watch;
        size++;
        expect(watch.totalAt);
        return watch;
    }

    long after(Duration delay) {
        boolean endless = delay == null || delay.compareTo(ENDLESS) >= 0;
        return endless ? NEVER : now() + delay.toNanos();
    }

    /** The timer has to fire then, if not earlier. */
    void expect(long moment) {
        if (moment < armed && !closed) {
            disarm();
            arm(moment);
        }
    }

    private void arm(long moment) {
        armed = moment;
        timer = loop.callAt(Duration.ofNanos(moment), this::look);
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        armed = NEVER;
    }

    /** Ends what is due, and arms the timer for what comes next, at most 10 ms late. */
    private void look() {
        timer = null;
        armed = NEVER;
        long now = now();
        List<Watch> due = new ArrayList<>();
        for (Watch watch = anchor.next; watch != anchor; watch = watch.next) {
            if (watch.due() <= now) {
                due.add(watch);
            }
        }
        due.forEach(Watch::expire);
        long next = earliest();
        if (next != NEVER) {
            expect(Math.max(next, now + REST));
        }
    }

    private long earliest() {
        long earliest = NEVER;
        for (Watch watch = anchor.next; watch != anchor; watch = watch.next) {
            earliest = Math.min(earliest, watch.due());
        }
        return earliest;
    }

    /** The bodies that are neither read nor closed. */
    List<Object> owners() {
        List<Object> owners = new ArrayList<>();
        for (Watch watch = anchor.next; watch != anchor; watch = watch.next) {
            if (watch.owner != null) {
                owners.add(watch.owner);
            }
        }
        return owners;
    }

    /** How many requests there are. */
    int size() {
        return size;
    }

    /** No request will come any more. */
    void close() {
        closed = true;
        disarm();
    }

    /** Which of the time-outs. */
    enum Kind {
        TOTAL,
        /** A new connection, while there is a place for it. */
        ACQUIRE,
        /** A place in the pool. */
        PLACE,
        CONNECT,
        READ
    }

    /** One request, from its begin to the end of its response. */
    static final class Watch {
        private final Deadlines deadlines;
        private final long totalAt;
        private Watch previous;
        private Watch next;

        /** When what it does now must be done; the earlier of two that hold at once. */
        private long phaseAt = NEVER;

        private Kind phase;
        private Runnable onExpiry;
        private Runnable onTotalExpiry;
        private Object owner;
        private Kind expired;

        private Watch(Deadlines deadlines, long totalAt) {
            this.deadlines = deadlines;
            this.totalAt = totalAt;
        }

        /** Whose body it is by now; for reports. */
        void owner(Object owner) {
            this.owner = owner;
        }

        /** How to end what it does from now on, should the time be up; must not give way. */
        void onExpiry(Runnable action) {
            onExpiry = action;
        }

        /** How to end what is around that, should all of its time be up; null for nothing. */
        void onTotalExpiry(Runnable action) {
            onTotalExpiry = action;
        }

        /** It waits for something that may take so long; null for no limit. */
        void begin(Kind kind, Duration limit) {
            if (limit != null) {
                phase = kind;
                phaseAt = deadlines.after(limit);
                deadlines.expect(phaseAt);
            }
        }

        /** As {@link #begin}, inside of something that has begun and keeps its own limit. */
        void beginInside(Kind kind, Duration limit) {
            if (limit != null && deadlines.after(limit) < phaseAt) {
                begin(kind, limit);
            }
        }

        /** What it does is called otherwise from now on, and has the same time. */
        void rename(Kind from, Kind to) {
            if (phase == from) {
                phase = to;
            }
        }

        /** What has begun is done. */
        void done() {
            phaseAt = NEVER;
            phase = null;
        }

        private long due() {
            return Math.min(totalAt, phaseAt);
        }

        private void expire() {
            boolean total = totalAt <= phaseAt;
            expired = total ? Kind.TOTAL : phase;
            done();
            if (total) {
                end();
            }
            if (onExpiry != null) {
                onExpiry.run();
            }
            if (total && onTotalExpiry != null) {
                onTotalExpiry.run();
            }
        }

        /** Another attempt begins, which has time of its own, but for the total. */
        void beginAttempt() {
            if (expired != Kind.TOTAL) {
                expired = null;
            }
        }

        /** Which time-out has ended it; null if none. */
        Kind expired() {
            return expired;
        }

        /** The request is over. May be called again. */
        void end() {
            if (next != null) {
                previous.next = next;
                next.previous = previous;
                next = null;
                previous = null;
                deadlines.size--;
            }
        }
    }
}
