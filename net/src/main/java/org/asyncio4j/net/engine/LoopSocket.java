package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * A stream socket of a loop, TCP or Unix: calls that do not block, and waits between them.
 *
 * <p>Loop thread only.
 */
public abstract class LoopSocket extends Watched {
    /** What {@link #tryReceive(int)} returns where nothing has come. */
    static final byte[] NOTHING = {};

    private SocketAddress localAddress;
    private SocketAddress remoteAddress;

    LoopSocket(NettyReactor reactor) {
        super(reactor);
    }

    /** Makes a socket that can connect to such an address. */
    public static LoopSocket open(NettyReactor reactor, SocketAddress target) throws IOException {
        try {
            return reactor.engine().isNative()
                    ? NativeSocket.create(reactor, target)
                    : ChannelSocket.create(reactor, target);
        } catch (IOException e) {
            throw SocketErrors.onConnect(target, e);
        }
    }

    // ---------------------------------------------------------------- calls that do not block

    /**
     * @return true if connected, false if that goes on
     */
    abstract boolean tryConnect(SocketAddress target) throws IOException;

    abstract void finishConnect() throws IOException;

    /**
     * @return how many bytes, 0 if nothing has come, -1 at the end
     */
    abstract int tryReceive(ByteBuffer target) throws IOException;

    /**
     * @return what has come, {@link #NOTHING} if nothing has, null at the end
     */
    abstract byte[] tryReceive(int max) throws IOException;

    /** Sends what there is room for, and advances the position. */
    abstract void trySend(ByteBuffer data) throws IOException;

    /** {@link #trySend(ByteBuffer)} for several, in as few system calls as possible. */
    abstract void trySend(ByteBuffer[] data) throws IOException;

    /**
     * Sends a part of a file without copying it through this program.
     *
     * @return how much: 0 at the file's end, {@link FileTransfer#NO_ROOM} if there is no room
     */
    abstract long trySendFile(FileSource file, long offset, long count) throws IOException;

    public abstract void bind(SocketAddress address) throws IOException;

    public abstract void shutdownInput() throws IOException;

    public abstract void shutdownOutput() throws IOException;

    /**
     * @throws UnsupportedOperationException for an option that such a socket does not have
     */
    public abstract <T> void setOption(SocketOption<T> option, T value) throws IOException;

    public abstract <T> T getOption(SocketOption<T> option) throws IOException;

    public abstract Set<SocketOption<?>> supportedOptions();

    abstract SocketAddress findLocalAddress();

    abstract SocketAddress findRemoteAddress();

    // ---------------------------------------------------------------- waiting

    /**
     * Connects.
     *
     * <p>Gives way: unless it is done at once. Cancellation: the socket is of no use any more, and
     * is to be closed.
     */
    public void connect(Fiber fiber, SocketAddress target) throws IOException {
        try {
            remoteAddress = target;
            boolean connected = tryConnect(target);
            begin();
            if (!connected) {
                output().exhausted();
                output().await(fiber);
                requireOpen();
                finishConnect();
            }
            localAddress = findLocalAddress();
        } catch (IOException e) {
            throw SocketErrors.onConnect(target, e);
        }
    }

    /** For one that was accepted. */
    final void accepted(SocketAddress peer) throws IOException {
        remoteAddress = peer;
        begin();
    }

    public final Direction input() {
        return readiness().input;
    }

    public final Direction output() {
        return readiness().output;
    }

    // ---------------------------------------------------------------- state

    /** This end's address; null if nobody has asked before it was closed. */
    public final SocketAddress localAddress() {
        if (localAddress == null && !isClosed()) {
            localAddress = findLocalAddress();
        }
        return localAddress;
    }

    /** The peer's address. */
    public final SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** A stand-in for the system's words: "connection to 127.0.0.1:80". */
    @Override
    public String toString() {
        return "connection to " + SocketErrors.name(remoteAddress);
    }
}
