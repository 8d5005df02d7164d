package org.asyncio4j;

/**
 * The body of a {@link TaskGroup} with a result.
 *
 * @param <T> the type of the result
 * @param <X> what the body itself throws
 */
@FunctionalInterface
public interface GroupBody<T, X extends Exception> {
    T run(TaskGroup group) throws X;
}
