package org.asyncio4j.sync;

import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

/**
 * Something that happens, and that any number of tasks wait for: {@code asyncio.Event}.
 *
 * <p>A flag, at first not set. {@link #await} waits until it is set. {@link #set} wakes all who
 * wait at that moment, and they go on even if the flag is cleared again before their turn comes.
 *
 * <pre>{@code
 * Event ready = new Event("ready");
 * Task<?> worker = createTask(() -> {
 *     ready.await();
 *     work();
 * });
 * prepare();
 * ready.set();
 * }</pre>
 */
public final class Event {
    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue waiters = new WaitQueue(this);
    private final String name;
    private boolean set;

    /** Makes an event that is not set. */
    public Event() {
        this(null);
    }

    /**
     * Makes an event that is not set.
     *
     * @param name what reports call it; null for none
     */
    public Event(String name) {
        this.name = name;
    }

    /**
     * Waits until the event is set.
     *
     * <p>Gives way: only if the event is not set. Cancellation: it just ends the wait. Woken by:
     * {@link #set}.
     *
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void await() {
        var fiber = binding.enter();
        if (!set) {
            waiters.await(fiber, () -> {});
        }
    }

    /**
     * Sets the event and wakes all who wait. Does nothing if it is set. Never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void set() {
        binding.touch();
        set = true;
        waiters.wakeAll();
    }

    /**
     * Makes the event not set, so that {@link #await} waits again. Never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void clear() {
        binding.touch();
        set = false;
    }

    /**
     * Whether the event is set.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public boolean isSet() {
        binding.touch();
        return set;
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(set, waiters.size());
    }

    /**
     * A snapshot of an event.
     *
     * @param set whether it is set
     * @param waiting how many wait for it
     */
    public record Statistics(boolean set, int waiting) {}

    /** Who it is, whether it is set and how many wait. */
    @Override
    public String toString() {
        return Label.of(this, name)
                + (set ? " set" : " not set")
                + (waiters.isEmpty() ? "" : " (" + waiters.size() + " waiting)");
    }
}
