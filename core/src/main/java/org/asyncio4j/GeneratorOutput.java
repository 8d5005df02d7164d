package org.asyncio4j;

/**
 * Where an asynchronous generator puts its values.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface GeneratorOutput<T> {
    /**
     * Hands {@code value} to the consumer and waits until it wants the next.
     *
     * <p>Gives way: always. Cancellation: when the generator is closed, this throws {@link
     * CancelledError}. Woken by: the consumer.
     */
    void yield(T value);
}
