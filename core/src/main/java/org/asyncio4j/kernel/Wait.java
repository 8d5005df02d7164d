package org.asyncio4j.kernel;

/**
 * What a suspended fiber waits for. All methods run on the loop thread, inside some fiber of the
 * same loop or on the bare carrier, so they neither wait nor take locks.
 */
public interface Wait {
    /**
     * Takes the waiting fiber out of whatever would wake it. Called only before the fiber was
     * woken, and once a wait; again only after the answer FORWARDED.
     */
    Abort abort(Delivery delivery);

    /**
     * Whether what has ended the wait cannot be undone, so that a delivery which comes after the
     * wake-up is thrown by the next wait instead.
     */
    default boolean isBinding() {
        return false;
    }

    /** What is waited for, as the end of the sentence "Task-1 waits for …". */
    String describe();

    /**
     * Whether the wake-up comes from outside the loop: a thread, a socket, a process. A loop in
     * which all wait, and none for the outside, can never go on.
     */
    default boolean outside() {
        return false;
    }
}
