package org.asyncio4j.test.network;

import org.asyncio4j.net.engine.LoopDatagramSocket;
import org.asyncio4j.net.engine.OpenSockets;
import org.asyncio4j.net.engine.Readiness;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A datagram socket on a simulated host. */
final class SimulatedDatagrams extends LoopDatagramSocket {
    /** How many bytes may wait to be received, as on Linux: SO_RCVBUF. */
    static final int BUFFER = 208 * 1024;

    /** What the system adds to each, which counts too. */
    private static final int OVERHEAD = 512;

    private static final int LARGEST_IPV4 = 65_507;
    private static final int LARGEST_IPV6 = 65_527;

    /**
     * @param source null for any
     */
    private record Membership(InetAddress group, InetAddress source) {}

    private final HostStack stack;
    private final ProtocolFamily family;
    private final SocketOptions options = SocketOptions.ofDatagrams();
    private final ArrayDeque<SimulatedDatagram> waiting = new ArrayDeque<>();
    private final List<Membership> memberships = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(LARGEST_IPV6);
    private long bytesWaiting;
    private long dropped;
    private SimulatedReadiness readiness;

    /** Null before it is bound. */
    private InetSocketAddress bound;

    /** Null unless it is connected. */
    private InetSocketAddress peer;

    /** Whether something came back that nobody was told. */
    private boolean refused;

    SimulatedDatagrams(HostStack stack, OpenSockets siblings, ProtocolFamily family) {
        super(siblings, family);
        this.stack = stack;
        this.family = family;
    }

    HostStack stack() {
        return stack;
    }

    SimulatedNetwork network() {
        return stack.network();
    }

    InetSocketAddress bound() {
        return bound;
    }

    boolean isShared() {
        return options.is(StandardSocketOptions.SO_REUSEPORT)
                || options.is(StandardSocketOptions.SO_REUSEADDR);
    }

    static boolean isGroup(InetAddress address) {
        return address.isMulticastAddress() || isBroadcast(address);
    }

    private static boolean isBroadcast(InetAddress address) {
        return address instanceof Inet4Address
                && address.getHostAddress().equals("255.255.255.255");
    }

    // ---------------------------------------------------------------- setting up

    @Override
    protected void bindNow(SocketAddress address) throws IOException {
        bound = stack.bindDatagrams((InetSocketAddress) address, this);
    }

    @Override
    protected void connectNow(SocketAddress address) throws IOException {
        InetSocketAddress target = (InetSocketAddress) address;
        SimulatedHost host = stack.route(target);
        InetAddress at = HostStack.destination(host, target.getAddress());
        peer = new InetSocketAddress(at, target.getPort());
        if (bound == null) {
            bindNow(stack.sourceFor(null, peer));
        } else if (bound.getAddress().isAnyLocalAddress()) {
            rebind(stack.sourceFor(bound, peer));
        }
    }

    private void rebind(InetSocketAddress source) throws IOException {
        stack.unbind(bound, this);
        bound = stack.bindDatagrams(source, this);
    }

    private void bindIfNeeded() throws IOException {
        if (bound == null) {
            String any = family == StandardProtocolFamily.INET6 ? "::" : "0.0.0.0";
            bindNow(new InetSocketAddress(InetAddress.ofLiteral(any), 0));
        }
    }

    @Override
    protected void joinNow(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        if (memberships.contains(new Membership(group, source))) {
            throw new IOException("Address already in use");
        }
        memberships.add(new Membership(group, source));
    }

    @Override
    protected void leaveNow(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        if (!memberships.remove(new Membership(group, source))) {
            throw new IOException("Cannot assign requested address");
        }
    }

    // ---------------------------------------------------------------- receiving

    /** Whether it would receive a datagram that has come to its port. */
    boolean takes(SimulatedDatagram datagram) {
        InetAddress target = datagram.target().getAddress();
        boolean mine =
                isBroadcast(target)
                        ? family == StandardProtocolFamily.INET
                        : target.isMulticastAddress()
                                ? isMember(target, datagram.source().getAddress())
                                : bound.getAddress().equals(target)
                                        || bound.getAddress().isAnyLocalAddress()
                                                && target.getClass()
                                                        == bound.getAddress().getClass();
        return mine && (peer == null || peer.equals(datagram.source()));
    }

