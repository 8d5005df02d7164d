package org.asyncio4j.net;

import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;

/**
 * What {@link Net#createDatagramEndpoint(DatagramOptions)} makes.
 *
 * <p>Addresses are {@link InetSocketAddress}es for UDP; one that is {@linkplain
 * InetSocketAddress#createUnresolved not resolved} is looked up. For Unix datagrams they are {@link
 * java.net.UnixDomainSocketAddress}es, or {@link io.netty.channel.unix.DomainSocketAddress}es,
 * whose path may begin with NUL on Linux: an abstract name.
 *
 * @param localAddress where the endpoint receives; null for a free port on all interfaces, and for
 *     a Unix socket without a name, which nobody can answer
 * @param remoteAddress whom alone it sends to and receives from; null for anybody
 * @param family of the addresses; null for theirs, and IPv4 if there is none
 * @param reusePort whether other sockets, of other programs too, may receive on the same port
 *     ({@code SO_REUSEPORT}); a datagram to one receiver goes to one of them, one to a multicast
 *     group to all
 * @param allowBroadcast whether it may send to broadcast addresses ({@code SO_BROADCAST})
 * @param receiveBufferSize how many bytes the system keeps until they are received, and drops what
 *     exceeds them ({@code SO_RCVBUF}); 0 for the system's choice
 * @param sendBufferSize how many bytes the system keeps until they are sent ({@code SO_SNDBUF}); 0
 *     for the system's choice
 * @param maxSize how long a datagram may be that is received; longer ones are dropped and counted
 */
public record DatagramOptions(
        SocketAddress localAddress,
        SocketAddress remoteAddress,
        ProtocolFamily family,
        boolean reusePort,
        boolean allowBroadcast,
        int receiveBufferSize,
        int sendBufferSize,
        int maxSize) {
    /** A free port of IPv4, on all interfaces, for anybody; datagrams up to 64 KiB. */
    public static final DatagramOptions DEFAULT =
            new DatagramOptions(null, null, null, false, false, 0, 0, 64 * 1024);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a size of a buffer is below zero, {@code maxSize} is not
     *     above it, or the family is none of INET, INET6 and UNIX
     */
    public DatagramOptions {
        requireFamily(family);
        requireBuffer("receiveBufferSize", receiveBufferSize);
        requireBuffer("sendBufferSize", sendBufferSize);
        Requirements.positive("maxSize", maxSize);
    }

    private static void requireFamily(ProtocolFamily family) {
        if (family != null && !(family instanceof StandardProtocolFamily)) {
            throw new IllegalArgumentException(
                    "The family of an endpoint is INET, INET6 or UNIX, and this was "
                            + family
                            + ".");
        }
    }

    private static void requireBuffer(String name, int size) {
        if (size < 0) {
            throw new IllegalArgumentException(
                    name
                            + " has to be above zero, or zero for the system's choice, and was "
                            + size
                            + ".");
        }
    }

    /** Receives at an address. */
    public DatagramOptions withLocalAddress(SocketAddress address) {
        return new DatagramOptions(
                address,
                remoteAddress,
                family,
                reusePort,
                allowBroadcast,
                receiveBufferSize,
                sendBufferSize,
                maxSize);
    }

    /** {@link #withLocalAddress(SocketAddress)} of a host's name or address, and a port. */
    public DatagramOptions withLocalAddress(String host, int port) {
        return withLocalAddress(InetSocketAddress.createUnresolved(host, port));
    }

    /** Connects to an address. */
    public DatagramOptions withRemoteAddress(SocketAddress address) {
        return new DatagramOptions(
                localAddress,
                address,
                family,
                reusePort,
                allowBroadcast,
                receiveBufferSize,
                sendBufferSize,
                maxSize);
    }

    /** {@link #withRemoteAddress(SocketAddress)} of a host's name or address, and a port. */
    public DatagramOptions withRemoteAddress(String host, int port) {
        return withRemoteAddress(InetSocketAddress.createUnresolved(host, port));
    }

    public DatagramOptions withFamily(ProtocolFamily family) {
        return new DatagramOptions(
                localAddress,
                remoteAddress,
                family,
                reusePort,
                allowBroadcast,
                receiveBufferSize,
                sendBufferSize,
                maxSize);
    }

    public DatagramOptions withReusePort(boolean reusePort) {
        return new DatagramOptions(
                localAddress,
                remoteAddress,
                family,
                reusePort,
                allowBroadcast,
                receiveBufferSize,
                sendBufferSize,
                maxSize);
    }

    public DatagramOptions withAllowBroadcast(boolean allowBroadcast) {
        return new DatagramOptions(
                localAddress,
                remoteAddress,
                family,
                reusePort,
                allowBroadcast,
                receiveBufferSize,
                sendBufferSize,
                maxSize);
    }

    public DatagramOptions withReceiveBufferSize(int size) {
        return new DatagramOptions(
                localAddress,
                remoteAddress,
                family,
                reusePort,
                allowBroadcast,
                size,
                sendBufferSize,
                maxSize);
    }

    public DatagramOptions withSendBufferSize(int size) {
        return new DatagramOptions(
                localAddress,
                remoteAddress,
                family,
                reusePort,
                allowBroadcast,
                receiveBufferSize,
                size,
                maxSize);
    }

    public DatagramOptions withMaxSize(int size) {
        return new DatagramOptions(
                localAddress,
                remoteAddress,
                family,
                reusePort,
                allowBroadcast,
                receiveBufferSize,
                sendBufferSize,
                size);
    }
}
