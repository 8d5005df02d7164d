package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.taskGroup;

import org.asyncio4j.Coroutine;
import org.asyncio4j.EventLoop;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.Scheduler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Connections that are used again, and not more of them at a time than allowed: what is below a
 * client of HTTP or of a database.
 *
 * <p>A connection is for a key: the address with all that makes a difference, as TLS settings and
 * proxies. Keys are told apart by {@code equals}. Who wants one {@linkplain #acquire acquires} a
 * {@linkplain ConnectionLease lease}: of one that is open and unused, else of one that it opens
 * itself, in the place that the pool has for it.
 *
 * <pre>{@code
 * try (var pool = new ConnectionPool<InetSocketAddress, Session>(PoolOptions.DEFAULT)) {
 *     try (var lease = pool.acquire(address, () -> dial(address))) {
 *         String answer = lease.connection().ask("How are you?");
 *         lease.giveBack();
 *         return answer;
 *     }
 * }
 * }</pre>
 *
 * <p>What holds:
 *
 * <ul>
 *   <li>Never are more in use than the {@linkplain PoolOptions limits} allow; one that is being
 *       opened is in use. Those that are idle do not count, as in aiohttp: else a connection to one
 *       host would have to be closed for each request to another.
 *   <li>First come, first served among those who want the same key. A place that becomes free when
 *       all were taken goes to the keys in turn, to who has waited longest there; so a key that
 *       many want does not keep the others waiting.
 *   <li>What is given back is handed to who gets it, and nobody can be quicker. Who is cancelled
 *       after that passes it on.
 *   <li>The connection that was used last is used first. aiohttp takes the one that has rested
 *       longest; but that one is the likeliest to be closed by the peer just now, and with it the
 *       surplus of a busy hour would be kept for ever.
 *   <li>A connection may have several users at a time if it {@linkplain PooledConnection#capacity
 *       says so}; it takes one place.
 * </ul>
 *
 * <p>It belongs to the loop it was made in.
 *
 * @param <K> the type of the keys
 * @param <C> the type of the connections
 */
public final class ConnectionPool<K, C extends PooledConnection> implements AutoCloseable {
    private static final Runnable NOTHING = () -> {};

    private final PoolOptions options;
    private final String name;
    private final EventLoop loop = getRunningLoop();
    private final LoopBinding binding;
    private final Map<K, PoolSlot<K, C>> slots = new HashMap<>();
    private final IdleConnections<C> idle;

    /** All that are open, in use or not; for {@link #abort}. */
    private final Set<C> open = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Where somebody waits who could have a place if there were one; whose turn is next first. */
    private final Set<PoolSlot<?, C>> wanting = new LinkedHashSet<>();

    /** How many are in use or being opened, of all keys. */
    private int busy;

    /** How many have ever had to wait. */
    private long arrivals;

    private boolean closed;
    private long opened;
    private long reused;

    /** {@link #ConnectionPool(PoolOptions, String)} without a name. */
    public ConnectionPool(PoolOptions options) {
        this(options, null);
    }

    /**
     * Makes an empty pool.
     *
     * @param name what reports call it; null for none
     * @throws IllegalStateException outside of a loop
     */
    public ConnectionPool(PoolOptions options, String name) {
        this.options = options;
        this.name = name;
        Scheduler scheduler = Fiber.current().scheduler();
        this.binding = new LoopBinding(this, scheduler);
        this.idle = new IdleConnections<>(loop, scheduler, options, this::expired);
    }

    // ---------------------------------------------------------------- acquiring

    /** {@link #acquire(Object, Coroutine, Runnable)} that tells nobody. */
    public <X extends Exception> ConnectionLease<C> acquire(
            K key, Coroutine<? extends C, X> opening) throws X, PoolClosedException {
        return acquire(key, opening, NOTHING);
    }

    /**
     * Gets a connection: an open one, else one that {@code opening} opens in the calling task.
     * Waits for a place if there is none or others came before.
     *
     * <p>Gives way: if it must wait, and as the opening does. Cancellation: nothing was acquired; a
     * connection that the opening has not returned is the opening's to close. Woken by: {@link
     * ConnectionLease#giveBack}, {@link ConnectionLease#discard}, an opening of others that has
     * failed, {@link #close}, or the cancellation of whoever was to get the place.
     *
     * @param opening connects; called at most once. Its failure gives the place to the next.
     * @param beforeWait is told if there is no place now; must not give way
     * @throws X what the opening throws
     * @throws PoolClosedException if the pool is closed, before or meanwhile
     * @throws IllegalStateException outside of the pool's loop
     */
    public <X extends Exception> ConnectionLease<C> acquire(
            K key, Coroutine<? extends C, X> opening, Runnable beforeWait)
            throws X, PoolClosedException {
        Objects.requireNonNull(key, "key");
        Fiber fiber = binding.enter();
        requireOpen();
        PoolMember<C> member = takeOrWait(fiber, key, beforeWait);
        if (member.connection == null) {
            return open(member, opening);
        }
        reused++;
        return new ConnectionLease<>(this, member, true);
    }

    private PoolMember<C> takeOrWait(Fiber fiber, K key, Runnable beforeWait)
            throws PoolClosedException {
        PoolSlot<K, C> slot = slots.computeIfAbsent(key, it -> new PoolSlot<>(this, it));
        PoolMember<C> member = slot.waiters.isEmpty() ? take(slot) : null;
        if (member != null) {
            member.users++;
            return member;
        }
        try {
            beforeWait.run();
            return awaitMember(slot, new PoolSlot.Applicant<>(fiber, ++arrivals));
        } finally {
            forgetIfEmpty(slot);
        }
    }

    private PoolMember<C> awaitMember(PoolSlot<K, C> slot, PoolSlot.Applicant<C> applicant)
            throws PoolClosedException {
        PoolMember<C> member = awaitNext(slot, applicant);
        while (member == null || member.connection != null && !member.isUsable()) {
            member = member == null ? awaitNext(slot, applicant) : instead(member, applicant);
        }
        return member;
    }

    private PoolMember<C> awaitNext(PoolSlot<K, C> slot, PoolSlot.Applicant<C> applicant)
            throws PoolClosedException {
        applicant.member = null;
        want(slot);
        slot.waiters.await(applicant, () -> passOn(applicant.member));
        if (closed) {
            passOn(applicant.member);
            throw new PoolClosedException(this + " was closed before there was a connection.");
        }
        return applicant.member;
    }

    private void passOn(PoolMember<C> member) {
        if (member != null) {
            giveBack(member, true);
        }
    }

    /**
     * What the applicant has instead of a connection that has broken before its turn: the place for
     * another, unless that is still taken, or belongs to one who came earlier and was served as
     * badly. Null for nothing yet.
     */
    private PoolMember<C> instead(PoolMember<C> broken, PoolSlot.Applicant<C> applicant) {
        PoolSlot<?, C> slot = broken.slot;
        release(broken, false);
        PoolMember<C> other = slot.isNext(applicant) ? take(slot) : null;
        if (other != null) {
            other.users++;
        }
        serve(slot);
        return other;
    }

    /** Opens a connection in the place that the member has. */
    private <X extends Exception> ConnectionLease<C> open(
            PoolMember<C> member, Coroutine<? extends C, X> opening) throws X, PoolClosedException {
        C connection;
        try {
            connection = Objects.requireNonNull(opening.run(), "the opened connection");
        } catch (Throwable e) {
            giveBack(member, false);
            throw e;
        }
        settle(member, connection);
        return new ConnectionLease<>(this, member, false);
    }

    private void settle(PoolMember<C> member, C connection) throws PoolClosedException {
        if (closed) {
            connection.abort();
            giveBack(member, false);
            throw new PoolClosedException(this + " was closed while the connection was opened.");
        }
        opened++;
        open.add(connection);
        member.connection = connection;
        member.openedAt = idle.now();
        member.slot.share(member);
        serveSharing(member.slot);
    }

    private void requireOpen() throws PoolClosedException {
        if (closed) {
            throw new PoolClosedException(this + " is closed. Make a new one.");
        }
    }

    // ---------------------------------------------------------------- places

    /** One that the slot's next user can have, not counted as its user yet; null for none now. */
    private PoolMember<C> take(PoolSlot<?, C> slot) {
        PoolMember<C> shared = slot.shareable();
        if (shared != null || !hasPlace(slot)) {
            return shared;
        }
        PoolMember<C> rested = takeIdle(slot);
        PoolMember<C> member = rested == null ? new PoolMember<>(slot) : rested;
        busy++;
        slot.enter(member);
        return member;
    }

    private boolean hasPlace(PoolSlot<?, C> slot) {
        return busy < options.limit() && slot.busy < options.limitPerKey();
    }

    private PoolMember<C> takeIdle(PoolSlot<?, C> slot) {
        for (PoolMember<C> member; (member = slot.idle.pollLast()) != null; ) {
            idle.remove(member);
            if (!member.isUsable()) {
                drop(member);
            } else if (idle.isTooOld(member)) {
                closeInBackground(member);
            } else {
                return member;
            }
        }
        return null;
    }

    private void want(PoolSlot<?, C> slot) {
        if (slot.busy < options.limitPerKey()) {
            wanting.add(slot);
        }
    }

    /** To be called when something has become free: each gets it whose turn it is. */
    private void serve(PoolSlot<?, C> freed) {
        serveSharing(freed);
        while (busy < options.limit() && !wanting.isEmpty()) {
            PoolSlot<?, C> slot = wanting.iterator().next();
            wanting.remove(slot);
            serveOne(slot);
        }
    }

    /** Each key has one turn, then it goes behind the others. */
    private void serveOne(PoolSlot<?, C> slot) {
        if (!slot.waiters.isEmpty() && hasPlace(slot)) {
            slot.hand(take(slot));
            if (!slot.waiters.isEmpty()) {
                want(slot);
            }
        }
    }

    private void serveSharing(PoolSlot<?, C> slot) {
        while (!slot.waiters.isEmpty()) {
            PoolMember<C> shared = slot.shareable();
            if (shared == null) {
                return;
            }
            slot.hand(shared);
        }
    }

    // ---------------------------------------------------------------- giving back

    void touch() {
        binding.touch();
    }

    void giveBack(PoolMember<C> member, boolean reusable) {
        release(member, reusable);
        serve(member.slot);
        trim();
        forgetIfEmpty(member.slot);
    }

    /** It has one user less. Who gets what becomes free is still to be found. */
    private void release(PoolMember<C> member, boolean reusable) {
        member.users--;
        member.discarded |= !reusable;
        if (member.connection != null) {
            member.ending |= closed || !options.keepsIdle() || idle.isTooOld(member);
        }
        if (member.users == 0) {
            rest(member);
        }
    }

    /** It has no user any more. */
    private void rest(PoolMember<C> member) {
        PoolSlot<?, C> slot = member.slot;
        busy--;
        slot.leave(member);
        if (!slot.waiters.isEmpty()) {
            want(slot);
        }
        if (member.connection == null) {
            return;
        }
        if (!member.isUsable()) {
            drop(member);
        } else if (member.ending) {
            closeInBackground(member);
        } else {
            slot.idle.addLast(member);
            idle.add(member);
        }
    }

    /** Too many are idle only after the waiters had what they can use. */
    private void trim() {
        while (idle.size() > options.maxIdle()) {
            PoolMember<C> oldest = idle.oldest();
            idle.remove(oldest);
            expired(oldest);
        }
    }

    private void expired(PoolMember<C> member) {
        member.slot.idle.remove(member);
        closeInBackground(member);
        forgetIfEmpty(member.slot);
    }

    private void forgetIfEmpty(PoolSlot<?, C> slot) {
        if (slot.waiters.isEmpty()) {
            wanting.remove(slot);
            if (slot.isEmpty()) {
                slots.remove(slot.key(), slot);
            }
        }
    }

    // ---------------------------------------------------------------- ends of connections

    private void drop(PoolMember<C> member) {
        open.remove(member.connection);
        member.connection.abort();
    }

    private void closeInBackground(PoolMember<C> member) {
        C connection = member.connection;
        open.remove(connection);
        loop.callSoon(() -> closeQuietly(connection));
    }

    /** Nobody is there who could do anything about a failure. */
    private static void closeQuietly(PooledConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            Log.debug("A pooled connection ended with a failure: " + connection, e);
        }
    }

    // ---------------------------------------------------------------- the end of the pool

    /**
     * Closes the pool: nobody gets a connection any more, who waits for one is woken with a {@link
     * PoolClosedException}, and those that are idle are closed. Who uses one may go on; it is
     * closed when it is given back. May be called again.
     *
     * <p>Gives way: as the idle connections' {@link PooledConnection#close} does, at the same time.
     * Cancellation: they are aborted.
     *
     * @throws IllegalStateException from a foreign thread
     */
    @Override
    public void close() {
        List<C> rested = shut();
        if (!rested.isEmpty()) {
            closeAll(rested);
        }
    }

    /**
     * {@link #close} at once, which aborts all connections, those that are in use too. Never gives
     * way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void abort() {
        shut().forEach(PooledConnection::abort);
        List<C> used = List.copyOf(open);
        open.clear();
        used.forEach(PooledConnection::abort);
    }

    /** Refuses and wakes all who want a connection. Returns those that nobody uses. */
    private List<C> shut() {
        binding.touch();
        closed = true;
        wanting.clear();
        List.copyOf(slots.values()).forEach(slot -> slot.waiters.wakeAll());
        List<C> rested = new ArrayList<>();
        for (PoolMember<C> member : idle.removeAll()) {
            member.slot.idle.remove(member);
            forgetIfEmpty(member.slot);
            open.remove(member.connection);
            rested.add(member.connection);
        }
        return rested;
    }

    private static void closeAll(List<? extends PooledConnection> connections) {
        try {
            taskGroup(group -> {
                for (PooledConnection connection : connections) {
                    group.createTask(() -> closeQuietly(connection));
                }
            });
        } catch (Throwable e) {
            connections.forEach(PooledConnection::abort);
            throw e;
        }
    }

    /** Whether {@link #close} or {@link #abort} was called. */
    public boolean isClosed() {
        return closed;
    }

    // ---------------------------------------------------------------- looking at it

    /** What it keeps to. */
    public PoolOptions options() {
        return options;
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(busy, idle.size(), waiting(), slots.size(), opened, reused, closed);
    }

    /**
     * A snapshot of a pool.
     *
     * @param inUse how many connections are in use or being opened
     * @param idle how many are open and not in use
     * @param waiting how many wait in {@link ConnectionPool#acquire}
     * @param keys for how many keys there is anything of these
     * @param opened how many connections were opened in all
     * @param reused how often one was lent that was open already
     * @param closed whether it was closed
     */
    public record Statistics(
            int inUse, int idle, int waiting, int keys, long opened, long reused, boolean closed) {}

    private int waiting() {
        int waiting = 0;
        for (PoolSlot<K, C> slot : slots.values()) {
            waiting += slot.waiters.size();
        }
        return waiting;
    }

    /** Who it is, how many connections are in use and idle, and how many wait for one. */
    @Override
    public String toString() {
        int waiting = waiting();
        return Label.of(this, name)
                + " with "
                + busy
                + (options.limit() == PoolOptions.UNLIMITED ? "" : "/" + options.limit())
                + " in use, "
                + idle.size()
                + " idle"
                + (waiting > 0 ? ", " + waiting + " waiting" : "")
                + (closed ? ", closed" : "");
    }
}
