package org.asyncio4j.net.engine;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;

/** A listener that is a file descriptor, for epoll and io_uring. */
final class NativeListener extends LoopListener {
    private final NettyReactor reactor;

    /** Null before it listens. */
    private Socket socket;

    /** Null unless it listens on a path. */
    private UnixSocketFile file;

    private boolean unix;

    /** Where the system puts the peer's address: its length, then itself. */
    private final byte[] peer = new byte[64];

    NativeListener(NettyReactor reactor) {
        super(reactor.sockets());
        this.reactor = reactor;
    }

    @Override
    protected void bindNow(SocketAddress wanted, ListenOptions options) throws IOException {
        socket = NativeSocket.newSocket(wanted);
        if (wanted instanceof DomainSocketAddress path) {
            unix = true;
            UnixSocketFile.removeStale(path);
            socket.bind(path);
            socket.listen(options.backlog());
            file = UnixSocketFile.made(path);
        } else {
            bindInternet((InetSocketAddress) wanted, options);
            socket.listen(options.backlog());
        }
    }

    private void bindInternet(InetSocketAddress wanted, ListenOptions options) throws IOException {
        NativeOptions.set(socket, StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
        if (options.reusePort()) {
            NativeOptions.set(socket, StandardSocketOptions.SO_REUSEPORT, true);
        }
        if (!options.bothFamilies() && wanted.getAddress() instanceof Inet6Address) {
            NativeOptions.onlyIpv6(socket);
        }
        socket.bind(wanted);
    }

    @Override
    protected SocketAddress findAddress() {
        return unix ? socket.localDomainSocketAddress() : socket.localAddress();
    }

    @Override
    protected Readiness watch() throws IOException {
        return NativeSocket.watch(this, reactor, socket);
    }

    @Override
    protected LoopSocket tryAccept() throws IOException {
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
    protected void closeNow() throws IOException {
        try {
            if (socket != null) {
                socket.close();
            }
        } finally {
            if (file != null) {
                file.remove();
            }
        }
    }
}
