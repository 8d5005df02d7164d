package org.asyncio4j.net;

import org.asyncio4j.EventLoop;
import org.asyncio4j.TimerHandle;

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
    private final EventLoop loop;
    private final PoolOptions options;
    private final Consumer<PoolMember<C>> onExpiry;

    /** Who has been idle longest is first. */
    private final Set<PoolMember<C>> members = new LinkedHashSet<>();

    /** Null where nothing is to end by itself. */
    private TimerHandle timer;

    /**
     * @param onExpiry is told of each that has left since its time was over
     */
    IdleConnections(EventLoop loop, PoolOptions options, Consumer<PoolMember<C>> onExpiry) {
        this.loop = loop;
        this.options = options;
        this.onExpiry = onExpiry;
    }

    int size() {
        return members.size();
    }

    /** The one that has been idle longest. */
    PoolMember<C> oldest() {
        return members.iterator().next();
    }

    void add(PoolMember<C> member) {
        member.closesAt = endOf(member);
        members.add(member);
        if (member.closesAt != Long.MAX_VALUE) {
            wakeAt(member.closesAt);
        }
    }

    void remove(PoolMember<C> member) {
        members.remove(member);
    }

    /** Empties it, and needs no timer any more. */
    List<PoolMember<C>> removeAll() {
        List<PoolMember<C>> all = List.copyOf(members);
        members.clear();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        return all;
    }

    // ---------------------------------------------------------------- time

    /** Whether it has become so old that nobody should get it. */
    boolean isTooOld(PoolMember<C> member) {
        return options.maxLifetime() != null && now() >= endOfLife(member);
    }

    long now() {
        return loop.time().toNanos();
    }

    private long endOf(PoolMember<C> member) {
        long end = options.maxLifetime() == null ? Long.MAX_VALUE : endOfLife(member);
        return options.keepAlive() == null ? end : Math.min(end, after(now(), options.keepAlive()));
    }

    private long endOfLife(PoolMember<C> member) {
        return after(member.openedAt, options.maxLifetime());
    }

    /** {@code Long.MAX_VALUE} for what is too far away to be counted. */
    private static long after(long moment, Duration delay) {
        Duration when = Duration.ofNanos(moment).plus(delay);
        return when.getSeconds() >= Long.MAX_VALUE / 1_000_000_000L
                ? Long.MAX_VALUE
                : when.toNanos();
    }

    private void wakeAt(long moment) {
        Duration when = Duration.ofNanos(moment);
        if (timer == null || when.compareTo(timer.when()) < 0) {
            if (timer != null) {
                timer.cancel();
            }
            timer = loop.callAt(when, this::expire);
        }
    }

    private void expire() {
        timer = null;
        long now = now();
        long next = Long.MAX_VALUE;
        List<PoolMember<C>> due = new ArrayList<>();
        for (PoolMember<C> member : members) {
            if (member.closesAt <= now) {
                due.add(member);
            } else {
                next = Math.min(next, member.closesAt);
            }
        }
        due.forEach(members::remove);
        if (next != Long.MAX_VALUE) {
            wakeAt(next);
        }
        due.forEach(onExpiry);
    }
}
