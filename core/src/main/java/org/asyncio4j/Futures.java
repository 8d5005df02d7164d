package org.asyncio4j;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;

/** Reads futures of the JDK that are done. */
final class Futures {
    private Futures() {}

    /** The result, or throws what the future failed with, unwrapped and undeclared. */
    static <T> T read(Future<T> done) {
        return switch (done.state()) {
            case SUCCESS -> done.resultNow();
            case FAILED -> throw Sneaky.rethrow(meaning(done.exceptionNow()));
            case CANCELLED -> throw new CancelledError("the awaited future was cancelled");
            case RUNNING -> throw new IllegalStateException(done + " is not done.");
        };
    }

    /** A stage that depends on a cancelled one fails, by the JDK's rules, with the cancellation. */
    private static Throwable meaning(Throwable failure) {
        if (!(failure instanceof CancellationException)) {
            return failure;
        }
        CancelledError error = new CancelledError("the awaited future was cancelled");
        error.initCause(failure);
        return error;
    }
}
