package org.asyncio4j;

/**
 * A body that runs under a {@link Timeout} and has no result.
 *
 * @param <X> what the body throws
 */
@FunctionalInterface
public interface TimeoutAction<X extends Exception> {
    void run(Timeout timeout) throws X;
}
