package org.asyncio4j.test.network;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What lies between hosts, in one direction or both: {@link SimulatedNetwork#link}, {@link
 * SimulatedNetwork#oneWay}, {@link SimulatedNetwork#links}. At first a good local network: 0.5 ms,
 * and nothing goes wrong.
 *
 * <p>What is set holds for what is sent from then on.
 *
 * <p>To be used in the network's loop.
 */
public final class Link {
    private final SimulatedNetwork network;

    /** Empty where it is all. */
    private final List<Wire> wires;

    /** Whether hosts that come later are meant, too. */
    private final boolean all;

    Link(SimulatedNetwork network, List<Wire> wires, boolean all) {
        this.network = network;
        this.wires = wires;
        this.all = all;
    }

    List<Wire> wires() {
        return all ? network.wiresBetweenAll() : wires;
    }

    /** How long it takes from one host to the other. */
    public Link latency(Duration latency) {
        long nanos = nanos(latency);
        return change(options -> options.withLatency(nanos));
    }

    /**
     * How much longer it takes at most, each time as the seed says. It lets one connection overtake
     * the other; what is sent on one connection, or as datagrams, keeps its order.
     */
    public Link jitter(Duration jitter) {
        long nanos = nanos(jitter);
        return change(options -> options.withJitter(nanos));
    }

    private static long nanos(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "What is sent cannot arrive before, by " + duration + ".");
        }
        return duration.toNanos();
    }

    /**
     * How much goes through, each way. The rest waits; of datagrams 256 KiB do, and more are lost.
     *
     * @param bytesPerSecond 0 for no limit
     */
    public Link bandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("No bandwidth is " + bytesPerSecond + " bytes/s.");
        }
        return change(options -> options.withBandwidth(bytesPerSecond));
    }

    /**
     * Which part of what is sent is lost, as the seed says. A datagram is lost for good; what
     * belongs to a connection is sent again, so that it arrives, with all behind it, 200 ms later
     * or more. Where nearly nothing gets through connections time out as where they are {@linkplain
     * #cut cut}.
     */
    public Link loss(double probability) {
        requireProbability(probability);
        return change(options -> options.withLoss(probability));
    }

    /** Which part of the datagrams arrives twice, as the seed says. */
    public Link duplication(double probability) {
        requireProbability(probability);
        return change(options -> options.withDuplication(probability));
    }

    /** Which part of the datagrams is overtaken by later ones, as the seed says. */
    public Link reordering(double probability) {
        requireProbability(probability);
        return change(options -> options.withReordering(probability));
    }

    private static void requireProbability(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "A probability is between 0 and 1, and this was " + probability + ".");
        }
    }

    private Link change(UnaryOperator<WireOptions> change) {
        for (Wire wire : wires()) {
            wire.options(change.apply(wire.options()));
        }
        if (all) {
            network.defaults(change.apply(network.defaults()));
        }
        return this;
    }

    /**
     * Loses whatever is sent from now on, and what is on its way. Connections stall. If it is
     * {@linkplain #heal healed} in time they go on; else, when what was sent has found no answer
     * for {@linkplain SimulatedNetwork#retransmissionTime a quarter of an hour}, they fail with
     * {@code Connection timed out}. New ones fail in that way after two minutes.
     */
    public Link cut() {
        for (Wire wire : wires()) {
            network.cut(wire, true);
        }
        if (all) {
            network.cutLater(true);
        }
        return this;
    }

    /** Ends a cut. What was lost is sent again when the systems try next: that may take a while. */
    public Link heal() {
        for (Wire wire : wires()) {
            network.cut(wire, false);
        }
        if (all) {
            network.cutLater(false);
        }
        return this;
    }

    /** Whether nothing gets through, in one direction at least. */
    public boolean isCut() {
        return wires().stream().anyMatch(Wire::isCut);
    }

    /** Breaks the connections that go over it: both sides see a reset. */
    public Link reset() {
        network.resetConnections(wires());
        return this;
    }
}
