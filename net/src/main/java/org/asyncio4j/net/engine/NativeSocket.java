package org.asyncio4j.net.engine;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.Path;
import java.util.Set;

/** A stream socket that is a file descriptor, for epoll and io_uring. */
final class NativeSocket extends LoopSocket {
    private final NettyReactor reactor;
    private final Socket socket;

    /**
     * The system ends a receive on a Unix socket where descriptors were passed, with more to come.
     */
    private final boolean unix;

    NativeSocket(NettyReactor reactor, Socket socket, boolean unix) {
        super(reactor.sockets());
        this.reactor = reactor;
        this.socket = socket;
        this.unix = unix;
    }

    static NativeSocket create(NettyReactor reactor, SocketAddress target) throws IOException {
        return new NativeSocket(reactor, newSocket(target), target instanceof DomainSocketAddress);
    }

    /** A new descriptor of the family of an address. */
    static Socket newSocket(SocketAddress address) throws IOException {
        try {
            if (address instanceof DomainSocketAddress) {
                return LinuxSocket.newSocketDomain();
            }
            return LinuxSocket.newSocketStream(
                    ((InetSocketAddress) address).getAddress() instanceof Inet6Address
                            ? SocketProtocolFamily.INET6
                            : SocketProtocolFamily.INET);
        } catch (ChannelException e) {
            throw SocketErrors.onOpen(e);
        }
    }

    @Override
    protected boolean tryConnect(SocketAddress target) throws IOException {
        return socket.connect(target);
    }

    @Override
    protected void finishConnect() throws IOException {
        socket.finishConnect();
    }

    @Override
    protected int tryReceive(ByteBuffer target) throws IOException {
        int room = target.remaining();
        int count;
        int position = target.position();
        if (target.isDirect()) {
            count = receiveDirect(target, position, room);
        } else {
            room = Math.min(room, NettyReactor.SCRATCH_SIZE);
            count = receiveIntoScratch(room);
            if (count > 0) {
                target.put(position, reactor.scratch(), 0, count);
            }
        }
        if (count > 0) {
            target.position(position + count);
        }
        return count;
    }

    private int receiveDirect(ByteBuffer target, int position, int room) throws IOException {
        try {
            return counted(socket.recv(target, position, position + room), room);
        } catch (IOException e) {
            throw SocketErrors.onReceive(this, e);
        }
    }

    @Override
    protected byte[] tryReceive(int max) throws IOException {
        int count = receiveIntoScratch(Math.min(max, NettyReactor.SCRATCH_SIZE));
        if (count <= 0) {
            return count == 0 ? NOTHING : null;
        }
        byte[] received = new byte[count];
        reactor.scratch().get(0, received, 0, count);
        return received;
    }

    private int receiveIntoScratch(int room) throws IOException {
        try {
            return counted(socket.recvAddress(reactor.scratchAddress(), 0, room), room);
        } catch (IOException e) {
            throw SocketErrors.onReceive(this, e);
        }
    }

    /** Less than there was room for means that nothing is left, which saves asking again. */
    private int counted(int count, int room) {
        if (count == 0) {
            input().exhausted();
        } else if (count > 0 && count < room && !unix) {
            readiness().drained();
        }
        return count;
    }

    @Override
    protected void trySend(ByteBuffer data) throws IOException {
        while (data.hasRemaining()) {
            int position = data.position();
            int sent = data.isDirect() ? sendDirect(data) : sendThroughScratch(data);
            data.position(position + sent);
            if (!output().isReady()) {
                return;
            }
        }
    }

    private int sendDirect(ByteBuffer data) throws IOException {
        try {
            return sent(socket.send(data, data.position(), data.limit()), data.remaining());
        } catch (IOException e) {
            throw SocketErrors.onSend(this, e);
        }
    }

    private int sendThroughScratch(ByteBuffer data) throws IOException {
        int length = Math.min(data.remaining(), NettyReactor.SCRATCH_SIZE);
        reactor.scratch().put(0, data, data.position(), length);
        return sendScratch(length);
    }

    private int sendScratch(int length) throws IOException {
        try {
            return sent(socket.sendAddress(reactor.scratchAddress(), 0, length), length);
        } catch (IOException e) {
            throw SocketErrors.onSend(this, e);
        }
    }

    private int sent(int count, int wanted) {
        if (count < wanted) {
            output().exhausted();
        }
        return count;
    }

    @Override
    protected void trySend(ByteBuffer[] data) throws IOException {
        for (int index = 0; index < data.length && output().isReady(); ) {
            if (data[index].isDirect() || isLast(data, index)) {
                trySend(data[index]);
                index++;
            } else {
                index = sendGathered(data, index);
            }
        }
    }

    private static boolean isLast(ByteBuffer[] data, int index) {
        return index == data.length - 1;
    }

    /** Sends small parts as one: copying them together is cheaper than the system's own list. */
    private int sendGathered(ByteBuffer[] data, int from) throws IOException {
        ByteBuffer scratch = reactor.scratch();
        int length = 0;
        int end = from;
        while (end < data.length
                && !data[end].isDirect()
                && length + data[end].remaining() <= NettyReactor.SCRATCH_SIZE) {
            scratch.put(length, data[end], data[end].position(), data[end].remaining());
            length += data[end].remaining();
            end++;
        }
        if (end == from) {
            trySend(data[from]);
            return from + 1;
        }
        advance(data, from, sendScratch(length));
        return end;
    }

    private static void advance(ByteBuffer[] data, int from, int count) {
        int left = count;
        for (int index = from; left > 0; index++) {
            int part = Math.min(left, data[index].remaining());
            data[index].position(data[index].position() + part);
            left -= part;
        }
    }

    @Override
    protected FileSource openFile(Path path) throws IOException {
        return FileSource.openForDescriptors(path);
    }

    @Override
    protected long trySendFile(FileSource file, long offset, long count) throws IOException {
        try {
            long sent = file.sendTo(socket.intValue(), offset, count);
            if (sent == NO_ROOM) {
                output().exhausted();
            }
            return sent;
        } catch (IOException e) {
            throw SocketErrors.onSend(this, e);
        }
    }

    @Override
    public void bind(SocketAddress address) throws IOException {
        try {
            socket.bind(address);
        } catch (IOException e) {
            throw SocketErrors.onLocalAddress(address, e);
        }
    }

    @Override
    public void shutdownInput() throws IOException {
        shutdown(true, false);
    }

    @Override
    public void shutdownOutput() throws IOException {
        shutdown(false, true);
    }

    private void shutdown(boolean input, boolean output) throws IOException {
        try {
            socket.shutdown(input, output);
        } catch (NotYetConnectedException e) {
            // So Netty calls a connection that the peer has reset. The next receive or send tells.
        }
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        NativeOptions.set(socket, option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return NativeOptions.get(socket, option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return NativeOptions.SUPPORTED;
    }

    @Override
    protected Readiness watch() throws IOException {
        return watch(this, reactor, socket);
    }

    static Readiness watch(Watched owner, NettyReactor reactor, Socket socket) throws IOException {
        return reactor.engine() == Engine.EPOLL
                ? new EpollReadiness(owner, reactor, socket)
                : new UringReadiness(owner, reactor, socket);
    }

    @Override
    protected SocketAddress findLocalAddress() {
        return remoteAddress() instanceof DomainSocketAddress
                ? socket.localDomainSocketAddress()
                : socket.localAddress();
    }

    @Override
    protected void closeNow() throws IOException {
        socket.close();
    }
}
