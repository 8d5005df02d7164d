package org.asyncio4j.net.engine;

import io.netty.channel.unix.DomainSocketAddress;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A listener that is a channel of the JDK, for selectors. */
final class ChannelListener extends LoopListener {
    private final NettyReactor reactor;
    private final SocketAddress wanted;

    /** Null before it listens. */
    private ServerSocketChannel channel;

    /** Null unless it listens on a path. */
    private UnixSocketFile file;

    ChannelListener(NettyReactor reactor, SocketAddress wanted) {
        super(reactor.sockets());
        this.reactor = reactor;
        this.wanted = wanted;
    }

    @Override
    protected void bindNow(SocketAddress wanted, ListenOptions options) throws IOException {
        channel = ServerSocketChannel.open(ChannelSocket.family(wanted));
        channel.configureBlocking(false);
        if (wanted instanceof DomainSocketAddress path) {
            SocketAddress target = UnixAddresses.forJdk(path);
            UnixSocketFile.removeStale(path);
            channel.bind(target, options.backlog());
            file = UnixSocketFile.made(path);
        } else {
            bindInternet(wanted, options);
        }
    }

    private void bindInternet(SocketAddress wanted, ListenOptions options) throws IOException {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
        if (options.reusePort()) {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        // The JDK's sockets of IPv6 take IPv4's connections whatever is asked for.
        channel.bind(wanted, options.backlog());
    }

    @Override
    protected SocketAddress findAddress() throws IOException {
        SocketAddress address = channel.getLocalAddress();
        return address instanceof UnixDomainSocketAddress ? wanted : address;
    }

    @Override
    protected Readiness watch() throws IOException {
        return new NioReadiness(this, reactor, channel);
    }

    @Override
    protected LoopSocket tryAccept() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            return null;
        }
        ChannelSocket socket = new ChannelSocket(reactor, accepted);
        try {
            accepted.configureBlocking(false);
            socket.accepted(socket.findRemoteAddress());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    protected void closeNow() throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            if (file != null) {
                file.remove();
            }
        }
    }
}
