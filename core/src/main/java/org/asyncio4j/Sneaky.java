package org.asyncio4j;

/**
 * Throws what the caller does not declare. Waiting for a task throws what the task died of, which
 * no signature can say: wrapping it would change every {@code catch} around a wait.
 */
final class Sneaky {
    private Sneaky() {}

    /**
     * Always throws; the return type is for {@code throw Sneaky.rethrow(e)}, which tells the
     * compiler so.
     */
    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException rethrow(Throwable throwable) throws X {
        throw (X) throwable;
    }
}
