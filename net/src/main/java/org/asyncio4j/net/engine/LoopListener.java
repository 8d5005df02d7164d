package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;

import java.io.IOException;
import java.net.SocketAddress;

/** A socket of a loop that connections come in on. Loop thread only. */
public abstract class LoopListener extends Watched {
    private SocketAddress address;

    LoopListener(NettyReactor reactor) {
        super(reactor);
    }

    /**
     * Listens on an address.
     *
     * @param backlog how many connections the system may keep until they are accepted
     */
    public static LoopListener open(
            NettyReactor reactor,
            SocketAddress address,
            int backlog,
            boolean reuseAddress,
            boolean reusePort)
            throws IOException {
        return open(reactor, address, backlog, reuseAddress, reusePort, false);
    }

    /**
     * Listens on an address.
     *
     * @param bothFamilies whether IPv6's wildcard address takes IPv4's connections, too
     */
    public static LoopListener open(
            NettyReactor reactor,
            SocketAddress address,
            int backlog,
            boolean reuseAddress,
            boolean reusePort,
            boolean bothFamilies)
            throws IOException {
        LoopListener listener = null;
        try {
            listener =
                    reactor.engine().isNative()
                            ? new NativeListener(reactor, address)
                            : new ChannelListener(reactor, address);
            listener.listen(address, backlog, reuseAddress, reusePort, bothFamilies);
            listener.address = listener.findAddress();
            listener.begin();
            return listener;
        } catch (IOException e) {
            if (listener != null) {
                listener.close();
            }
            throw SocketErrors.onBind(address, e);
        }
    }

    abstract void listen(
            SocketAddress address,
            int backlog,
            boolean reuseAddress,
            boolean reusePort,
            boolean bothFamilies)
            throws IOException;

    abstract SocketAddress findAddress() throws IOException;

    /**
     * @return null if no connection has come in
     */
    abstract LoopSocket tryAccept() throws IOException;

    /**
     * Waits for a connection.
     *
     * <p>Gives way: only if none has come in. Cancellation: none was accepted.
     *
     * @return null if the listener was closed
     */
    public final LoopSocket accept(Fiber fiber) throws IOException {
        while (!isClosed()) {
            if (readiness().input.isReady()) {
                LoopSocket accepted = tryAccept();
                if (accepted != null) {
                    return accepted;
                }
                readiness().input.exhausted();
            }
            readiness().input.await(fiber);
        }
        return null;
    }

    /**
     * {@link #accept(Fiber)} until the loop's clock shows the deadline.
     *
     * @return null if the listener was closed, or none came until then
     */
    public final LoopSocket accept(Fiber fiber, long deadline) throws IOException {
        while (!isClosed()) {
            if (readiness().input.isReady()) {
                LoopSocket accepted = tryAccept();
                if (accepted != null) {
                    return accepted;
                }
                readiness().input.exhausted();
            }
            if (!readiness().input.await(fiber, deadline)) {
                return null;
            }
        }
        return null;
    }

    /** Whether the system is out of descriptors or memory, so that a pause may help. */
    public static boolean isExhaustion(IOException exception) {
        return SocketErrors.isExhaustion(exception);
    }

    public final SocketAddress address() {
        return address;
    }

    @Override
    public String toString() {
        return "listener on " + SocketErrors.name(address);
    }
}
