package org.asyncio4j;

/**
 * A body that runs under a {@link Timeout} and has a result.
 *
 * @param <T> the type of the result
 * @param <X> what the body throws
 */
@FunctionalInterface
public interface TimeoutBody<T, X extends Exception> {
    T run(Timeout timeout) throws X;
}
