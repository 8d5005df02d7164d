package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.Action;
import org.asyncio4j.CancelScope;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Handle;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.IdleWait;

/**
 * The verbs of tests, to be imported statically. They work on every loop, in a simulation or not.
 *
 * <pre>{@code
 * Task<String> getter = createTask(queue::get);
 * waitAllTasksBlocked();                              // now it waits
 * assertDoesNotGiveWay(() -> queue.put("x"));
 * assertGivesWay(() -> queue.join());
 * assertCancellable(() -> queue.get());
 * }</pre>
 */
// A lambda with braces tells the twins with and without a result apart.
@SuppressWarnings("overloads")
public final class Testing {
    private Testing() {}

    /**
     * Waits until all other tasks of the loop wait, and nothing has come from outside for any of
     * them: Trio's {@code wait_all_tasks_blocked}. The clock does not move meanwhile, so who sleeps
     * waits. Of what is on its way from another thread or over a real network it knows nothing.
     *
     * <p>Gives way: always. Cancellation: it just ends the wait. Woken by: the loop, before it
     * sleeps and before its clock moves on.
     *
     * @throws IllegalStateException outside of a loop
     */
    public static void waitAllTasksBlocked() {
        IdleWait.begin(Fiber.current());
    }

    // ---------------------------------------------------------------- giving way

    /**
     * Runs a body that has to give way to other tasks, at least once.
     *
     * <p>Exact, whatever the order in which the loop gives turns: a body that gives way and is next
     * again has given way. Gives way: as the body does. Cancellation: as the body has it.
     *
     * @return what the body returns
     * @throws X what the body throws; it is not asked then whether it gave way
     * @throws AssertionError if it returns without having given way
     * @throws IllegalStateException outside of a loop
     */
    public static <T, X extends Exception> T assertGivesWay(Coroutine<T, X> body) throws X {
        Fiber fiber = Fiber.current();
        long before = fiber.scheduler().stepsTaken();
        T result = body.run();
        if (fiber.scheduler().stepsTaken() == before) {
            throw new AssertionError(
                    fiber
                            + " was to give way to other tasks and has not: the body returned"
                            + " without having waited for anything.");
        }
        return result;
    }

    /** {@link #assertGivesWay(Coroutine)} for a body without a result. */
    public static <X extends Exception> void assertGivesWay(Action<X> body) throws X {
        assertGivesWay(body.asCoroutine());
    }

    /**
     * Runs a body that must not give way to other tasks, but may be refused where its scope is
     * cancelled. Unlike {@link org.asyncio4j.Asyncio#atomically} it does not keep the body from
     * waiting; the error tells afterwards that it has, and where.
     *
     * <p>Gives way: as the body does, which is the failure. Cancellation: as the body has it.
     *
     * @return what the body returns
     * @throws X what the body throws; it is not asked then whether it gave way
     * @throws AssertionError if it gave way; its cause shows where it was when others ran
     * @throws IllegalStateException outside of a loop
     */
    public static <T, X extends Exception> T assertDoesNotGiveWay(Coroutine<T, X> body) throws X {
        Fiber fiber = Fiber.current();
        Witness witness = new Witness(fiber);
        Handle handle = getRunningLoop().callSoon(witness);
        long before = fiber.scheduler().stepsTaken();
        try {
            T result = body.run();
            if (fiber.scheduler().stepsTaken() != before) {
                throw witness.error();
            }
            return result;
        } finally {
            handle.cancel();
        }
    }

    /** {@link #assertDoesNotGiveWay(Coroutine)} for a body without a result. */
    public static <X extends Exception> void assertDoesNotGiveWay(Action<X> body) throws X {
        assertDoesNotGiveWay(body.asCoroutine());
    }

    /** Runs when a task gives way, and remembers what that was doing. */
    private static final class Witness implements Action<RuntimeException> {
        private final Fiber fiber;
        private String activity = "";
        private Throwable place;

        Witness(Fiber fiber) {
            this.fiber = fiber;
        }

        @Override
        public void run() {
            activity = ": it " + fiber.activity();
            place = new Throwable("it was here when others ran");
            place.setStackTrace(fiber.thread().getStackTrace());
        }

        AssertionError error() {
            return new AssertionError(
                    fiber + " was not to give way to other tasks, and has" + activity + ".", place);
        }
    }

    // ---------------------------------------------------------------- cancellation

    /**
     * Checks that a call refuses to begin where its scope is cancelled, as all waiting methods do
     * here, even those that would not have to wait: it throws {@code CancelledError} before it has
     * done anything. Then the call can be made as if nothing had happened.
     *
     * <p>Gives way: as the body does, which should not. Cancellation: as the body has it.
     *
     * @throws X what the body throws
     * @throws AssertionError if it returns, or gives way before it is cancelled
     * @throws IllegalStateException outside of a task
     */
    public static <X extends Exception> void assertCancellable(Action<X> body) throws X {
        Fiber fiber = Fiber.current();
        long before = fiber.scheduler().stepsTaken();
        boolean[] returned = {false};
        CancelScope scope =
                cancelScope((CancelScope opened) -> {
                    opened.cancel("to see whether the call is refused");
                    body.run();
                    returned[0] = true;
                });
        if (returned[0] || !scope.cancelledCaught()) {
            throw new AssertionError(
                    fiber
                            + " was to be refused in its cancelled scope, and was not: the body"
                            + " returned. Let the call begin with a point of cancellation, also"
                            + " where it need not wait.");
        }
        if (fiber.scheduler().stepsTaken() != before) {
            throw new AssertionError(
                    fiber
                            + " gave way in its cancelled scope before it was refused: what the"
                            + " body did until then has happened in part.");
        }
    }
}
