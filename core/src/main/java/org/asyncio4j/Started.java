package org.asyncio4j;

/**
 * Says that a starting task is ready; see {@link TaskGroup#start}.
 *
 * @param <T> what it is ready with
 */
@FunctionalInterface
public interface Started<T> {
    /**
     * Has {@link TaskGroup#start} return {@code value}. From here on the task belongs to the group.
     * Where the start was cancelled meanwhile, nothing happens.
     *
     * @throws IllegalStateException the second time
     */
    void started(T value);
}
