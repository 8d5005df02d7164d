package org.asyncio4j.net.socket;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.kernel.Timer;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.SocketStack;
import org.asyncio4j.net.engine.SocketStream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;

/**
 * What is inside a {@link DriverSocket}.
 *
 * <p>{@code java.net.Socket} keeps the states and checks the arguments. The fields belong to the
 * loop thread.
 */
final class DriverSocketImpl extends LoopSocketImpl {
    /** How much of a write is taken at a time, and so at most copied where the system is full. */
    private static final int PIECE = 256 * 1024;

    /** How much {@link #available} looks for. */
    private static final int AHEAD = 8 * 1024;

    /** Whether a cancelled or interrupted read or write leaves it open. */
    private final boolean keepOnCancel;

    /** Whose inside this is; closed from within where nobody can use it any more. */
    private Socket owner;

    private boolean inputShut;

    /** Null before it is bound or connected. */
    private LoopSocket socket;

    /** Null before it is connected. */
    private SocketStream stream;

    /** Where it was bound before it is connected; null if nowhere. */
    private InetSocketAddress boundTo;

    private final DriverSocketOptions options = new DriverSocketOptions(this);

    /** What {@link #available} has received and nobody has read; null if it never has. */
    private ByteBuffer ahead;

    private final Gate reading = new Gate(this, "the turn to read from ");
    private final Gate writing = new Gate(this, "the turn to write to ");

    DriverSocketImpl(Scheduler scheduler, boolean keepOnCancel) {
        super(scheduler);
        this.keepOnCancel = keepOnCancel;
    }

    void owner(Socket owner) {
        this.owner = owner;
    }

    // ---------------------------------------------------------------- connecting

    @Override
    protected void connect(String host, int port) throws IOException {
        connect(new InetSocketAddress(host, port), 0);
    }

    @Override
    protected void connect(InetAddress address, int port) throws IOException {
        connect(new InetSocketAddress(address, port), 0);
    }

    @Override
    protected void connect(SocketAddress address, int timeout) throws IOException {
        InetSocketAddress target = (InetSocketAddress) address;
        if (target.isUnresolved()) {
            throw new UnknownHostException(target.getHostString());
        }
        if (socketIsMissing() && Fiber.isOnLoop()) {
            moveHere();
        }
        inLoop(() -> connectHere(target, timeout));
    }

    /** Racy, and good enough: who binds and connects at once in two loops gets either. */
    private boolean socketIsMissing() {
        return socket == null;
    }

    private Void connectHere(InetSocketAddress target, int timeout) throws IOException {
        requireOpen();
        Fiber fiber = Fiber.current().checkpoint();
        address = target.getAddress();
        port = target.getPort();
        socketFor(target);
        ConnectAlarm alarm = timeout > 0 ? new ConnectAlarm(socket) : null;
        if (alarm != null) {
            fiber.scheduler().schedule(alarm, deadline(timeout));
        }
        try {
            socket.connect(fiber, target);
            requireOpen();
            connected();
        } catch (Throwable e) {
            socket.close();
            throw connectFailure(e, alarm);
        } finally {
            if (alarm != null && alarm.isScheduled()) {
                fiber.scheduler().cancel(alarm);
            }
        }
        return null;
    }

    private IOException connectFailure(Throwable thrown, ConnectAlarm alarm) throws IOException {
        if (!(thrown instanceof IOException exception)) {
            closeBecauseOf(thrown);
            throw translated(thrown);
        }
        if (alarm != null && alarm.hasFired) {
            return withCause(new SocketTimeoutException("Connect timed out"), exception);
        }
        return isClosed() ? withCause(socketClosed(), exception) : exception;
    }

    /** The socket is connected: from now on there are streams. */
    private void connected() {
        stream = new SocketStream(socket);
        // A write is over when the system has all of it, as in the JDK.
        stream.waterMarks(0, 0);
        if (socket.localAddress() instanceof InetSocketAddress local) {
            localport = local.getPort();
        }
    }

    /** One that was accepted. */
    void adopt(LoopSocket accepted) throws IOException {
        socket = accepted;
        InetSocketAddress peer = (InetSocketAddress) accepted.remoteAddress();
        address = unmapped(peer.getAddress());
        port = peer.getPort();
        connected();
    }

    /** A peer of IPv4 that came through a socket of IPv6 is told by its own address. */
    private static InetAddress unmapped(InetAddress address) throws UnknownHostException {
        boolean mapped = address instanceof Inet6Address six && isMapped(six.getAddress());
        return mapped ? InetAddress.getByAddress(address.getAddress()) : address;
    }

