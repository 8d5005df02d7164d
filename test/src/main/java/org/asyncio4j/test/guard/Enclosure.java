package org.asyncio4j.test.guard;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.UncleanEndError;

/**
 * What is around all the runs of one test: a thread of its own, a limit of real time, and a look at
 * the files and processes that the test leaves behind.
 */
public final class Enclosure {
    private Enclosure() {}

    /**
     * Does the work, with what it throws.
     *
     * @throws AssertionError if it takes too long, or the calling thread is interrupted
     * @throws UncleanEndError if files or processes are left
     */
    public static void run(SimulationOptions options, Work work) throws Exception {
        if (TestThread.currentOrNull() != null || Fiber.isOnLoop()) {
            work.run(); // There is one around it; or it will say that this is no place for it.
            return;
        }
        Surroundings before = Surroundings.look(options);
        Throwable failure = null;
        try {
            TestThread.run(options, work);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        UncleanEndError left = before.whatIsNewSince(options);
        if (left != null) {
            failure = joined(failure, left);
        }
        if (failure != null) {
            throw Rethrow.of(failure);
        }
    }

    private static Throwable joined(Throwable failure, UncleanEndError left) {
        if (failure == null) {
            return left;
        }
        failure.addSuppressed(left);
        return failure;
    }

    /**
     * Refuses to begin something new when the time is over. In the thread of the work.
     *
     * @throws IllegalStateException if it is
     */
    public static void requireTime() {
        TestThread thread = TestThread.currentOrNull();
        if (thread != null && thread.hasExpired()) {
            throw new IllegalStateException("The test was stopped, and begins nothing new.");
        }
    }

    /** All runs of a test. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }
}
