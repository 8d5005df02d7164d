package org.asyncio4j.test.network;

/**
 * How one direction between two hosts is.
 *
 * @param bandwidth in bytes a second; 0 for no limit
 * @param loss a probability, as are the others
 */
record WireOptions(
        long latencyNanos,
        long jitterNanos,
        long bandwidth,
        double loss,
        double duplication,
        double reordering) {
    /** A good local network. */
    static final WireOptions LOCAL_NETWORK = new WireOptions(500_000, 0, 0, 0, 0, 0);

    /** A host to itself. */
    static final WireOptions LOOPBACK = new WireOptions(20_000, 0, 0, 0, 0, 0);

    WireOptions withLatency(long nanos) {
        return new WireOptions(nanos, jitterNanos, bandwidth, loss, duplication, reordering);
    }

    WireOptions withJitter(long nanos) {
        return new WireOptions(latencyNanos, nanos, bandwidth, loss, duplication, reordering);
    }

    WireOptions withBandwidth(long bytesPerSecond) {
        return new WireOptions(
                latencyNanos, jitterNanos, bytesPerSecond, loss, duplication, reordering);
    }

    WireOptions withLoss(double probability) {
        return new WireOptions(
                latencyNanos, jitterNanos, bandwidth, probability, duplication, reordering);
    }

    WireOptions withDuplication(double probability) {
        return new WireOptions(latencyNanos, jitterNanos, bandwidth, loss, probability, reordering);
    }

    WireOptions withReordering(double probability) {
        return new WireOptions(
                latencyNanos, jitterNanos, bandwidth, loss, duplication, probability);
    }
}