    private boolean isMember(InetAddress group, InetAddress source) {
        return memberships.stream()
                .anyMatch(each ->
                        each.group.equals(group)
                                && (each.source == null || each.source.equals(source)));
    }

    void arrived(SimulatedDatagram datagram) {
        int cost = datagram.data().length + OVERHEAD;
        if (bytesWaiting + cost > options.receiveRoom()) {
            dropped++;
            datagram.lost("the receiver's buffer is full");
            return;
        }
        waiting.add(datagram);
        bytesWaiting += cost;
        if (readiness != null) {
            readiness.changed(true, false, false);
        }
    }

    /** What was sent before has come back. */
    void nobodyReceives() {
        if (peer != null && !isClosed()) {
            refused = true;
            readiness.changed(true, true, false);
        }
    }

    private void throwRefusal() throws IOException {
        if (refused) {
            refused = false;
            throw new IOException("Connection refused");
        }
    }

    @Override
    protected SocketAddress tryReceive() throws IOException {
        throwRefusal();
        SimulatedDatagram next = waiting.poll();
        if (next == null) {
            return null;
        }
        bytesWaiting -= next.data().length + OVERHEAD;
        scratch.put(0, next.data());
        received(next.data().length);
        return next.source();
    }

    @Override
    protected ByteBuffer scratch() {
        return scratch;
    }

    // ---------------------------------------------------------------- sending

    @Override
    protected boolean trySendNow(ByteBuffer data, SocketAddress to) throws IOException {
        throwRefusal();
        int largest = family == StandardProtocolFamily.INET6 ? LARGEST_IPV6 : LARGEST_IPV4;
        if (data.remaining() > largest) {
            throw new IOException("Message too long");
        }
        InetSocketAddress target = to == null ? peer : (InetSocketAddress) to;
        requireFamily(target);
        byte[] bytes = new byte[data.remaining()];
        data.get(data.position(), bytes);
        bindIfNeeded();
        if (isGroup(target.getAddress())) {
            sendToAll(target, bytes);
        } else {
            SimulatedHost host = stack.route(target);
            InetAddress at = HostStack.destination(host, target.getAddress());
            send(host, new InetSocketAddress(at, target.getPort()), bytes);
        }
        return true;
    }

    private void requireFamily(InetSocketAddress target) throws IOException {
        boolean ipv4 = target.getAddress() instanceof Inet4Address;
        if (ipv4 == (family == StandardProtocolFamily.INET6)) {
            throw new IOException("Address family not supported by protocol");
        }
    }

    private void sendToAll(InetSocketAddress target, byte[] data) throws IOException {
        boolean broadcast = isBroadcast(target.getAddress());
        if (broadcast && !options.is(StandardSocketOptions.SO_BROADCAST)) {
            throw new IOException("Permission denied");
        }
        for (SimulatedHost host : network().hosts()) {
            boolean here = host == stack.host();
            if (!here || broadcast || options.is(StandardSocketOptions.IP_MULTICAST_LOOP)) {
                send(host, target, data);
            }
        }
    }

    private void send(SimulatedHost host, InetSocketAddress target, byte[] data) {
        InetSocketAddress source =
                isGroup(target.getAddress())
                        ? new InetSocketAddress(
                                stack.host().addressLike(target.getAddress()), bound.getPort())
                        : stack.sourceFor(bound, target);
        network()
                .wire(stack.host(), host)
                .send(new SimulatedDatagram(this, source, target, host, data, false));
    }

    // ---------------------------------------------------------------- state

    @Override
    public <T> void setOption(SocketOption<T> option, T value) {
        options.set(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) {
        return options.get(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return options.supported();
    }

    @Override
    public long droppedBySystem() {
        return dropped;
    }

    @Override
    protected SocketAddress findLocalAddress() {
        return bound;
    }

    @Override
    protected Readiness watch() {
        readiness = new SimulatedReadiness(this);
        return readiness;
    }

    @Override
    protected void closeNow() {
        if (bound != null) {
            stack.unbind(bound, this);
        }
    }
}
