package org.asyncio4j.kernel;

/** What a {@link Fiber} runs, and what it asks its owner. */
public interface FiberBody {
    /** The work. Runs once, on the fiber's own virtual thread; it must not throw. */
    void run();

    /** Why a wait must not even begin: the level-triggered cancellation of a scope. Or null. */
    Delivery refusal();

    /** The fiber's thread was found interrupted in a wait of ours. */
    void interrupted(Fiber fiber);

    /**
     * The fiber has parked in foreign code, which does not look for what was delivered before. On
     * the bare carrier.
     */
    default void waitsElsewhere() {}

    /**
     * Whether it is free to run before others that became ready earlier: not a callback, at its
     * first turn.
     */
    default boolean isTask() {
        return true;
    }

    /** Who this is, for messages. */
    String describe();
}
