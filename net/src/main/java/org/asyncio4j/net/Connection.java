package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.moveOnAfter;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.DomainSocketAddress;

import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.SocketStream;
import org.asyncio4j.net.tls.PrefixedReceiveStream;
import org.asyncio4j.net.tls.TlsSession;
import org.asyncio4j.stream.ByteStream;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection to a peer, over TCP or a Unix socket, plain or in TLS: what {@link
 * Net#openConnection} returns and a server's handler gets.
 *
 * <pre>{@code
 * try (Connection connection = openConnection("127.0.0.1", port)) {
 *     connection.write("hello\n");
 *     IO.println(connection.readLine());
 * }
 * }</pre>
 *
 * <p>It belongs to one loop. One task may read while others write. A read or write that need not
 * wait does not give way, but after some dozens of them in a row one does, so that a peer that is
 * quicker than this program starves no other task.
 */
public final class Connection extends ByteStream {
    /** How long {@link #close} waits for a peer that does not take what was written. */
    public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final SocketStream socket;
    private final Wire wire;
    private final StreamReader reader;
    private final StreamWriter writer;

    /** Whom the peer's certificate must be for, unless options tell; null if not known. */
    private final String host;

    /** Null on a plain connection. */
    private TlsSession tls;

    private Runnable closer;

    /**
     * @param host the name that was connected to; null if there was none
     */
    Connection(LoopSocket socket, String host, int limit) {
        this.host = host;
        this.socket = new SocketStream(socket);
        this.wire = new Wire(this.socket);
        this.reader = new StreamReader(wire, limit);
        this.writer = new StreamWriter(wire);
    }

    @Override
    public StreamReader reader() {
        return reader;
    }

    @Override
    public StreamWriter writer() {
        return writer;
    }

    // ---------------------------------------------------------------- Netty's buffers

    /**
     * Reads what has come into a buffer of Netty's, at its writer index.
     *
     * <p>As {@link #read(ByteBuffer)}; a buffer without room gets 2 KiB of it.
     *
     * @return how many bytes; -1 at the end
     */
    public int read(ByteBuf target) throws IOException {
        if (!target.isWritable()) {
            target.ensureWritable(Math.min(2048, target.maxWritableBytes()));
        }
        int index = target.writerIndex();
        int count = read(target.nioBuffer(index, target.writableBytes()));
        target.writerIndex(index + Math.max(0, count));
        return count;
    }

    /**
     * Writes the readable bytes of a buffer of Netty's, without copying it where it is direct. Its
     * reader index moves on, also where this throws; it is not released.
     *
     * <p>As {@link #write(ByteBuffer...)}.
     */
    public void write(ByteBuf data) throws IOException {
        ByteBuffer[] parts = data.nioBuffers();
        try {
            write(parts);
        } finally {
            long left = 0;
            for (ByteBuffer part : parts) {
                left += part.remaining();
            }
            data.readerIndex(data.writerIndex() - (int) left);
        }
    }

    // ---------------------------------------------------------------- files

    /** {@link #sendFile(Path, long, long)} of the whole file. */
    public long sendFile(Path file) throws IOException {
        return sendFile(file, 0, Long.MAX_VALUE);
    }

    /**
     * Sends a part of a file. On a plain connection the system sends it from its cache, without a
     * copy through this program. In TLS, and where the file is in no file system of the system's
     * but in an archive, say, it is read in a thread of the loop's pool, block by block.
     *
     * <p>Gives way: whenever the peer does not keep up. Cancellation: as of a {@code write}, with
     * an {@link org.asyncio4j.stream.IncompleteWriteException}. Woken by: the progress of the peer,
     * the failure of the connection.
     *
     * @param offset where the part begins
     * @param count how long it is; it ends at the file's end at the latest
     * @return how many bytes were sent
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws IllegalArgumentException if {@code offset} or {@code count} is negative
     */
    public long sendFile(Path file, long offset, long count) throws IOException {
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "The part of a file to send cannot begin at "
                            + offset
                            + " and be "
                            + count
                            + " bytes long.");
        }
        return new FileSending(writer, wire).send(file, offset, count);
    }

    // ---------------------------------------------------------------- TLS

    /**
     * Goes on in TLS: {@code StreamWriter.start_tls}. What was written goes out first; what was
     * received and not read is taken for the peer's part of the hand-shake. While that goes on,
     * others' writes wait, and go out in TLS; their reads are refused.
     *
     * <p>Gives way: yes. Cancellation: the connection is closed, since nobody can know how far the
     * peer is. Woken by: the peer, the hand-shake's time-out.
     *
     * @param options {@link TlsOptions#client} or {@link TlsOptions#server}: who is which does not
     *     depend on who has connected
     * @throws javax.net.ssl.SSLException if the hand-shake fails; the connection is closed then
     * @throws IllegalStateException if a task reads; nothing has been sent, the connection is as it
     *     was
     */
    public void startTls(TlsOptions options) throws IOException {
        startTls(options, host);
    }

    /**
     * {@link #startTls(TlsOptions)} with another peer than the one that was connected to, as behind
     * a proxy.
     *
     * @param host whom a client asks for, and the peer's certificate must be for, unless the
     *     options tell; null if that is not known
     */
    public void startTls(TlsOptions options, String host) throws IOException {
        reader.takeOver(buffered -> {
            try {
                writer.inTurn(_ -> handOver(options, host, buffered));
            } catch (Throwable e) {
                endAfterFailure();
                throw e;
            }
        });
    }

    /** From what the wire is now to TLS on it, while nobody else reads or writes. */
    private void handOver(TlsOptions options, String peer, byte[] buffered) throws IOException {
        wire.flush();
        TlsSession session = newSession(options, peer, buffered);
        wire.switchTo(session);
        tls = session;
    }

    /** Lets the alert out that tells the peer why. */
    private void endAfterFailure() {
        if (socket.isPaused()) {
            socket.abort();
        } else {
            socket.close();
        }
    }

    private TlsSession newSession(TlsOptions options, String peer, byte[] buffered)
            throws IOException {
        ReceiveStream received = new PrefixedReceiveStream(buffered, wire.in());
        return options.isServer()
                ? Tls.accept(options, received, wire.out(), peerHost(), port())
                : Tls.connect(options, received, wire.out(), peer, port());
    }

    private String peerHost() {
        return socket.socket().remoteAddress() instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : null;
    }

    private int port() {
        return socket.socket().remoteAddress() instanceof InetSocketAddress internet
                ? internet.getPort()
                : -1;
    }

    /** What the TLS hand-shake has agreed on; empty on a plain connection. */
    public Optional<TlsInfo> tls() {
        return Optional.ofNullable(tls).map(TlsInfo::of);
    }

    // ---------------------------------------------------------------- the end

    /**
     * Closes the connection, after what was written has gone out; in TLS its end is announced
     * first. A peer that takes nothing more is given {@link #CLOSE_TIMEOUT}.
     *
     * <p>Gives way: only if something must go out. Cancellation: the connection is aborted. Woken
     * by: the progress of the peer, the failure of the connection.
     *
     * @throws IOException if what was written could not go out; the connection is closed all the
     *     same
     */
    @Override
    public void close() throws IOException {
        close(CLOSE_TIMEOUT);
    }

    /** {@link #close()} with another patience for the peer. */
    void close(Duration patience) throws IOException {
        if (socket.isClosed()) {
            return;
        }
        try {
            if (tls != null && !socket.isClosing()) {
                tls.close();
            }
            socket.close();
            waitForPeer(patience);
        } catch (Throwable e) {
            socket.abort();
            throw e;
        }
    }

    private void waitForPeer(Duration patience) throws IOException {
        if (!socket.isClosed()) {
            moveOnAfter(patience, socket::waitClosed);
        }
        if (!socket.isClosed()) {
            throw new SocketTimeoutException(
                    "The "
                            + socket
                            + " was aborted: the peer has not taken the last "
                            + socket.unsent()
                            + " bytes within "
                            + patience.toMillis()
                            + " ms.");
        }
        requireAllSent();
    }

    /** Refuses to call it a good end where what was written could not go out. */
    private void requireAllSent() throws IOException {
        IOException failure = socket.failure();
        if (failure != null) {
            throw failure;
        }
    }

    /** {@link #close} without waiting: what was written goes out in the background. */
    void closeInBackground() {
        if (tls != null && !socket.isClosing()) {
            tls.announceEnd();
        }
        socket.close();
    }

    /** Has a server close it in this way: its user keeps what is still to be written. */
    void closer(Runnable closer) {
        this.closer = closer;
    }

    /** How its user wants it to be closed by others; null for no wish. */
    Runnable closer() {
        return closer;
    }

    /**
     * Whether the peer has neither closed it nor said anything since the last read: whether one who
     * kept it for later can use it again. Where it returns false the connection is of no more use:
     * a byte may have been taken from it. Never gives way, and with epoll makes no system call
     * unless something has happened.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public boolean isStillIdle() {
        if (socket.isBroken() || reader.buffered() > 0) {
            return false;
        }
        try {
            return socket.socket().input().isQuiet() || socket.probe(ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the peer is gone or this end was closed. */
    boolean isBroken() {
        return socket.isBroken();
    }

    @Override
    public void abort() {
        socket.abort();
    }

    @Override
    public boolean isClosing() {
        return socket.isClosing();
    }

    @Override
    public void waitClosed() throws IOException {
        socket.waitClosed();
        requireAllSent();
    }

    // ---------------------------------------------------------------- extra info

    /**
     * The peer's address: an {@link InetSocketAddress}, or for a Unix socket a {@link
     * DomainSocketAddress}. Known also after the end. asyncio's {@code get_extra_info('peername')}.
     */
    public SocketAddress peerName() {
        return socket.socket().remoteAddress();
    }

    /** This end's address: asyncio's {@code get_extra_info('sockname')}. */
    public SocketAddress sockName() {
        return socket.socket().localAddress();
    }

    /**
     * Sets an option of the socket, as {@link java.net.StandardSocketOptions#SO_KEEPALIVE}.
     *
     * @throws UnsupportedOperationException if the socket has no such option
     * @throws IOException if the system refuses
     */
    public <T> Connection setOption(SocketOption<T> option, T value) throws IOException {
        socket.requireOpen();
        socket.socket().setOption(option, value);
        return this;
    }

    /** Reads an option of the socket. */
    public <T> T getOption(SocketOption<T> option) throws IOException {
        socket.requireOpen();
        return socket.socket().getOption(option);
    }

    /**
     * Changes when a write waits: asyncio's {@code set_write_buffer_limits}. 64 and 16 KiB unless
     * it is changed.
     *
     * @param high how many bytes may be left to the background; a write that leaves more waits
     * @param low until how few are left it waits then
     * @throws IllegalArgumentException unless {@code 0 <= low <= high}
     */
    public void setWriteBufferLimits(int high, int low) {
        socket.waterMarks(high, low);
    }

    /** How many bytes were written and have not left this program. */
    public long getWriteBufferSize() {
        return socket.unsent();
    }

    SocketStream socket() {
        return socket;
    }

    @Override
    public String toString() {
        return (tls == null ? "" : "TLS ")
                + socket
                + (socket.isClosed() ? ", closed" : socket.isClosing() ? ", closing" : "");
    }
}
