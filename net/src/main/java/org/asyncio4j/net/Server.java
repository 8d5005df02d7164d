package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.moveOnAfter;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.sync.Event;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * A server that listens: {@code asyncio.Server}. Made by {@link Net#startServer}.
 *
 * <pre>{@code
 * try (Server server = startServer(connection -> {
 *     for (String line : connection.lines()) {
 *         connection.write(line + "\n");
 *     }
 * }, "127.0.0.1", 8888)) {
 *     server.serveForever();
 * }
 * }</pre>
 *
 * <p>It belongs to the loop that has started it, and so do its methods, but for those that only
 * look. A handler in another of its loops closes it through {@link
 * org.asyncio4j.EventLoop#callSoonThreadsafe} of that loop.
 */
public final class Server implements AutoCloseable {
    private final Serving serving;
    private final List<? extends ServingElsewhere> others;
    private final LoopBinding binding = new LoopBinding(this, Fiber.current().scheduler());
    private final Event closed = new Event("server closed");
    private boolean servingForever;

    Server(Serving serving, List<? extends ServingElsewhere> others) {
        this.serving = serving;
        this.others = others;
    }

    /**
     * Waits until the server is {@linkplain #close closed}; it serves without this, too. Where this
     * is cancelled it closes the server. Clients that are connected are served on; asyncio's waits
     * for them here, which is {@link #waitClosed}.
     *
     * <p>Gives way: yes. Cancellation: closes the server. Woken by: {@link #close}.
     *
     * @throws IllegalStateException if the server is closed, or another task does this already; and
     *     from a foreign thread or loop
     */
    public void serveForever() {
        binding.touch();
        if (servingForever || !isServing()) {
            throw new IllegalStateException(
                    this
                            + (servingForever
                                    ? " is being served for ever by another task already."
                                    : " is closed."));
        }
        servingForever = true;
        try {
            closed.await();
        } finally {
            servingForever = false;
            close();
        }
    }

    /**
     * Stops listening. Clients that are connected are served on. With {@code io_uring} and {@code
     * nio} the system lets go of the port when the loop next looks at its I/O; the server's other
     * loops do soon. A second call does nothing; never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    @Override
    public void close() {
        binding.touch();
        serving.close();
        others.forEach(ServingElsewhere::close);
        closed.set();
    }

    /**
     * {@linkplain Connection#close Closes} the connections of all clients, without waiting.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void closeClients() {
        binding.touch();
        serving.closeClients();
        others.forEach(ServingElsewhere::closeClients);
    }

    /**
     * {@linkplain Connection#abort Aborts} the connections of all clients.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void abortClients() {
        binding.touch();
        serving.abortClients();
        others.forEach(ServingElsewhere::abortClients);
    }

    /**
     * Waits until the server is closed and no client is being served any more.
     *
     * <p>Gives way: unless that is so. Cancellation: it just ends the wait. Woken by: the end of
     * the last handler.
     *
     * @throws IllegalStateException from a foreign thread or loop
     */
    public void waitClosed() {
        binding.touch();
        closed.await();
        // These first: while they are at work, a virtual clock stands still.
        others.forEach(ServingElsewhere::waitIdle);
        serving.waitIdle();
    }

    /**
     * Stops gracefully: stops listening, lets the handlers finish, and cancels those that have not
     * when the time is up. Returns when all have ended. What a cancelled handler has written, and
     * its client does not take, is dropped.
     *
     * <p>Gives way: unless no client is connected. Cancellation: the handlers are cancelled at
     * once.
     *
     * @param deadline how long the handlers may take
     * @throws IllegalStateException from a foreign thread or loop
     */
    public void stop(Duration deadline) {
        close();
        others.forEach(other -> other.cancelHandlersAfter(deadline));
        try {
            moveOnAfter(deadline, this::waitClosed);
        } finally {
            serving.cancelHandlers();
            others.forEach(ServingElsewhere::cancelHandlers);
        }
        waitClosed();
    }

    /** Whether the server listens. From any thread. */
    public boolean isServing() {
        return serving.isListening();
    }

    /**
     * The addresses it listens on: {@link InetSocketAddress} each, or of Netty's kind for a Unix
     * socket. asyncio's {@code sockets}. Empty when it is closed. From any thread.
     */
    public List<SocketAddress> sockets() {
        return serving.addresses();
    }

    /**
     * The port of its first address. From any thread.
     *
     * @throws IllegalStateException if it is closed or listens on a Unix socket
     */
    public int port() {
        List<SocketAddress> sockets = sockets();
        if (sockets.isEmpty() || !(sockets.getFirst() instanceof InetSocketAddress internet)) {
            throw new IllegalStateException(this + " has no port.");
        }
        return internet.getPort();
    }

    /** How many clients are being served now, by all its loops. From any thread. */
    public int connections() {
        return serving.connections()
                + others.stream().mapToInt(ServingElsewhere::connections).sum();
    }

    @Override
    public String toString() {
        return "Server[" + serving + "]";
    }
}
