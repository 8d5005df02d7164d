package org.asyncio4j;

/**
 * The body of a {@link TaskGroup} without a result.
 *
 * @param <X> what the body itself throws
 */
@FunctionalInterface
public interface GroupAction<X extends Exception> {
    void run(TaskGroup group) throws X;
}
