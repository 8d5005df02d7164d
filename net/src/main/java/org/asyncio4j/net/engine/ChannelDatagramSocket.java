package org.asyncio4j.net.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A datagram socket that is a channel of the JDK, for selectors. */
final class ChannelDatagramSocket extends LoopDatagramSocket {
    private final NettyReactor reactor;
    private final DatagramChannel channel;
    private final Map<Membership, MembershipKey> memberships = new HashMap<>();

    private record Membership(InetAddress group, NetworkInterface where, InetAddress source) {}

    private ChannelDatagramSocket(
            NettyReactor reactor, ProtocolFamily family, DatagramChannel channel) {
        super(reactor.sockets(), family);
        this.reactor = reactor;
        this.channel = channel;
    }

    static ChannelDatagramSocket create(NettyReactor reactor, ProtocolFamily family)
            throws IOException {
        if (family == StandardProtocolFamily.UNIX) {
            throw new SocketException(
                    "The JDK's channels know no Unix datagrams. Use another engine than"
                            + " -Dasyncio4j.io=nio.");
        }
        DatagramChannel channel = DatagramChannel.open(family);
        channel.configureBlocking(false);
        return new ChannelDatagramSocket(reactor, family, channel);
    }

    @Override
    protected SocketAddress tryReceive() throws IOException {
        ByteBuffer target = reactor.scratch().duplicate();
        SocketAddress sender = channel.receive(target);
        received(target.position());
        return sender;
    }

    /**
     * The channel answers 0 where the system is full. For an empty datagram that cannot be told
     * from success, which is what it is taken for: whoever was full a moment before is not asked.
     */
    @Override
    protected boolean trySendNow(ByteBuffer data, SocketAddress target) throws IOException {
        if (target == null && !data.hasRemaining()) {
            // The channel would answer 0 and send nothing.
            throw new SocketException(
                    "The JDK's channels send no empty datagrams where they are connected. Use"
                            + " another engine than -Dasyncio4j.io=nio, or an endpoint that is not"
                            + " connected");
        }
        ByteBuffer view = data.duplicate();
        int sent = target == null ? channel.write(view) : channel.send(view, target);
        return sent == data.remaining();
    }

    @Override
    protected void bindNow(SocketAddress address) throws IOException {
        channel.bind(address);
    }

    @Override
    protected void connectNow(SocketAddress address) throws IOException {
        channel.connect(address);
    }

    @Override
    protected void joinNow(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        Membership membership = new Membership(group, where, source);
        if (memberships.containsKey(membership)) {
            throw new SocketException("Address already in use");
        }
        NetworkInterface on = where == null ? defaultInterface() : where;
        memberships.put(
                membership,
                source == null ? channel.join(group, on) : channel.join(group, on, source));
    }

    /** The one to send on, else the first that can: the channel does not leave it to the system. */
    private NetworkInterface defaultInterface() throws IOException {
        NetworkInterface chosen = channel.getOption(StandardSocketOptions.IP_MULTICAST_IF);
        if (chosen != null) {
            return chosen;
        }
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp() && each.supportsMulticast() && !each.isLoopback()) {
                return each;
            }
        }
        throw new SocketException("No such device");
    }

    @Override
    protected void leaveNow(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        MembershipKey key = memberships.remove(new Membership(group, where, source));
        if (key == null) {
            throw new SocketException("Cannot assign requested address");
        }
        key.drop();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        channel.setOption(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return channel.getOption(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    @Override
    public long droppedBySystem() {
        return -1; // The JDK does not tell.
    }

    @Override
    protected ByteBuffer scratch() {
        return reactor.scratch();
    }

    @Override
    protected Readiness watch() throws IOException {
        return new NioReadiness(this, reactor, channel);
    }

    @Override
    protected SocketAddress findLocalAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            return null; // It has just been closed.
        }
    }

    @Override
    protected void closeNow() throws IOException {
        channel.close();
    }
}
