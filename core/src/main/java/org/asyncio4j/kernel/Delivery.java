package org.asyncio4j.kernel;

/**
 * What a wait throws in the fiber that waited, instead of returning: a cancellation, say. The
 * throwable is made where it is thrown, so that its stack trace shows the wait.
 */
@FunctionalInterface
public interface Delivery {
    Throwable throwable();
}
