package org.asyncio4j;

/**
 * What a task runs, where it has no result: the twin of {@link Coroutine}.
 *
 * @param <X> what it throws; inferred, {@code RuntimeException} where nothing is declared
 */
@FunctionalInterface
public interface Action<X extends Exception> {
    void run() throws X;

    /** The same as a coroutine whose result is null. */
    default Coroutine<Void, X> asCoroutine() {
        return () -> {
            run();
            return null;
        };
    }
}