    /** ::ffff:1.2.3.4 */
    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    /** Closes the socket when its time is up, which wakes who connects it. */
    private static final class ConnectAlarm extends Timer {
        private final LoopSocket socket;
        private boolean hasFired;

        ConnectAlarm(LoopSocket socket) {
            this.socket = socket;
        }

        @Override
        protected void fire() {
            hasFired = true;
            socket.close();
        }
    }

    // ---------------------------------------------------------------- binding

    @Override
    protected void bind(InetAddress host, int port) throws IOException {
        if (Fiber.isOnLoop()) {
            moveHere();
        }
        inLoop(() -> bindHere(new InetSocketAddress(host, port)));
    }

    private Void bindHere(InetSocketAddress local) throws IOException {
        requireOpen();
        open(local);
        try {
            socket.bind(local);
        } catch (Throwable e) {
            socket.close();
            socket = null;
            throw e;
        }
        boundTo = (InetSocketAddress) socket.localAddress();
        localport = boundTo.getPort();
        return null;
    }

    /** Has a socket that can connect to such an address. */
    private void socketFor(InetSocketAddress target) throws IOException {
        if (socket == null) {
            open(target);
        } else if (isIpv6(target) != isIpv6(boundTo)) {
            bindLike(target);
        }
    }

    /** The wildcard address was bound, which each family has its own of. */
    private void bindLike(InetSocketAddress target) throws IOException {
        if (!boundTo.getAddress().isAnyLocalAddress()) {
            throw new SocketException(
                    "A socket that is bound to "
                            + boundTo
                            + " cannot connect to "
                            + target
                            + ": one address is IPv4 and the other IPv6.");
        }
        socket.close();
        String wildcard = isIpv6(target) ? "::" : "0.0.0.0";
        bindHere(new InetSocketAddress(InetAddress.ofLiteral(wildcard), boundTo.getPort()));
    }

    private static boolean isIpv6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    private void open(InetSocketAddress target) throws IOException {
        SocketStack stack = stack();
        requireOpen(); // The loop's first socket waits until the loop's I/O is made.
        socket = stack.openSocket(target);
        options.applyTo(socket);
    }

    // ---------------------------------------------------------------- reading

    @Override
    protected InputStream getInputStream() {
        return new Input();
    }

