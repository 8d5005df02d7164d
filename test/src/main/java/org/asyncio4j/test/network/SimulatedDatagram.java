package org.asyncio4j.test.network;

import java.net.InetSocketAddress;

/** A datagram on its way, or the news that nobody receives it. */
final class SimulatedDatagram extends Packet {
    private final SimulatedDatagrams sender;
    private final InetSocketAddress source;
    private final InetSocketAddress target;
    private final SimulatedHost host;
    private final byte[] data;

    /** Whether it comes back. */
    private final boolean isNews;

    SimulatedDatagram(
            SimulatedDatagrams sender,
            InetSocketAddress source,
            InetSocketAddress target,
            SimulatedHost host,
            byte[] data,
            boolean isNews) {
        this.sender = sender;
        this.source = source;
        this.target = target;
        this.host = host;
        this.data = data;
        this.isNews = isNews;
    }

    InetSocketAddress source() {
        return source;
    }

    InetSocketAddress target() {
        return target;
    }

    byte[] data() {
        return data;
    }

    /** Whether it is for all who want it. */
    boolean isToGroup() {
        return SimulatedDatagrams.isGroup(target.getAddress());
    }

    @Override
    int size() {
        return data.length;
    }

    @Override
    void arrive() {
        if (isNews) {
            sender.nobodyReceives();
        } else if (!host.stack().receive(this)) {
            SimulatedHost from = sender.stack().host();
            sender.network()
                    .wire(host, from)
                    .send(new SimulatedDatagram(sender, target, source, from, data, true));
        }
    }

    @Override
    void lost(String why) {
        logLost(why);
    }

    @Override
    void logLost(String why) {
        SimulatedNetwork network = sender.network();
        network.log(
                NetworkEvent.Kind.LOST,
                new Place(sender.stack().host(), source.getPort()),
                new Place(host, target.getPort()),
                "datagram of " + data.length + " bytes, " + why);
    }

    @Override
    boolean isDatagram() {
        return true;
    }

    @Override
    long inOrder(long arrival) {
        return arrival;
    }

    @Override
    Packet copy() {
        return new SimulatedDatagram(sender, source, target, host, data, isNews);
    }
}
