package org.asyncio4j.net.protocol;

/**
 * What all protocols are told: {@code asyncio.BaseProtocol}.
 *
 * <p>All callbacks run in tasks of the transport's loop. What they throw is reported to the loop's
 * exception handler; what else it does, each kind of protocol says.
 */
public interface BaseProtocol {
    /**
     * The connection is lost or closed. Called exactly once, as the last callback, and never inside
     * {@code close()} or {@code abort()}.
     *
     * @param exception why; null if this side closed or aborted the connection, or the peer has
     *     ended it in order
     */
    default void connectionLost(Throwable exception) throws Exception {}

    /**
     * The write buffer has grown above its high-water mark. Called inside the {@code write} that
     * did it, so it should not write. What it throws is reported and has no other effect.
     */
    default void pauseWriting() throws Exception {}

    /**
     * The write buffer has shrunk to its low-water mark, after {@link #pauseWriting}. What it
     * throws is reported and has no other effect.
     */
    default void resumeWriting() throws Exception {}
}
