package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;

/**
 * A stream socket of a loop, TCP or Unix: calls that do not block, and waits between them.
 *
 * <p>Loop thread only.
 */
public abstract class LoopSocket extends Watched {
    /** What {@link #tryReceive(int)} returns where nothing has come. */
    protected static final byte[] NOTHING = {};

    /** What {@link #trySendFile} returns where there is no room. */
    protected static final long NO_ROOM = -1;

    private SocketAddress localAddress;
    private SocketAddress remoteAddress;

    protected LoopSocket(OpenSockets siblings) {
        super(siblings);
    }

    // ---------------------------------------------------------------- calls that do not block

    /**
     * @return true if connected, false if that goes on: then output gets ready when it is done
     */
    protected abstract boolean tryConnect(SocketAddress target) throws IOException;

    /**
     * @throws IOException if the connection was not made
     */
    protected abstract void finishConnect() throws IOException;

    /**
     * @return how many bytes, 0 if nothing has come (then input is exhausted), -1 at the end
     */
    protected abstract int tryReceive(ByteBuffer target) throws IOException;

    /**
     * @return what has come, {@link #NOTHING} if nothing has (then input is exhausted), null at the
     *     end
     */
    protected abstract byte[] tryReceive(int max) throws IOException;

    /**
     * Sends what there is room for, and advances the position. Where something is left, output is
     * exhausted.
     */
    protected abstract void trySend(ByteBuffer data) throws IOException;

    /** {@link #trySend(ByteBuffer)} for several, in as few system calls as possible. */
    protected abstract void trySend(ByteBuffer[] data) throws IOException;

    /**
     * Sends a part of a file without copying it through this program.
     *
     * @param file one that {@link #openFile} has found to be for sockets
     * @return how much: 0 at the file's end, {@link #NO_ROOM} if there is none (then output is
     *     exhausted)
     */
    protected long trySendFile(FileSource file, long offset, long count) throws IOException {
        throw new UnsupportedOperationException("The " + this + " sends no files by itself.");
    }

    /** Opens a file: for {@link #trySendFile} where that can be, else to be read. */
    protected FileSource openFile(Path path) throws IOException {
        return FileSource.open(path);
    }

    public abstract void bind(SocketAddress address) throws IOException;

    public abstract void shutdownInput() throws IOException;

    public abstract void shutdownOutput() throws IOException;

    /**
     * @throws UnsupportedOperationException for an option that such a socket does not have
     */
    public abstract <T> void setOption(SocketOption<T> option, T value) throws IOException;

    public abstract <T> T getOption(SocketOption<T> option) throws IOException;

    public abstract Set<SocketOption<?>> supportedOptions();

    /**
     * @return null if it is not known any more
     */
    protected abstract SocketAddress findLocalAddress();

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
    protected final void accepted(SocketAddress peer) throws IOException {
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
