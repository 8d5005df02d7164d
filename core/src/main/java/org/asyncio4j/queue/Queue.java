package org.asyncio4j.queue;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;

/**
 * Hands items from tasks to tasks, first in, first out: {@code asyncio.Queue}.
 *
 * <p>{@link #get} waits while the queue is empty, {@link #put} while it is full. Whoever has waited
 * longest goes first; a call that could go on at once still waits behind those who came before.
 * Only {@link #getNowait} and {@link #putNowait} may overtake: they take what {@link #size} counts,
 * also between a wake-up and the woken task's turn. The task that was overtaken waits on, before
 * all who have not been woken yet.
 *
 * <p>What was put and not yet done is counted: who gets an item calls {@link #taskDone} when it has
 * been dealt with, and {@link #join} waits until all have been.
 *
 * <p>{@link #shutdown} ends it all: puts fail, and gets fail once the queue is empty. A {@code for}
 * loop over the queue gets items until then.
 *
 * <pre>{@code
 * Queue<URI> addresses = new Queue<>(100);
 *
 * void worker() {
 *     for (URI address : addresses) {
 *         fetch(address);
 *         addresses.taskDone();
 *     }
 * }
 *
 * void main() {
 *     run(() -> taskGroup(group -> {
 *         group.createTask(this::worker);
 *         group.createTask(this::worker);
 *         for (URI address : list()) {
 *             addresses.put(address);
 *         }
 *         addresses.join();
 *         addresses.shutdown();
 *     }));
 * }
 * }</pre>
 *
 * @param <T> the items; never null
 */
public sealed class Queue<T> implements Iterable<T> permits PriorityQueue, LifoQueue {
    // An item stays in the queue until its getter runs: who is woken is promised one, not given it.
    // So a cancelled getter has nothing to put back, and a priority queue gives the first getter
    // what is lowest when it runs, as in asyncio. Newcomers wait for those who were woken.

    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue getters = new WaitQueue(this, "an item of ");
    private final WaitQueue putters = new WaitQueue(this, "room in ");
    private final WaitQueue joiners = new WaitQueue(this, "all work on ");
    private final java.util.Queue<T> items;
    private final int maxsize;
    private final String name;

    /** How many getters were woken and have not run yet. */
    private int wakingGetters;

    /** How many putters were woken and have not run yet. */
    private int wakingPutters;

    /** How many items were put for which {@link #taskDone} was not called. */
    private int unfinished;

    private boolean shutDown;

    /** Makes a queue without limit. */
    public Queue() {
        this(0);
    }

    /**
     * Makes a queue.
     *
     * @param maxsize how many items fit in; 0 or less for no limit
     */
    public Queue(int maxsize) {
        this(maxsize, null);
    }

    /**
     * Makes a queue.
     *
     * @param maxsize how many items fit in; 0 or less for no limit
     * @param name what reports call it; null for none
     */
    public Queue(int maxsize, String name) {
        this(new ArrayDeque<>(), maxsize, name);
    }

    /**
     * @param items where the items are kept: its order is this queue's
     */
    Queue(java.util.Queue<T> items, int maxsize, String name) {
        this.items = items;
        this.maxsize = maxsize;
        this.name = name;
    }

    // ---------------------------------------------------------------- putting

