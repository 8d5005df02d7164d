package org.asyncio4j.net.engine;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A listener that is a channel of the JDK, for selectors. */
final class ChannelListener extends LoopListener {
    private final SocketAddress wanted;
    private ServerSocketChannel channel;

    ChannelListener(NettyReactor reactor, SocketAddress wanted) {
        super(reactor);
        this.wanted = wanted;
    }

    @Override
    void listen(
            SocketAddress address,
            int backlog,
            boolean reuseAddress,
            boolean reusePort,
            boolean bothFamilies)
            throws IOException {
        channel = ServerSocketChannel.open(ChannelSocket.family(address));
        channel.configureBlocking(false);
        SocketAddress target = UnixAddresses.forJdk(address);
        if (!(target instanceof UnixDomainSocketAddress)) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, reuseAddress);
            if (reusePort) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
        }
        // The JDK's sockets of IPv6 take IPv4's connections whatever is asked for.
        channel.bind(target, backlog);
    }

    @Override
    SocketAddress findAddress() throws IOException {
        SocketAddress address = channel.getLocalAddress();
        return address instanceof UnixDomainSocketAddress ? wanted : address;
    }

    @Override
    Readiness watch() throws IOException {
        return new NioReadiness(this, reactor, channel);
    }

    @Override
    LoopSocket tryAccept() throws IOException {
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
    void closeNow() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
