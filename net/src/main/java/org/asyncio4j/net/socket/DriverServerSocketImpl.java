package org.asyncio4j.net.socket;

import io.netty.channel.ChannelException;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.NettyReactor;
import org.asyncio4j.net.engine.SocketErrors;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What is inside a {@link DriverServerSocket}. */
final class DriverServerSocketImpl extends SocketImpl {
    private static final Set<SocketOption<?>> SUPPORTED =
            Set.of(
                    StandardSocketOptions.SO_REUSEADDR,
                    StandardSocketOptions.SO_REUSEPORT,
                    StandardSocketOptions.SO_RCVBUF);

    private final Scheduler scheduler;

    /** Milliseconds; 0 for none. Any thread. */
    private volatile int soTimeout;

    /** Any thread. */
    private volatile boolean closed;

    /** Loop thread only, as all below. Null before it listens. */
    private LoopListener listener;

    private final Map<SocketOption<?>, Object> options = new HashMap<>();
    private final Gate accepting = new Gate(this, "the turn to accept from ");

    DriverServerSocketImpl(Scheduler scheduler) {
        this.scheduler = scheduler;
        options.put(StandardSocketOptions.SO_REUSEADDR, true);
        options.put(StandardSocketOptions.SO_REUSEPORT, false);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private <T> T inLoop(SocketCall<T> call) throws IOException {
        return scheduler.isInLoop() ? call.run() : ForeignCall.make(scheduler, call);
    }

    @Override
    protected void create(boolean stream) {
        // The system's socket comes with the address.
    }

    // ---------------------------------------------------------------- listening

    @Override
    protected void bind(InetAddress host, int port) {
        // java.net.ServerSocket goes on to listen at once.
        address = host;
        localport = port;
    }

    @Override
    protected void listen(int backlog) throws IOException {
        inLoop(() -> listenHere(backlog));
    }

    private Void listenHere(int backlog) throws IOException {
        requireOpen();
        listener = address.isAnyLocalAddress() ? onAll(backlog) : on(address, backlog);
        localport = ((InetSocketAddress) listener.address()).getPort();
        return null;
    }

    /** As in the JDK, the wildcard address of either family stands for both. */
    private LoopListener onAll(int backlog) throws IOException {
        try {
            return on(InetAddress.ofLiteral("::"), backlog);
        } catch (IOException | ChannelException e) {
            if (e instanceof IOException exception && !SocketErrors.isNotAvailable(exception)) {
                throw exception;
            }
            return on(InetAddress.ofLiteral("0.0.0.0"), backlog); // There is no IPv6.
        }
    }

    private LoopListener on(InetAddress host, int backlog) throws IOException {
        return LoopListener.open(
                NettyReactor.of(scheduler),
                new InetSocketAddress(host, localport),
                backlog,
                (Boolean) options.get(StandardSocketOptions.SO_REUSEADDR),
                (Boolean) options.get(StandardSocketOptions.SO_REUSEPORT),
                true);
    }

    @Override
    protected void accept(SocketImpl accepted) throws IOException {
        inLoop(() -> acceptHere((DriverSocketImpl) accepted));
    }

    private Void acceptHere(DriverSocketImpl accepted) throws IOException {
        accepting.enter();
        try {
            requireOpen();
            LoopSocket socket = acceptInTime(Fiber.current().checkpoint());
            requireOpen();
            if (options.get(StandardSocketOptions.SO_RCVBUF) instanceof Integer size) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, size);
            }
            accepted.adopt(socket);
            return null;
        } catch (Throwable e) {
            throw DriverSocketImpl.translated(e);
        } finally {
            accepting.leave();
        }
    }

    private LoopSocket acceptInTime(Fiber fiber) throws IOException {
        int timeout = soTimeout;
        if (timeout == 0) {
            return listener.accept(fiber);
        }
        long deadline = scheduler.nanos() + TimeUnit.MILLISECONDS.toNanos(timeout);
        LoopSocket socket = listener.accept(fiber, deadline);
        if (socket == null && !closed) {
            throw new SocketTimeoutException("Accept timed out");
        }
        return socket;
    }

    private void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
    }

    @Override
    protected void close() throws IOException {
        closed = true;
        if (scheduler.isInLoop()) {
            closeHere();
        } else {
            ForeignCall.post(scheduler, this::closeHere);
        }
    }

    private Void closeHere() {
        if (listener != null) {
            listener.close();
        }
        return null;
    }

    // ---------------------------------------------------------------- options

    @Override
    public void setOption(int number, Object value) throws SocketException {
        if (number == SocketOptions.SO_TIMEOUT) {
            soTimeout = (Integer) value;
            return;
        }
        try {
            setOption(ClassicOptions.require(number), value);
        } catch (IOException | UnsupportedOperationException e) {
            throw ClassicOptions.asSocketException(e);
        }
    }

    @Override
    public Object getOption(int number) throws SocketException {
        if (number == SocketOptions.SO_TIMEOUT) {
            return soTimeout;
        }
        try {
            return getOption(ClassicOptions.require(number));
        } catch (IOException | UnsupportedOperationException e) {
            throw ClassicOptions.asSocketException(e);
        }
    }

    @Override
    protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireSupported(option);
        inLoop(() -> options.put(option, value));
    }

    @Override
    protected <T> T getOption(SocketOption<T> option) throws IOException {
        requireSupported(option);
        return inLoop(() -> {
            Object value = options.get(option);
            return value == null
                    ? DriverSocketImpl.ofNewSocket(scheduler, socket -> socket.getOption(option))
                    : option.type().cast(value);
        });
    }

    private static void requireSupported(SocketOption<?> option) {
        if (!SUPPORTED.contains(option)) {
            throw new UnsupportedOperationException(
                    "A server socket of a loop has no option " + option.name() + ".");
        }
    }

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        return SUPPORTED;
    }

    // ---------------------------------------------------------------- what it cannot do

    @Override
    protected void connect(String host, int port) {
        throw onlyAccepts();
    }

    @Override
    protected void connect(InetAddress address, int port) {
        throw onlyAccepts();
    }

    @Override
    protected void connect(SocketAddress address, int timeout) {
        throw onlyAccepts();
    }

    @Override
    protected InputStream getInputStream() {
        throw onlyAccepts();
    }

    @Override
    protected OutputStream getOutputStream() {
        throw onlyAccepts();
    }

    @Override
    protected int available() {
        throw onlyAccepts();
    }

    @Override
    protected void sendUrgentData(int data) {
        throw onlyAccepts();
    }

    private static UnsupportedOperationException onlyAccepts() {
        return new UnsupportedOperationException("A server socket only accepts connections.");
    }

    @Override
    public String toString() {
        return listener == null ? "server socket" : listener.toString();
    }
}
