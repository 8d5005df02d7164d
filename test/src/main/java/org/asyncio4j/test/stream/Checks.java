package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;

import org.asyncio4j.Action;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;

import java.util.Objects;
import java.util.Random;

/** What the suites have in common. */
final class Checks {
    private Checks() {}

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    static void requireEqual(Object expected, Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(what + " has to be " + expected + " and is " + actual + ".");
        }
    }

    /** Runs the body, which has to throw one of the class. */
    static <E extends Throwable> E requireThrows(Class<E> type, String what, Action<?> body) {
        try {
            body.run();
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
            throw new AssertionError(
                    what + " has to throw " + type.getSimpleName() + " and threw " + thrown + ".",
                    thrown);
        }
        throw new AssertionError(what + " has to throw " + type.getSimpleName() + " and returned.");
    }

    /**
     * Runs the body in a scope that is cancelled after some turns of others, or some time, by
     * chance; it may be over before.
     *
     * @return whether it was cut short
     */
    static <X extends Exception> boolean cutShort(Random random, Action<X> body) throws X {
        int turns = random.nextInt(4);
        int milliseconds = random.nextInt(8) == 0 ? 1 : 0;
        Task<?>[] canceller = {null};
        try {
            return cancelScope(
                            scope -> {
                                canceller[0] =
                                        createTask(
                                                TaskOptions.named("canceller"),
                                                () -> {
                                                    for (int turn = 0; turn < turns; turn++) {
                                                        yieldNow();
                                                    }
                                                    if (milliseconds > 0) {
                                                        sleep(millis(milliseconds));
                                                    }
                                                    scope.cancel("by chance");
                                                });
                                body.run();
                            })
                    .cancelledCaught();
        } finally {
            canceller[0].cancel();
        }
    }
}