    /**
     * Puts an item into the queue, and waits for room if it is full.
     *
     * <p>Gives way: only if it must wait. Cancellation: the item was not put. Woken by: {@link
     * #get}, {@link #getNowait}, {@link #shutdown}, or the cancellation of whoever was to put next.
     *
     * @throws QueueShutDownException if the queue is shut down, before or meanwhile
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void put(T item) {
        Objects.requireNonNull(item, "item");
        Fiber fiber = binding.enter();
        if (!shutDown && (wakingPutters > 0 || !putters.isEmpty() || !hasRoomBehind(0))) {
            awaitRoom(fiber);
        }
        requireOpen();
        add(item);
    }

    private void awaitRoom(Fiber fiber) {
        WaitQueue.Waiter waiter = new WaitQueue.Waiter(fiber);
        putters.await(waiter, this::putterLeaves);
        wakingPutters--;
        while (!hasRoomBehind(0)) {
            putters.await(waiter, this::putterLeaves);
            wakingPutters--;
        }
    }

    private void putterLeaves() {
        wakingPutters--;
        wakeWaiters();
    }

    /**
     * Puts an item into the queue. Never gives way.
     *
     * @throws QueueFullException if the queue is full
     * @throws QueueShutDownException if the queue is shut down
     * @throws IllegalStateException from a foreign thread
     */
    public void putNowait(T item) {
        Objects.requireNonNull(item, "item");
        binding.touch();
        requireOpen();
        if (isFull()) {
            throw new QueueFullException(this + " is full.");
        }
        add(item);
    }

    /**
     * Where the item is refused, say by a comparator, the next putter must be woken all the same.
     */
    private void add(T item) {
        try {
            items.add(item);
            unfinished++;
        } finally {
            wakeWaiters();
        }
    }

    private void requireOpen() {
        if (shutDown) {
            throw new QueueShutDownException(this + " takes no more items.");
        }
    }

    // ---------------------------------------------------------------- getting

    /**
     * Takes the next item out of the queue, and waits for one if it is empty.
     *
     * <p>Gives way: only if it must wait. Cancellation: no item was taken. Woken by: {@link #put},
     * {@link #putNowait}, {@link #shutdown}, or the cancellation of whoever was to get next.
     *
     * @throws QueueShutDownException if the queue is shut down, before or meanwhile, and empty
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public T get() {
        Fiber fiber = binding.enter();
        if (wakingGetters > 0 || !getters.isEmpty() || !isSettledFor(0)) {
            awaitItem(fiber);
        }
        return take();
    }

    private void awaitItem(Fiber fiber) {
        WaitQueue.Waiter waiter = new WaitQueue.Waiter(fiber);
        getters.await(waiter, this::getterLeaves);
        wakingGetters--;
        while (!isSettledFor(0)) {
            getters.await(waiter, this::getterLeaves);
            wakingGetters--;
        }
    }

    private void getterLeaves() {
        wakingGetters--;
        wakeWaiters();
    }

    /**
     * Takes the next item out of the queue. Never gives way.
     *
     * @throws QueueEmptyException if the queue is empty
     * @throws QueueShutDownException if the queue is shut down and empty
     * @throws IllegalStateException from a foreign thread
     */
    public T getNowait() {
        binding.touch();
        if (items.isEmpty() && !shutDown) {
            throw new QueueEmptyException(this + " is empty.");
        }
        return take();
    }

    private T take() {
        T item = items.poll();
        wakeWaiters();
        if (item == null) {
            throw new QueueShutDownException(this + " is empty and gets no more items.");
        }
        return item;
    }

    // ---------------------------------------------------------------- waking

    /** Whether one can put while {@code others} go first; or learn that it never can. */
    private boolean hasRoomBehind(int others) {
        return shutDown || maxsize <= 0 || items.size() + others < maxsize;
    }

    /** Whether one can get while {@code others} go first; or learn that it never can. */
    private boolean isSettledFor(int others) {
        return items.size() > others || shutDown && items.isEmpty();
    }

    /** To be called after every change: wakes all who can go on behind those who were woken. */
    private void wakeWaiters() {
        while (!getters.isEmpty() && isSettledFor(wakingGetters)) {
            wakingGetters++;
            getters.wakeFirst();
        }
        while (!putters.isEmpty() && hasRoomBehind(wakingPutters)) {
            wakingPutters++;
            putters.wakeFirst();
        }
    }

    // ---------------------------------------------------------------- the items' ends

