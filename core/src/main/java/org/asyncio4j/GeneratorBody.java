package org.asyncio4j;

/**
 * What an asynchronous generator runs; see {@link Asyncio#generate}.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface GeneratorBody<T> {
    void run(GeneratorOutput<T> out) throws Exception;
}
