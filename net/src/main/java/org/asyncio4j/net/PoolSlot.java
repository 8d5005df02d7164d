package org.asyncio4j.net;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a pool has for one key. It is there as long as it has anything.
 *
 * @param <K> the type of the keys
 * @param <C> the type of the connections
 */
final class PoolSlot<K, C extends PooledConnection> {
    private final ConnectionPool<K, C> pool;
    private final K key;

    /** Who waits for a connection, longest first. */
    final WaitQueue waiters = new WaitQueue(this, "a connection to ");

    /** Nobody uses them; who came last is at the end. */
    final ArrayDeque<PoolMember<C>> idle = new ArrayDeque<>();

    /** How many are in use or being opened. */
    int busy;

    /** Those in use that take several users at a time. */
    private final Set<PoolMember<C>> shared = new LinkedHashSet<>();

    PoolSlot(ConnectionPool<K, C> pool, K key) {
        this.pool = pool;
        this.key = key;
    }

    K key() {
        return key;
    }

    boolean isEmpty() {
        return busy == 0 && idle.isEmpty() && waiters.isEmpty();
    }

    /** It is in use from now on. */
    void enter(PoolMember<C> member) {
        busy++;
        share(member);
    }

    /** Nobody uses it any more, or its opening has failed. */
    void leave(PoolMember<C> member) {
        busy--;
        shared.remove(member);
    }

    /** Where it takes several users, others may find it. */
    void share(PoolMember<C> member) {
        if (member.connection != null && member.connection.capacity() > 1) {
            shared.add(member);
        }
    }

    /** One in use that takes another user, or null. */
    PoolMember<C> shareable() {
        for (PoolMember<C> member : shared) {
            if (member.hasRoom()) {
                return member;
            }
        }
        return null;
    }

    /** Who waits for a connection, and what the waker has for it. */
    static final class Applicant<C extends PooledConnection> extends WaitQueue.Waiter {
        /** Null until it is woken, and then where the pool was closed. */
        PoolMember<C> member;

        /** Who has a lower one came earlier. */
        private final long number;

        Applicant(Fiber fiber, long number) {
            super(fiber);
            this.number = number;
        }
    }

    /** Whether all who wait came later than this one, who does not wait now. */
    @SuppressWarnings("unchecked") // Only applicants come to this queue.
    boolean isNext(Applicant<C> applicant) {
        return waiters.isEmpty()
                || ((Applicant<C>) waiters.firstWaiter()).number > applicant.number;
    }

    /** Wakes who has waited longest: the member has one more user. */
    @SuppressWarnings("unchecked") // Only applicants come to this queue.
    void hand(PoolMember<C> member) {
        Applicant<C> first = (Applicant<C>) waiters.firstWaiter();
        first.member = member;
        member.users++;
        waiters.wake(first);
    }

    /** The end of the sentence "Task-1 waits for a connection to …". */
    @Override
    public String toString() {
        return key + " of " + pool;
    }
}
