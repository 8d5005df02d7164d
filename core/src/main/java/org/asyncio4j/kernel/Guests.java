package org.asyncio4j.kernel;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The virtual threads that libraries started inside fibers. They inherit the loop as their
 * scheduler and run on it between the fibers, but nothing else is known of them.
 *
 * <p>While there is one, it may be woken from outside and wake others, so a loop with guests is
 * never declared stuck, and a virtual clock does not jump. Loop thread only.
 */
final class Guests {
    /** By the guest's continuation, which is the same object at each of its turns. */
    private final Map<Runnable, Guest> guests = new IdentityHashMap<>();

    int size() {
        return guests.size();
    }

    /**
     * A continuation that is no fiber's has been submitted.
     *
     * @return whether it is to be put into the ready queue
     */
    boolean enqueue(Runnable continuation) {
        return guests.computeIfAbsent(continuation, Guest::new).enqueue();
    }

    void forEach(Consumer<Guest> visitor) {
        guests.values().forEach(visitor);
    }

    Guest of(Runnable continuation) {
        return guests.get(continuation);
    }

    /** A guest's turn begins. */
    void runs(Runnable continuation) {
        Guest guest = guests.get(continuation);
        if (guest != null) {
            guest.begins();
        }
    }

    /** A guest has had a turn, in which it may have ended. */
    void ran(Runnable continuation) {
        Guest guest = guests.get(continuation);
        if (guest != null && guest.hasEnded()) {
            guests.remove(continuation);
        }
    }
}
