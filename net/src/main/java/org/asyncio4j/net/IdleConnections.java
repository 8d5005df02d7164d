package org.asyncio4j.net;

import org.asyncio4j.EventLoop;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.kernel.Scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The connections of a pool that nobody uses, of all keys, and the one timer that ends them. The
 * timer is lazy: it is not touched when a connection is taken, and looks, when it fires, what is
 * due and when to come again.
 *
 * @param <C> the type of the connections
 */
final class IdleConnections<C extends PooledConnection> {
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Scheduler clock;
    private final long keepAlive;
    private final long maxLifetime;
    private final Consumer<PoolMember<C>> onExpiry;

    /** Who has been idle longest is first. */
    private final Set<PoolMember<C>> members = new LinkedHashSet<>();

    /** Null where nothing is to end by itself. */
    private TimerHandle timer;

    /** When the timer fires. */
    private long timerAt = NEVER;

    /**
     * @param clock the loop's
     * @param onExpiry is told of each that has left since its time was over
     */
    IdleConnections(
            EventLoop loop,
            Scheduler clock,
            PoolOptions options,
            Consumer<PoolMember<C>> onExpiry) {
        this.loop = loop;
        this.clock = clock;
        this.keepAlive = nanos(options.keepAlive());
        this.maxLifetime = nanos(options.maxLifetime());
        this.onExpiry = onExpiry;
    }

    /** What is too long to be counted is for ever, as null is. */
    private static long nanos(Duration duration) {
        return duration == null || duration.getSeconds() >= NEVER / 1_000_000_000L
                ? NEVER
                : duration.toNanos();
    }

    int size() {
        return members.size();
    }

    /** The one that has been idle longest. */
    PoolMember<C> oldest() {
        return members.iterator().next();
    }

    void add(PoolMember<C> member) {
        member.closesAt = Math.min(after(now(), keepAlive), after(member.openedAt, maxLifetime));
        members.add(member);
        wakeAt(member.closesAt);
    }

    void remove(PoolMember<C> member) {
        members.remove(member);
    }

    /** Empties it, and needs no timer any more. */
    List<PoolMember<C>> removeAll() {
        List<PoolMember<C>> all = List.copyOf(members);
        members.clear();
        disarm();
        return all;
    }

    // ---------------------------------------------------------------- time

    /** Whether it has become so old that nobody should get it. */
    boolean isTooOld(PoolMember<C> member) {
        return maxLifetime != NEVER && now() >= after(member.openedAt, maxLifetime);
    }

    long now() {
        return clock.nanos();
    }

    private static long after(long moment, long delay) {
        long sum = moment + delay;
        return delay == NEVER || sum < moment ? NEVER : sum;
    }

    private void wakeAt(long moment) {
        if (moment < timerAt) {
            disarm();
            timerAt = moment;
            timer = loop.callAt(Duration.ofNanos(moment), this::expire);
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel();
        }
        timer = null;
        timerAt = NEVER;
    }

    private void expire() {
        disarm();
        long now = now();
        long next = NEVER;
        List<PoolMember<C>> due = new ArrayList<>();
        for (PoolMember<C> member : members) {
            if (member.closesAt <= now) {
                due.add(member);
            } else {
                next = Math.min(next, member.closesAt);
            }
        }
        due.forEach(members::remove);
        wakeAt(next);
        due.forEach(onExpiry);
    }
}
