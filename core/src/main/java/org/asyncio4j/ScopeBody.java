package org.asyncio4j;

/**
 * A body that runs in a {@link CancelScope} and has a result.
 *
 * @param <T> the type of the result
 * @param <X> what the body throws
 */
@FunctionalInterface
public interface ScopeBody<T, X extends Exception> {
    T run(CancelScope scope) throws X;
}
