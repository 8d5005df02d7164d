package org.asyncio4j.net.engine;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A listener that is a file descriptor, for epoll and io_uring. */
final class NativeListener extends LoopListener {
    private final Socket socket;
    private final boolean unix;

    /** Where the system puts the peer's address: its length, then itself. */
    private final byte[] peer = new byte[64];

    NativeListener(NettyReactor reactor, SocketAddress address) throws IOException {
        super(reactor);
        this.socket = NativeSocket.newSocket(address);
        this.unix = address instanceof DomainSocketAddress;
    }

    @Override
    void listen(
            SocketAddress address,
            int backlog,
            boolean reuseAddress,
            boolean reusePort,
            boolean bothFamilies)
            throws IOException {
        if (!unix) {
            socket.setReuseAddress(reuseAddress);
            if (reusePort) {
                socket.setReusePort(true);
            }
            if (!bothFamilies
                    && ((InetSocketAddress) address).getAddress() instanceof Inet6Address) {
                NativeOptions.onlyIpv6(socket);
            }
        }
        socket.bind(address);
        socket.listen(backlog);
    }

    @Override
    SocketAddress findAddress() {
        return unix ? socket.localDomainSocketAddress() : socket.localAddress();
    }

    @Override
    Readiness watch() throws IOException {
        return NativeSocket.watch(this, reactor, socket);
    }

    @Override
    LoopSocket tryAccept() throws IOException {
        int descriptor = socket.accept(peer);
        if (descriptor < 0) {
            return null;
        }
        NativeSocket accepted = new NativeSocket(reactor, new Socket(descriptor), unix);
        try {
            accepted.accepted(peerAddress());
            return accepted;
        } catch (IOException e) {
            accepted.close();
            throw e;
        }
    }

    private SocketAddress peerAddress() {
        return unix ? new DomainSocketAddress("") : NativeInetAddress.address(peer, 1, peer[0]);
    }

    @Override
    void closeNow() throws IOException {
        socket.close();
    }
}
