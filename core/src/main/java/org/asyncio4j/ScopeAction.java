package org.asyncio4j;

/**
 * A body that runs in a {@link CancelScope} and has no result.
 *
 * @param <X> what the body throws
 */
@FunctionalInterface
public interface ScopeAction<X extends Exception> {
    void run(CancelScope scope) throws X;
}
