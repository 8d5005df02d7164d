package org.asyncio4j.net.socket;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.SocketErrors;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What is inside a {@link DriverServerSocket}. */
final class DriverServerSocketImpl extends LoopSocketImpl {
    private static final Set<SocketOption<?>> SUPPORTED =
            Set.of(
                    StandardSocketOptions.SO_REUSEADDR,
                    StandardSocketOptions.SO_REUSEPORT,
                    StandardSocketOptions.SO_RCVBUF);

    /** Loop thread only, as all below. Null before it listens. */
    private LoopListener listener;

    private final Map<SocketOption<?>, Object> options = new HashMap<>();
    private final Gate accepting = new Gate(this, "the turn to accept from ");

    DriverServerSocketImpl(Scheduler scheduler) {
        super(scheduler);
        options.put(StandardSocketOptions.SO_REUSEADDR, true);
        options.put(StandardSocketOptions.SO_REUSEPORT, false);
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
        } catch (IOException e) {
            if (!SocketErrors.isNotAvailable(e)) {
                throw e;
            }
            return on(InetAddress.ofLiteral("0.0.0.0"), backlog); // There is no IPv6.
        }
    }

    private LoopListener on(InetAddress host, int backlog) throws IOException {
        ListenOptions how =
                new ListenOptions(
                        backlog,
                        (Boolean) options.get(StandardSocketOptions.SO_REUSEADDR),
                        (Boolean) options.get(StandardSocketOptions.SO_REUSEPORT),
                        true);
        return stack().openListener(new InetSocketAddress(host, localport), how);
    }

    @Override
    protected void accept(SocketImpl accepted) throws IOException {
        inLoop(() -> acceptHere((DriverSocketImpl) accepted));
    }

    private Void acceptHere(DriverSocketImpl accepted) throws IOException {
        accepting.enter();
        try {
            requireOpen();
            handOver(acceptInTime(Fiber.current().checkpoint()), accepted);
            return null;
        } catch (Throwable e) {
            throw translated(e);
        } finally {
            accepting.leave();
        }
    }

    /** Another thread may have closed this one while the connection came in. */
    private void handOver(LoopSocket socket, DriverSocketImpl accepted) throws IOException {
        try {
            requireOpen();
            if (options.get(StandardSocketOptions.SO_RCVBUF) instanceof Integer size) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, size);
            }
            accepted.adopt(socket);
        } catch (Throwable e) {
            if (socket != null) {
                socket.close();
            }
            throw e;
        }
    }

    /**
     * @return null if this was closed
     */
    private LoopSocket acceptInTime(Fiber fiber) throws IOException {
        int timeout = soTimeout();
        if (timeout == 0) {
            return listener.accept(fiber);
        }
        LoopSocket socket = listener.accept(fiber, deadline(timeout));
        if (socket == null && !isClosed()) {
            throw new SocketTimeoutException("Accept timed out");
        }
        return socket;
    }

    @Override
    Void closeHere() {
        if (listener != null) {
            listener.close();
        }
        return null;
    }

    // ---------------------------------------------------------------- options

    @Override
    InetAddress localAddress() {
        return address;
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
                    ? ofNewSocket(socket -> socket.getOption(option))
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

    private static UnsupportedOperationException onlyAccepts() {
        return new UnsupportedOperationException("A server socket only accepts connections.");
    }

    @Override
    public String toString() {
        return listener == null ? "server socket" : listener.toString();
    }
}
