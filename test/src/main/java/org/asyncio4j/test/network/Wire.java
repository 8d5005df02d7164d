package org.asyncio4j.test.network;

import java.util.Random;

/** One direction between two hosts. Loop thread only, also on the bare carrier. */
final class Wire {
    /** How many bytes of datagrams wait for a slow wire, before more are dropped. */
    private static final long QUEUE = 256 * 1024;

    private static final long SECOND = 1_000_000_000;

    private final SimulatedNetwork network;
    private final SimulatedHost from;
    private final SimulatedHost to;
    private final Random random;
    private WireOptions options;
    private boolean cut;

    /** How often it was cut. */
    private int cuts;

    /** What comes on top of the latency, for a while. */
    private long extraNanos;

    /** When all that was sent until now has left. */
    private long freeAt;

    /** Until when the last datagram travels: jitter does not change their order. */
    private long lastDatagram;

    Wire(SimulatedNetwork network, SimulatedHost from, SimulatedHost to, WireOptions options) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.options = options;
        // One for each, so that what happens on one wire changes nothing on the others.
        this.random = network.randomFor(from.name() + ">" + to.name());
    }

    SimulatedHost from() {
        return from;
    }

    SimulatedHost to() {
        return to;
    }

    WireOptions options() {
        return options;
    }

    void options(WireOptions changed) {
        options = changed;
    }

    boolean isCut() {
        return cut;
    }

    void cut(boolean nowCut) {
        cut = nowCut;
        if (cut) {
            cuts++;
        }
    }

    int cuts() {
        return cuts;
    }

    void extraLatency(long nanos) {
        extraNanos = nanos;
    }

    /** The time from here to there, for one byte alone on an average day. */
    long latency() {
        return options.latencyNanos() + extraNanos;
    }

    void send(Packet packet) {
        packet.isOn(this);
        if (cut) {
            packet.lost("partition");
        } else if (packet.isDatagram()) {
            sendOnce(packet);
        } else {
            sendOften(packet);
        }
    }

    /** What is lost of a stream is repeated by its sender, each time later. */
    private void sendOften(Packet packet) {
        long late = 0;
        long pause = StreamEnd.SHORTEST_RETRY + 2 * latency();
        while (happens(options.loss())) {
            if (late >= StreamEnd.LONGEST_RETRY) {
                packet.lost("loss"); // The sender's own retries are to end at some time.
                return;
            }
            late += pause;
            pause *= 2;
        }
        if (late > 0) {
            packet.logLost("loss, and sent again");
        }
        start(packet, packet.inOrder(arrival(packet) + late));
    }

    private void sendOnce(Packet packet) {
        if (happens(options.loss())) {
            packet.lost("loss");
            return;
        }
        if (options.bandwidth() > 0 && backlog() > QUEUE) {
            packet.lost("queue full");
            return;
        }
        long late = happens(options.reordering()) ? 2 * latency() : 0;
        lastDatagram = Math.max(lastDatagram, arrival(packet));
        start(packet, lastDatagram + late);
        if (happens(options.duplication())) {
            Packet copy = packet.copy();
            copy.isOn(this);
            start(copy, arrival(copy));
        }
    }

    private long backlog() {
        return Math.max(0, freeAt - network.nanos()) * options.bandwidth() / SECOND;
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    private long arrival(Packet packet) {
        long departure = network.nanos();
        if (options.bandwidth() > 0 && packet.size() > 0) {
            freeAt = Math.max(departure, freeAt) + packet.size() * SECOND / options.bandwidth();
            departure = freeAt;
        }
        long jitter = options.jitterNanos();
        return departure + latency() + (jitter > 0 ? random.nextLong(jitter + 1) : 0);
    }

    private void start(Packet packet, long arrival) {
        network.sent(arrival);
        network.scheduler().schedule(packet, arrival);
    }

    void arrived(Packet packet) {
        network.arrived();
        if (packet.isCutOff()) {
            packet.lost("partition");
        } else if (to.stack().isOff()) {
            packet.lost(to + " is down");
        } else {
            network.delivered();
            packet.arrive();
        }
    }
}