    /** What {@code java.net.Socket} wraps in a stream of its own, whose {@code close} closes. */
    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            return isInLoop()
                    ? readHere(target, offset, length)
                    : ForeignCall.make(scheduler(), () -> readHere(target, offset, length));
        }

        @Override
        public int available() throws IOException {
            return DriverSocketImpl.this.available();
        }
    }

    private int readHere(byte[] target, int offset, int length) throws IOException {
        enter(reading);
        try {
            if (inputShut) {
                return -1;
            }
            requireOpen();
            ByteBuffer room = ByteBuffer.wrap(target, offset, length);
            int count = isAhead() ? takeAhead(room) : receive(room);
            if (inputShut) {
                return -1;
            }
            requireOpen();
            return count;
        } catch (Throwable e) {
            throw failure(e);
        } finally {
            reading.leave();
        }
    }

    /** Who is cancelled while it waits for its turn is in the middle of a conversation, too. */
    private void enter(Gate gate) throws IOException {
        try {
            gate.enter();
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private int receive(ByteBuffer room) throws IOException {
        int timeout = soTimeout();
        if (timeout == 0) {
            return stream.receive(room);
        }
        int count = stream.receive(room, deadline(timeout));
        if (count == 0) {
            throw new SocketTimeoutException("Read timed out");
        }
        return count;
    }

    private boolean isAhead() {
        return ahead != null && ahead.hasRemaining();
    }

    private int takeAhead(ByteBuffer room) {
        int count = Math.min(room.remaining(), ahead.remaining());
        room.put(ahead.slice(ahead.position(), count));
        ahead.position(ahead.position() + count);
        return count;
    }

    /** How much can be read without waiting: what has come, up to a limit, is received for it. */
    @Override
    protected int available() throws IOException {
        return inLoop(this::availableHere);
    }

    private Integer availableHere() throws IOException {
        requireOpen();
        if (inputShut || stream == null) {
            return 0;
        }
        if (!isAhead() && !reading.isOccupied()) {
            lookAhead();
        }
        return isAhead() ? ahead.remaining() : 0;
    }

    private void lookAhead() throws IOException {
        if (ahead == null) {
            ahead = ByteBuffer.allocate(AHEAD);
        }
        ahead.clear();
        try {
            stream.probe(ahead);
        } finally {
            ahead.flip();
        }
    }

    // ---------------------------------------------------------------- writing

    @Override
    protected OutputStream getOutputStream() {
        return new Output();
    }

    /** It has nothing to flush: a write is over when the system has it. */
    private final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, data.length);
            if (isInLoop()) {
                writeHere(data, offset, length);
            } else {
                ForeignCall.make(scheduler(), () -> writeHere(data, offset, length));
            }
        }
    }

    private Void writeHere(byte[] data, int offset, int length) throws IOException {
        enter(writing);
        try {
            requireOpen();
            send(ByteBuffer.wrap(data, offset, length));
        } catch (Throwable e) {
            throw failure(e);
        } finally {
            writing.leave();
        }
        return null;
    }

    /**
     * Sends all of it. Looks for a cancelled scope only where it has to wait, so that a driver can
     * say good-bye in its {@code close()}.
     */
    private void send(ByteBuffer data) throws IOException {
        int end = data.limit();
        try {
            do {
                data.limit(Math.min(end, data.position() + PIECE));
                stream.offer(data);
                if (stream.unsent() > 0) {
                    stream.flush();
                }
            } while (data.position() < end);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            sendRest(data.limit(end));
            throw e;
        }
    }

    /**
     * The write was cancelled or interrupted. Where the socket stays open, its rest goes out all
     * the same, in the background: half a message would make all that come later unreadable to the
     * peer.
     */
    private void sendRest(ByteBuffer rest) throws IOException {
        if (keepOnCancel && rest.hasRemaining() && !stream.isClosing()) {
            stream.offer(rest);
        }
    }

    // ---------------------------------------------------------------- failures

    /** What a read or write throws to a driver for what has happened inside. */
    private IOException failure(Throwable thrown) throws IOException {
        if (thrown instanceof SocketTimeoutException timeout) {
            return timeout;
        }
        if (isClosed() && thrown instanceof IOException exception) {
            return withCause(socketClosed(), exception);
        }
        if (!keepOnCancel && !(thrown instanceof IOException)) {
            // Cancelled or interrupted, in the middle of a conversation.
            closeBecauseOf(thrown);
        }
        throw translated(thrown);
    }

    /** It is of no use any more. What has made it so is what the caller is told. */
    private void closeBecauseOf(Throwable thrown) {
        try {
            owner.close();
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
    }

    private static IOException withCause(IOException exception, Throwable cause) {
        exception.initCause(cause);
        return exception;
    }

    // ---------------------------------------------------------------- the end

    @Override
    protected void shutdownInput() throws IOException {
        inLoop(() -> {
            requireOpen();
            inputShut = true;
            socket.shutdownInput();
            return null;
        });
    }

    @Override
    protected void shutdownOutput() throws IOException {
        inLoop(() -> {
            requireOpen();
            stream.sendEof();
            return null;
        });
    }

    /** What the system has not taken yet goes out in the background. */
    @Override
    Void closeHere() throws IOException {
        if (stream == null) {
            if (socket != null) {
                socket.close();
            }
        } else if (!stream.isClosed()) {
            closeStream();
        }
        return null;
    }

    private void closeStream() throws IOException {
        int linger = socket.getOption(StandardSocketOptions.SO_LINGER);
        if (linger == 0 || writing.isOccupied()) {
            stream.abort(); // Who writes is told; the peer must not take it for the end.
            return;
        }
        if (linger > 0) {
            // The system's close would wait, and all of the loop with it.
            socket.setOption(StandardSocketOptions.SO_LINGER, ClassicOptions.NO_LINGER);
        }
        stream.close();
        if (!stream.isClosed()) {
            socket.shutdownInput(); // Who reads is to notice now, not when the last byte is out.
        }
    }

    // ---------------------------------------------------------------- options

    @Override
    InetAddress localAddress() throws IOException {
        requireOpen();
        return inLoop(() ->
                socket != null && socket.localAddress() instanceof InetSocketAddress local
                        ? unmapped(local.getAddress())
                        : InetAddress.ofLiteral("0.0.0.0"));
    }

    @Override
    protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
        inLoop(() -> {
            requireOpen();
            options.set(socket, option, value);
            return null;
        });
    }

    @Override
    protected <T> T getOption(SocketOption<T> option) throws IOException {
        return inLoop(() -> {
            requireOpen();
            return options.get(socket, option);
        });
    }

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        try {
            return inLoop(() -> options.supported(socket));
        } catch (IOException e) {
            return Set.of(); // The loop has ended.
        }
    }

    // ---------------------------------------------------------------- what it cannot do

    @Override
    protected void listen(int backlog) {
        throw new UnsupportedOperationException("This is a socket for connecting.");
    }

    @Override
    protected void accept(SocketImpl socket) {
        throw new UnsupportedOperationException("This is a socket for connecting.");
    }

    @Override
    public String toString() {
        return socket == null ? "unconnected socket" : socket.toString();
    }
}
