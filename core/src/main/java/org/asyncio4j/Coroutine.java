package org.asyncio4j;

/**
 * What a task runs, where it has a result. Any method that returns a value will do: it may wait,
 * and may throw what it likes.
 *
 * @param <T> the type of the result
 * @param <X> what it throws; inferred, {@code RuntimeException} where nothing is declared
 */
@FunctionalInterface
public interface Coroutine<T, X extends Exception> {
    T run() throws X;
}
