package org.asyncio4j.kernel;

import org.asyncio4j.spi.Reactor;

import java.util.List;

/**
 * What a loop does when nothing is ready: it waits for I/O, and until its first fiber needs some it
 * just parks. Loop thread only, but for {@link #wakeup} and {@link #isMade}.
 */
final class LoopIo {
    /** How long ready fibers may keep a loop from looking at its I/O. */
    private static final long UNPOLLED_NANOS = 50_000;

    /** Parks until the first fiber needs I/O. */
    private Reactor reactor = new ParkingReactor();

    /** Whether the reactor is a real one. */
    private boolean made;

    private long lastPoll;

    /**
     * The real reactor. The first call, in a fiber, makes it.
     *
     * @throws IllegalStateException if no module on the path brings any
     */
    Reactor reactor() {
        if (!made) {
            Reactor first = Reactors.create();
            if (made) {
                first.close(); // Class loading has let another fiber be quicker.
            } else {
                reactor = first;
                made = true;
            }
        }
        return reactor;
    }

    boolean isMade() {
        return made;
    }

    /** What is open; a name for each. */
    List<String> openResources() {
        return made ? reactor.openResources() : List.of();
    }

    /** Waits for I/O, or a wake-up; {@link Reactor#poll}. */
    void poll(long nanos) {
        reactor.poll(nanos);
        lastPoll = made ? System.nanoTime() : 0;
    }

    /**
     * Looks at the I/O while fibers are ready. Not at every turn, since that is a system call and a
     * turn may be one short step.
     */
    void lookIfDue() {
        if (made && System.nanoTime() - lastPoll >= UNPOLLED_NANOS) {
            poll(0);
        }
    }

    void wakeup() {
        reactor.wakeup();
    }

    void close() {
        reactor.close();
    }
}
