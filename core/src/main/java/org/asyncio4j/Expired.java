package org.asyncio4j;

import java.util.concurrent.TimeoutException;

/** The end of a wait whose time was up before it began. */
final class Expired {
    private Expired() {}

    /**
     * Waits for what was cancelled for lack of time. If it ends with a result or a failure of its
     * own all the same, that counts.
     */
    static <T> T await(Awaitable<T> cancelled) throws TimeoutException {
        try {
            return cancelled.await();
        } catch (CancelledError error) {
            if (error.isAimedAt(LoopTask.currentOrNull())) {
                throw error;
            }
            TimeoutException exception = new TimeoutException("there was no time to wait");
            exception.initCause(error);
            throw exception;
        }
    }
}