    /**
     * Tells that an item that was got has been dealt with. Never gives way.
     *
     * @throws IllegalStateException if called more often than items were put, or from a foreign
     *     thread
     */
    public void taskDone() {
        binding.touch();
        if (unfinished == 0) {
            throw new IllegalStateException(
                    "taskDone() was called more often than items were put into "
                            + this
                            + ". Call it once for each item that was got.");
        }
        finish(1);
    }

    /**
     * Waits until {@link #taskDone} was called for each item that was put.
     *
     * <p>Gives way: only if items are not done. Cancellation: it just ends the wait. Woken by: the
     * last {@link #taskDone}, or {@link #shutdown(boolean)} that drops the last items; even if
     * others are put before the woken task's turn.
     *
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void join() {
        Fiber fiber = binding.enter();
        if (unfinished > 0) {
            joiners.await(fiber, () -> {});
        }
    }

    private void finish(int count) {
        unfinished -= Math.min(count, unfinished);
        if (unfinished == 0) {
            joiners.wakeAll();
        }
    }

    /** {@link #shutdown(boolean)} that lets the items be got that are there. */
    public void shutdown() {
        shutdown(false);
    }

    /**
     * Ends the queue: nothing can be put any more, and when it is empty nothing can be got. Wakes
     * all who wait for what will not come: they throw {@link QueueShutDownException}. May be called
     * again. Never gives way.
     *
     * @param immediate whether the items that are there are dropped; each counts as done
     * @throws IllegalStateException from a foreign thread
     */
    public void shutdown(boolean immediate) {
        binding.touch();
        shutDown = true;
        if (immediate) {
            int dropped = items.size();
            items.clear();
            finish(dropped);
        }
        wakeWaiters();
    }

    /**
     * Gets items until the queue is shut down and empty. The iterator's {@code hasNext} and {@code
     * next} wait as {@link #get} does, and throw what it throws except for the shutdown. It does
     * not call {@link #taskDone}. Several tasks may iterate over one queue: each item goes to one.
     */
    @Override
    public Iterator<T> iterator() {
        return new QueueIterator<>(this);
    }

    // ---------------------------------------------------------------- looking at it

    /**
     * How many items are in the queue.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public int size() {
        binding.touch();
        return items.size();
    }

    /** How many items fit in; 0 or less for no limit. */
    public int maxsize() {
        return maxsize;
    }

    /**
     * Whether no item is in the queue.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Whether there are as many items as fit in; never without a limit.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public boolean isFull() {
        return maxsize > 0 && size() >= maxsize;
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(
                items.size(),
                maxsize,
                unfinished,
                getters.size(),
                putters.size(),
                joiners.size(),
                shutDown);
    }

    /**
     * A snapshot of a queue.
     *
     * @param size how many items are in it
     * @param maxsize how many fit in; 0 or less for no limit
     * @param unfinished how many items were put and are not done
     * @param waitingToGet how many wait in {@link Queue#get}
     * @param waitingToPut how many wait in {@link Queue#put}
     * @param waitingToJoin how many wait in {@link Queue#join}
     * @param shutDown whether it was shut down
     */
    public record Statistics(
            int size,
            int maxsize,
            int unfinished,
            int waitingToGet,
            int waitingToPut,
            int waitingToJoin,
            boolean shutDown) {}

    /** Who it is, how many items are in it of how many, how many are not done and how many wait. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Label.of(this, name));
        text.append(" with ").append(items.size());
        text.append('/').append(maxsize > 0 ? String.valueOf(maxsize) : "unlimited");
        append(text, ", ", unfinished, " not done");
        append(text, ", ", getters.size(), " waiting to get");
        append(text, ", ", putters.size(), " waiting to put");
        return text.append(shutDown ? ", shut down" : "").toString();
    }

    private static void append(StringBuilder text, String before, int count, String after) {
        if (count > 0) {
            text.append(before).append(count).append(after);
        }
    }
}
