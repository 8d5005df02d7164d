package org.asyncio4j.net.protocol;

/**
 * When a transport pauses its protocol.
 *
 * @param low at how few buffered bytes it may write again
 * @param high above how many it is asked to stop
 */
public record WriteBufferLimits(int low, int high) {
    /** 16 and 64 KiB. */
    public static final WriteBufferLimits DEFAULT = ofHigh(64 * 1024);

    /**
     * @throws IllegalArgumentException unless {@code 0 <= low <= high}
     */
    public WriteBufferLimits {
        if (low < 0 || high < low) {
            throw new IllegalArgumentException(
                    "The limits of a write buffer have to be 0 <= low <= high, and were low "
                            + low
                            + " and high "
                            + high
                            + ".");
        }
    }

    /** With a quarter of {@code high} for low: {@code set_write_buffer_limits(high=…)}. */
    public static WriteBufferLimits ofHigh(int high) {
        return new WriteBufferLimits(high / 4, high);
    }

    /** With four times {@code low} for high: {@code set_write_buffer_limits(low=…)}. */
    public static WriteBufferLimits ofLow(int low) {
        return new WriteBufferLimits(low, Math.multiplyExact(4, low));
    }
}
