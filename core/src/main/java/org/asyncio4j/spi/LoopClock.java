package org.asyncio4j.spi;

/**
 * Whose time a loop goes by, in nanoseconds since the loop was made. Monotonic. One loop's alone.
 *
 * <p>{@link #nanos} may be called from any thread, the rest is called on the loop's platform
 * thread, outside of any task, and must neither throw nor run code of users.
 */
public interface LoopClock {
    /** What the clock shows. */
    long nanos();

    /**
     * Nothing can run before {@code deadline}, and nothing outside is awaited.
     *
     * @return whether the clock has jumped to the deadline
     */
    boolean jumpTo(long deadline);

    /**
     * How long the loop is to wait in real time before it is {@code deadline}, where the clock has
     * not jumped there; {@link Long#MAX_VALUE} if it will not be, unless somebody moves the clock.
     */
    long realNanosUntil(long deadline);

    /** Whether the clock can jump, so that who waits by a clock of his own waits for too long. */
    boolean isVirtual();
}
