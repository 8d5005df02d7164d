package org.asyncio4j.sync;

/**
 * A semaphore that cannot be released more often than it was acquired: {@code
 * asyncio.BoundedSemaphore}. It never holds more tokens than at first.
 *
 * <pre>{@code
 * BoundedSemaphore seats = new BoundedSemaphore(4);
 * seats.acquire();
 * seats.release();
 * seats.release();    // IllegalStateException
 * }</pre>
 */
public final class BoundedSemaphore extends Semaphore {
    private final int bound;

    /** Makes a semaphore with one token. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Makes a semaphore.
     *
     * @param value how many may acquire it before one must wait, and the most there can ever be
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public BoundedSemaphore(int value) {
        this(value, null);
    }

    /**
     * Makes a semaphore.
     *
     * @param value how many may acquire it before one must wait, and the most there can ever be
     * @param name what reports call it; null for none
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public BoundedSemaphore(int value, String name) {
        super(value, name);
        this.bound = value;
    }

    /**
     * Gives a token back and wakes who has waited longest. Never gives way.
     *
     * @throws IllegalStateException if all tokens are there already, or from a foreign thread
     */
    @Override
    public void release() {
        if (value() >= bound) {
            throw new IllegalStateException(
                    label()
                            + " was released too often: all of its "
                            + bound
                            + " tokens are there already. Every release() needs an acquire()"
                            + " before it; try (var _ = semaphore.acquire()) { ... } pairs them.");
        }
        super.release();
    }
}
