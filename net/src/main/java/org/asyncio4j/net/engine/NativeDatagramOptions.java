package org.asyncio4j.net.engine;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** The JDK's options of datagram sockets on a file descriptor of Linux. */
final class NativeDatagramOptions {
    static final Set<SocketOption<?>> SUPPORTED =
            Set.of(
                    StandardSocketOptions.SO_RCVBUF,
                    StandardSocketOptions.SO_SNDBUF,
                    StandardSocketOptions.SO_REUSEADDR,
                    StandardSocketOptions.SO_REUSEPORT,
                    StandardSocketOptions.SO_BROADCAST,
                    StandardSocketOptions.IP_TOS,
                    StandardSocketOptions.IP_MULTICAST_IF,
                    StandardSocketOptions.IP_MULTICAST_TTL,
                    StandardSocketOptions.IP_MULTICAST_LOOP);

    /** Numbers of Linux. */
    private static final int IPPROTO_IP = 0;

    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;

    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;

    private static final int MCAST_JOIN_GROUP = 42;
    private static final int MCAST_LEAVE_GROUP = 45;
    private static final int MCAST_JOIN_SOURCE_GROUP = 46;
    private static final int MCAST_LEAVE_SOURCE_GROUP = 47;

    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;

    /** The layout of {@code struct group_req}, and of {@code group_source_req} after it. */
    private static final int GROUP_OFFSET = 8;

    private static final int STORAGE_SIZE = 128;

    /** {@code struct ip_mreqn}, and where the index of the interface is in it. */
    private static final int MREQN_SIZE = 12;

    private static final int MREQN_INDEX = 8;

    private final Socket socket;
    private final boolean ipv6;

    /** The system tells it only for IPv6. */
    private NetworkInterface multicastInterface;

    NativeDatagramOptions(Socket socket, ProtocolFamily family) {
        this.socket = socket;
        this.ipv6 = family == StandardProtocolFamily.INET6;
    }

    // ---------------------------------------------------------------- options

    void set(SocketOption<?> option, Object value) throws IOException {
        requireSupported(option);
        try {
            write(option, value);
        } catch (ChannelException e) {
            throw SocketErrors.onOption(e);
        }
    }

    private void write(SocketOption<?> option, Object value) throws IOException {
        if (option == StandardSocketOptions.SO_BROADCAST) {
            socket.setBroadcast((Boolean) value);
        } else if (option == StandardSocketOptions.IP_MULTICAST_TTL) {
            setMulticast(IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS, requireTtl((Integer) value));
        } else if (option == StandardSocketOptions.IP_MULTICAST_LOOP) {
            setMulticast(IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP, (Boolean) value ? 1 : 0);
        } else if (option == StandardSocketOptions.IP_MULTICAST_IF) {
            setInterface((NetworkInterface) value);
        } else {
            NativeOptions.set(socket, option, value);
        }
    }

    @SuppressWarnings("unchecked")
    <T> T get(SocketOption<T> option) throws IOException {
        requireSupported(option);
        try {
            return (T) read(option);
        } catch (ChannelException e) {
            throw SocketErrors.onOption(e);
        }
    }

    private Object read(SocketOption<?> option) throws IOException {
        if (option == StandardSocketOptions.SO_BROADCAST) {
            return socket.isBroadcast();
        } else if (option == StandardSocketOptions.IP_MULTICAST_TTL) {
            return getMulticast(IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS);
        } else if (option == StandardSocketOptions.IP_MULTICAST_LOOP) {
            return getMulticast(IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP) != 0;
        } else if (option == StandardSocketOptions.IP_MULTICAST_IF) {
            return multicastInterface;
        }
        return NativeOptions.get(socket, option);
    }

    private static void requireSupported(SocketOption<?> option) {
        if (!SUPPORTED.contains(option)) {
            throw new UnsupportedOperationException(
                    "A datagram socket of the loop has no option " + option.name() + ".");
        }
    }

    private static int requireTtl(int hops) {
        if (hops < 0 || hops > 255) {
            throw new IllegalArgumentException(
                    "A multicast TTL is a number from 0 to 255, and this was " + hops + ".");
        }
        return hops;
    }

    private void setMulticast(int option, int option6, int value) throws IOException {
        socket.setIntOpt(ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, ipv6 ? option6 : option, value);
    }

    private int getMulticast(int option, int option6) throws IOException {
        return socket.getIntOpt(ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, ipv6 ? option6 : option);
    }

    private void setInterface(NetworkInterface where) throws IOException {
        if (ipv6) {
            socket.setIntOpt(IPPROTO_IPV6, IPV6_MULTICAST_IF, where.getIndex());
        } else {
            ByteBuffer request = struct(MREQN_SIZE);
            request.putInt(MREQN_INDEX, where.getIndex());
            socket.setRawOpt(IPPROTO_IP, IP_MULTICAST_IF, request);
        }
        multicastInterface = where;
    }

    // ---------------------------------------------------------------- multicast groups

    void join(InetAddress group, NetworkInterface where, InetAddress source) throws IOException {
        member(MCAST_JOIN_GROUP, MCAST_JOIN_SOURCE_GROUP, group, where, source);
    }

    void leave(InetAddress group, NetworkInterface where, InetAddress source) throws IOException {
        member(MCAST_LEAVE_GROUP, MCAST_LEAVE_SOURCE_GROUP, group, where, source);
    }

    private void member(
            int anySource,
            int oneSource,
            InetAddress group,
            NetworkInterface where,
            InetAddress source)
            throws IOException {
        int addresses = source == null ? 1 : 2;
        ByteBuffer request = struct(GROUP_OFFSET + addresses * STORAGE_SIZE);
        request.putInt(0, where == null ? 0 : where.getIndex());
        putAddress(request, GROUP_OFFSET, group);
        if (source != null) {
            putAddress(request, GROUP_OFFSET + STORAGE_SIZE, source);
        }
        int level = ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
        try {
            socket.setRawOpt(level, source == null ? anySource : oneSource, request);
        } catch (ChannelException e) {
            throw SocketErrors.onOption(e);
        }
    }

    /** A {@code sockaddr_in} or {@code sockaddr_in6} without a port. */
    private static void putAddress(ByteBuffer target, int offset, InetAddress address) {
        boolean six = address instanceof Inet6Address;
        target.putShort(offset, six ? AF_INET6 : AF_INET);
        target.put(offset + (six ? 8 : 4), address.getAddress());
    }

    private static ByteBuffer struct(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }
}
