package org.asyncio4j.net.engine;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DatagramSocketAddress;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A datagram socket that is a file descriptor, for epoll and io_uring. */
final class NativeDatagramSocket extends LoopDatagramSocket {
    /** Numbers of Linux: the option that tells a socket's counters, and which of them. */
    private static final int SOL_SOCKET = 1;

    private static final int SO_MEMINFO = 55;
    private static final int MEMINFO_SIZE = 9 * Integer.BYTES;
    private static final int MEMINFO_DROPS = 8 * Integer.BYTES;

    private final NettyReactor reactor;
    private final Socket socket;
    private final NativeDatagramOptions options;
    private final boolean unix;

    /** Null unless it was bound to a path. */
    private UnixSocketFile file;

    private NativeDatagramSocket(NettyReactor reactor, ProtocolFamily family, Socket socket) {
        super(reactor.sockets(), family);
        this.reactor = reactor;
        this.socket = socket;
        this.options = new NativeDatagramOptions(socket, family);
        this.unix = family == StandardProtocolFamily.UNIX;
    }

    static NativeDatagramSocket create(NettyReactor reactor, ProtocolFamily family)
            throws IOException {
        return new NativeDatagramSocket(reactor, family, newSocket(family));
    }

    private static Socket newSocket(ProtocolFamily family) throws IOException {
        try {
            if (family == StandardProtocolFamily.UNIX) {
                return LinuxSocket.newSocketDomainDgram();
            }
            return LinuxSocket.newSocketDgram(
                    family == StandardProtocolFamily.INET6
                            ? SocketProtocolFamily.INET6
                            : SocketProtocolFamily.INET);
        } catch (ChannelException e) {
            throw SocketErrors.onOpen(e);
        }
    }

    @Override
    protected SocketAddress tryReceive() throws IOException {
        return unix ? tryReceiveUnix() : tryReceiveInternet();
    }

    private SocketAddress tryReceiveInternet() throws IOException {
        DatagramSocketAddress sender =
                socket.recvFromAddress(reactor.scratchAddress(), 0, NettyReactor.SCRATCH_SIZE);
        if (sender == null) {
            return null;
        }
        received(sender.receivedAmount());
        return new InetSocketAddress(sender.getAddress(), sender.getPort());
    }

    private SocketAddress tryReceiveUnix() throws IOException {
        DomainDatagramSocketAddress sender =
                socket.recvFromAddressDomainSocket(
                        reactor.scratchAddress(), 0, NettyReactor.SCRATCH_SIZE);
        if (sender == null) {
            return null;
        }
        received(sender.receivedAmount());
        return new DomainSocketAddress(sender.path());
    }

    /**
     * Netty answers 0 where the system is full. For an empty datagram that cannot be told from
     * success, which is what it is taken for.
     */
    @Override
    protected boolean trySendNow(ByteBuffer data, SocketAddress target) throws IOException {
        int size = data.remaining();
        if (size > NettyReactor.SCRATCH_SIZE) {
            throw DatagramErrors.tooLong(size);
        }
        reactor.scratch().put(0, data, data.position(), size);
        return sendScratch(size, target) == size;
    }

    private int sendScratch(int size, SocketAddress target) throws IOException {
        return switch (target) {
            case null -> socket.sendAddress(reactor.scratchAddress(), 0, size);
            case InetSocketAddress internet ->
                    socket.sendToAddress(
                            reactor.scratchAddress(),
                            0,
                            size,
                            internet.getAddress(),
                            internet.getPort());
            default ->
                    socket.sendToAddressDomainSocket(
                            reactor.scratchAddress(), 0, size, pathOf(target));
        };
    }

    private static byte[] pathOf(SocketAddress address) {
        return ((DomainSocketAddress) address).path().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void bindNow(SocketAddress address) throws IOException {
        if (address instanceof DomainSocketAddress path) {
            UnixSocketFile.removeStale(path);
            socket.bind(path);
            file = UnixSocketFile.made(path);
        } else {
            socket.bind(address);
        }
    }

    @Override
    protected void connectNow(SocketAddress address) throws IOException {
        socket.connect(address);
    }

    @Override
    protected void joinNow(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        options.join(group, where, source);
    }

    @Override
    protected void leaveNow(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        options.leave(group, where, source);
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        options.set(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return options.get(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return NativeDatagramOptions.SUPPORTED;
    }

    @Override
    public long droppedBySystem() {
        ByteBuffer counters = ByteBuffer.allocate(MEMINFO_SIZE).order(ByteOrder.nativeOrder());
        try {
            socket.getRawOpt(SOL_SOCKET, SO_MEMINFO, counters);
            return Integer.toUnsignedLong(counters.getInt(MEMINFO_DROPS));
        } catch (IOException | ChannelException e) {
            return -1; // Before Linux 4.12, or it is closed.
        }
    }

    @Override
    protected ByteBuffer scratch() {
        return reactor.scratch();
    }

    @Override
    protected Readiness watch() throws IOException {
        return NativeSocket.watch(this, reactor, socket);
    }

    @Override
    protected SocketAddress findLocalAddress() {
        return unix ? socket.localDomainSocketAddress() : socket.localAddress();
    }

    @Override
    protected void closeNow() throws IOException {
        try {
            socket.close();
        } finally {
            if (file != null) {
                file.remove();
            }
        }
    }
}
