package org.asyncio4j.kernel;

import java.util.function.Consumer;

/**
 * The fibers of a loop that have started and not finished, oldest first; it keeps them from being
 * collected. They are their own links. Loop thread only.
 */
final class FiberList {
    private Fiber first;
    private Fiber last;
    private int size;

    int size() {
        return size;
    }

    void add(Fiber fiber) {
        fiber.previous = last;
        if (last == null) {
            first = fiber;
        } else {
            last.next = fiber;
        }
        last = fiber;
        size++;
    }

    void remove(Fiber fiber) {
        if (fiber.previous == null) {
            first = fiber.next;
        } else {
            fiber.previous.next = fiber.next;
        }
        if (fiber.next == null) {
            last = fiber.previous;
        } else {
            fiber.next.previous = fiber.previous;
        }
        fiber.previous = null; // A kept task must not keep its neighbours.
        fiber.next = null;
        size--;
    }

    void forEach(Consumer<Fiber> visitor) {
        for (Fiber fiber = first; fiber != null; ) {
            Fiber following = fiber.next;
            visitor.accept(fiber);
            fiber = following;
        }
    }
}
