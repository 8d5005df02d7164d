package org.asyncio4j.net;

import io.netty.channel.unix.DomainSocketAddress;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.LoopDatagramSocket;
import org.asyncio4j.net.engine.SocketStack;
import org.asyncio4j.net.engine.UnixAddresses;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Opens what {@link DatagramOptions} say: tries the addresses of the names in them in turn. */
final class DatagramOpening {
    private static final List<SocketAddress> ANY = Collections.singletonList(null);

    private final DatagramOptions options;
    private IOException failure;

    private DatagramOpening(DatagramOptions options) {
        this.options = options;
    }

    static DatagramEndpoint open(DatagramOptions options) throws IOException {
        Fiber.current().checkpoint();
        return new DatagramOpening(options).openFirst();
    }

    private DatagramEndpoint openFirst() throws IOException {
        for (SocketAddress remote : addressesOf(options.remoteAddress())) {
            for (SocketAddress local : addressesOf(options.localAddress())) {
                DatagramEndpoint endpoint = tryOpen(local, remote);
                if (endpoint != null) {
                    return endpoint;
                }
            }
        }
        throw failure == null ? noPair() : failure;
    }

    private static List<SocketAddress> addressesOf(SocketAddress address) throws IOException {
        if (address == null) {
            return ANY;
        }
        if (address instanceof InetSocketAddress internet && internet.isUnresolved()) {
            List<SocketAddress> addresses = new ArrayList<>();
            for (InetAddress each : Names.addressesOf(internet.getHostString())) {
                addresses.add(new InetSocketAddress(each, internet.getPort()));
            }
            return addresses;
        }
        return List.of(plain(address));
    }

    /** Netty's kind for a Unix socket, since the JDK's has no abstract names. */
    static SocketAddress plain(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress internet -> internet;
            case DomainSocketAddress unix -> unix;
            case UnixDomainSocketAddress unix -> UnixAddresses.ofPath(unix.getPath().toString());
            default ->
                    throw new IllegalArgumentException(
                            "An address of datagrams is an InetSocketAddress or a Unix socket's,"
                                    + " and this was a "
                                    + address.getClass().getName()
                                    + ".");
        };
    }

    static ProtocolFamily familyOf(SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            return internet.getAddress() instanceof Inet6Address
                    ? StandardProtocolFamily.INET6
                    : StandardProtocolFamily.INET;
        }
        return StandardProtocolFamily.UNIX;
    }

    /**
     * @return null if it failed, or if the addresses do not go together
     */
    private DatagramEndpoint tryOpen(SocketAddress local, SocketAddress remote) {
        ProtocolFamily family = options.family();
        for (SocketAddress address : new SocketAddress[] {remote, local}) {
            if (address != null) {
                if (family != null && family != familyOf(address)) {
                    return null;
                }
                family = familyOf(address);
            }
        }
        try {
            return open(family == null ? StandardProtocolFamily.INET : family, local, remote);
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
            return null;
        }
    }

    private DatagramEndpoint open(ProtocolFamily family, SocketAddress local, SocketAddress remote)
            throws IOException {
        LoopDatagramSocket socket = SocketStack.current().openDatagramSocket(family);
        try {
            configure(socket);
            bind(socket, local, remote);
            if (remote != null) {
                socket.connect(remote);
            }
            socket.begin();
            return new DatagramEndpoint(socket, options.maxSize());
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }

    private void configure(LoopDatagramSocket socket) throws IOException {
        if (options.reusePort()) {
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        if (options.allowBroadcast()) {
            socket.setOption(StandardSocketOptions.SO_BROADCAST, true);
        }
        if (options.receiveBufferSize() > 0) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferSize());
        }
        if (options.sendBufferSize() > 0) {
            socket.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBufferSize());
        }
    }

    private static void bind(LoopDatagramSocket socket, SocketAddress local, SocketAddress remote)
            throws IOException {
        if (local != null) {
            socket.bind(local);
        } else if (remote == null && socket.family() != StandardProtocolFamily.UNIX) {
            String any = socket.family() == StandardProtocolFamily.INET6 ? "::" : "0.0.0.0";
            socket.bind(new InetSocketAddress(InetAddress.getByName(any), 0));
        }
    }

    private IOException noPair() {
        return new SocketException(
                "The addresses of the endpoint are not of one family: local "
                        + options.localAddress()
                        + ", remote "
                        + options.remoteAddress()
                        + ", family "
                        + options.family()
                        + ".");
    }
}
