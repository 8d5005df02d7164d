package org.asyncio4j.http.http1;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.http.wire.ExchangeHandler;
import org.asyncio4j.http.wire.ServerLimits;
import org.asyncio4j.net.Connection;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the connections of a server have in common on one loop: handler, limits, buffers, and an eye
 * on the clock. That looks at all of them now and then, so that a request costs no timer. Loop
 * thread only.
 */
public final class Http1Server {
    /** How late the end of a time is noticed at most. */
    private static final long MAX_LATENESS = 1_000_000_000;

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final ExchangeHandler handler;
    private final ServerLimits limits;
    private final BufferPool pool = new BufferPool();
    private final Set<Http1ServerConnection> connections = new LinkedHashSet<>();
    private final Duration interval;

    /** Null while there are no connections. */
    private TimerHandle look;

    private boolean stopping;

    /** Makes one for the running loop. */
    public Http1Server(ExchangeHandler handler, ServerLimits limits) {
        this.handler = handler;
        this.limits = limits;
        this.interval = interval(limits);
    }

    /** A tenth of the shortest time: so precise that nobody will mind. */
    private static Duration interval(ServerLimits limits) {
        long shortest = nanos(limits.keepAlive());
        if (limits.headerTimeout() != null) {
            shortest = Math.min(shortest, nanos(limits.headerTimeout()));
        }
        return Duration.ofNanos(Math.clamp(shortest / 10, 1_000_000, MAX_LATENESS));
    }

    /**
     * Serves a connection to its end: for net's server.
     *
     * <p>Gives way: yes. Cancellation: the request being served is cut short, and the connection
     * with it.
     *
     * @throws IOException if the client is gone; of no interest
     */
    public void serve(Connection connection) throws IOException {
        keepAlive(connection);
        Http1ServerConnection served = new Http1ServerConnection(this, connection);
        connections.add(served);
        lookLater();
        try {
            if (!stopping) {
                served.run();
            }
        } finally {
            connections.remove(served);
            if (connections.isEmpty() && look != null) {
                look.cancel();
                look = null;
            }
        }
    }

    /** A client that has vanished from the network is found out, however long it may be idle. */
    private static void keepAlive(Connection connection) throws IOException {
        try {
            connection.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } catch (UnsupportedOperationException e) {
            // A Unix socket: its peer does not vanish.
        }
    }

    private void lookLater() {
        if (look == null) {
            look = loop.callLater(interval, this::lookAtClock);
        }
    }

    private void lookAtClock() {
        look = null;
        long now = nanos();
        for (Http1ServerConnection each : List.copyOf(connections)) {
            each.checkTime(now);
        }
        if (!connections.isEmpty()) {
            lookLater();
        }
    }

    /**
     * Takes no more requests: closes idle connections now, and the others behind the response that
     * they are at. Does not wait.
     */
    public void stop() {
        stopping = true;
        List.copyOf(connections).forEach(Http1ServerConnection::stop);
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    ExchangeHandler handler() {
        return handler;
    }

    ServerLimits limits() {
        return limits;
    }

    BufferPool pool() {
        return pool;
    }

    long nanos() {
        return loop.time().toNanos();
    }

    /** Does something to a connection that another task may be reading. */
    void inBackground(Connection connection, Action<IOException> work) {
        loop.createTask(() -> {
            try {
                work.run();
            } catch (IOException e) {
                connection.abort(); // It is gone; nobody is interested.
            }
        });
    }

    /** A time in nanoseconds; half of all that a long can hold for those that never end. */
    static long nanos(Duration time) {
        return time.compareTo(FOR_EVER) < 0 ? time.toNanos() : FOR_EVER.toNanos();
    }
}
