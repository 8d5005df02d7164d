package org.asyncio4j.net.engine;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.util.Set;

/** A stream socket that is a channel of the JDK, for selectors. */
final class ChannelSocket extends LoopSocket {
    private final NettyReactor reactor;
    private final SocketChannel channel;

    ChannelSocket(NettyReactor reactor, SocketChannel channel) {
        super(reactor.sockets());
        this.reactor = reactor;
        this.channel = channel;
    }

    static ChannelSocket create(NettyReactor reactor, SocketAddress target) throws IOException {
        SocketChannel channel = SocketChannel.open(family(target));
        channel.configureBlocking(false);
        return new ChannelSocket(reactor, channel);
    }

    static StandardProtocolFamily family(SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            return internet.getAddress() instanceof Inet6Address
                    ? StandardProtocolFamily.INET6
                    : StandardProtocolFamily.INET;
        }
        return StandardProtocolFamily.UNIX;
    }

    @Override
    protected boolean tryConnect(SocketAddress target) throws IOException {
        SocketAddress address = UnixAddresses.forJdk(target);
        boolean connected = connectTo(address);
        if (!connected && address instanceof UnixDomainSocketAddress) {
            // These connect at once or not at all: the JDK takes "try again" for "in progress".
            throw new IOException(SocketErrors.TRY_AGAIN);
        }
        return connected;
    }

    private boolean connectTo(SocketAddress address) throws IOException {
        try {
            return channel.connect(address);
        } catch (UnsupportedAddressTypeException e) {
            throw new IOException(SocketErrors.OTHER_FAMILY, e);
        }
    }

    @Override
    protected void finishConnect() throws IOException {
        channel.finishConnect();
    }

    @Override
    protected int tryReceive(ByteBuffer target) throws IOException {
        try {
            int room = target.remaining();
            int count = channel.read(target);
            if (count >= 0 && count < room) {
                input().exhausted();
            }
            return count;
        } catch (IOException e) {
            throw SocketErrors.onReceive(this, e);
        }
    }

    @Override
    protected byte[] tryReceive(int max) throws IOException {
        ByteBuffer scratch = reactor.scratch().duplicate();
        scratch.limit(Math.min(max, NettyReactor.SCRATCH_SIZE));
        int count = tryReceive(scratch);
        if (count <= 0) {
            return count == 0 ? NOTHING : null;
        }
        byte[] received = new byte[count];
        scratch.get(0, received, 0, count);
        return received;
    }

    @Override
    protected void trySend(ByteBuffer data) throws IOException {
        try {
            channel.write(data);
        } catch (IOException e) {
            throw SocketErrors.onSend(this, e);
        }
        if (data.hasRemaining()) {
            output().exhausted();
        }
    }

    @Override
    protected void trySend(ByteBuffer[] data) throws IOException {
        try {
            channel.write(data);
        } catch (IOException e) {
            throw SocketErrors.onSend(this, e);
        }
        if (data[data.length - 1].hasRemaining()) {
            output().exhausted();
        }
    }

    @Override
    protected FileSource openFile(Path path) throws IOException {
        return FileSource.openForChannels(path);
    }

    @Override
    protected long trySendFile(FileSource file, long offset, long count) throws IOException {
        try {
            long sent = file.transferTo(channel, offset, count);
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
            channel.bind(UnixAddresses.forJdk(address));
        } catch (UnsupportedAddressTypeException e) {
            throw SocketErrors.onLocalAddress(
                    address, new IOException(SocketErrors.OTHER_FAMILY, e));
        } catch (IOException e) {
            throw SocketErrors.onLocalAddress(address, e);
        }
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
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
    protected Readiness watch() throws IOException {
        return new NioReadiness(this, reactor, channel);
    }

    @Override
    protected SocketAddress findLocalAddress() {
        return address(channel::getLocalAddress);
    }

    SocketAddress findRemoteAddress() {
        return address(channel::getRemoteAddress);
    }

    private static SocketAddress address(AddressOf call) {
        try {
            SocketAddress address = call.get();
            return address instanceof UnixDomainSocketAddress unix
                    ? UnixAddresses.ofPath(unix.getPath().toString())
                    : address;
        } catch (IOException e) {
            return null; // It has just been closed.
        }
    }

    private interface AddressOf {
        SocketAddress get() throws IOException;
    }

    @Override
    protected void closeNow() throws IOException {
        channel.close();
    }
}
