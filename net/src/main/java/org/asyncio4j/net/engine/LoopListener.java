package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;

import java.io.IOException;
import java.net.SocketAddress;

/** A socket of a loop that connections come in on. Loop thread only. */
public abstract class LoopListener extends Watched {
    private SocketAddress address;

    protected LoopListener(OpenSockets siblings) {
        super(siblings);
    }

    /**
     * Listens; called once, by who has made it. Where that fails it is closed.
     *
     * @throws java.net.BindException if the address cannot be had
     */
    protected final void listen(SocketAddress wanted, ListenOptions options) throws IOException {
        try {
            bindNow(wanted, options);
            address = findAddress();
            begin();
        } catch (IOException e) {
            close();
            throw SocketErrors.onBind(wanted, e);
        }
    }

    protected abstract void bindNow(SocketAddress wanted, ListenOptions options) throws IOException;

    /** Where it listens: with the port that was found for it. */
    protected abstract SocketAddress findAddress() throws IOException;

    /**
     * @return null if no connection has come in
     */
    protected abstract LoopSocket tryAccept() throws IOException;

    /**
     * Waits for a connection.
     *
     * <p>Gives way: only if none has come in. Cancellation: none was accepted.
     *
     * @return null if the listener was closed
     */
    public final LoopSocket accept(Fiber fiber) throws IOException {
        return accept(fiber, Direction.NO_DEADLINE);
    }

    /**
     * {@link #accept(Fiber)} until the loop's clock shows the deadline.
     *
     * @return null if the listener was closed, or none came until then
     */
    public final LoopSocket accept(Fiber fiber, long deadline) throws IOException {
        Direction input = readiness().input;
        while (!isClosed()) {
            if (input.isReady()) {
                LoopSocket accepted = tryAccept();
                if (accepted != null) {
                    return accepted;
                }
                input.exhausted();
            }
            if (!input.await(fiber, deadline)) {
                return null;
            }
        }
        return null;
    }

    public final SocketAddress address() {
        return address;
    }

    @Override
    public String toString() {
        return "listener on " + SocketErrors.name(address);
    }
}
