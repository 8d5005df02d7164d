package org.asyncio4j;

import org.asyncio4j.kernel.Fiber;

import java.util.concurrent.TimeoutException;

/** The end of a wait whose time was up before it began. */
final class Expired {
    private Expired() {}

    /**
     * Cancels what there is no time for and waits until it has ended. If it ends with a result or a
     * failure of its own all the same, that counts. Cancelling the waiting task ends the wait only:
     * the clean-up that runs is not to be cancelled a second time.
     */
    static <T> T await(Outcome<T> awaitable) throws TimeoutException {
        Fiber.current().checkpoint();
        awaitable.cancel("timeout");
        Shield.await(awaitable);
        if (awaitable.isCancelled()) {
            TimeoutException exception = new TimeoutException("there was no time to wait");
            exception.initCause(awaitable.failure());
            throw exception;
        }
        return awaitable.result();
    }
}
