package org.asyncio4j;

/**
 * A task that first gets something ready; see {@link TaskGroup#start}.
 *
 * @param <T> what it is ready with
 */
@FunctionalInterface
public interface StartBody<T> {
    void run(Started<T> started) throws Exception;
}
