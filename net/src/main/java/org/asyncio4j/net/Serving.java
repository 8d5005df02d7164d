package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;

import org.asyncio4j.Action;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.TimerHandle;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.SocketErrors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A server's work in one loop: accepts on its listeners, and runs the handler for each client. */
final class Serving {
    /** How long accepting pauses when the system is out of descriptors or memory. */
    private static final Duration PAUSE = seconds(1);

    /** A task that is cancelled before it begins would never close its connection. */
    private static final TaskOptions AT_ONCE = TaskOptions.eager();

    private final EventLoop loop = getRunningLoop();
    private final ConnectionHandler handler;
    private final ServerOptions options;
    private final List<LoopListener> listeners;
    private final Places places;
    private final Map<Connection, Task<?>> clients = new LinkedHashMap<>();

    /** Connections that are being closed in the background, each with the end of its time. */
    private final Map<Connection, TimerHandle> leaving = new LinkedHashMap<>();

    /** Who waits for a client to leave: acceptors at the limit, and those who wait for the end. */
    private final WaitQueue departures = new WaitQueue(this, "a client to leave ");

    /** How many clients there are, for other threads to see. */
    private volatile int connections;

    /** Written by this loop; other threads may see it. */
    private volatile boolean closed;

    /** Whether the handlers were told to end, and nobody waits for clients any more. */
    private boolean timeUp;

    /**
     * @param places for clients, shared with the server's other loops
     */
    Serving(
            ConnectionHandler handler,
            List<LoopListener> listeners,
            ServerOptions options,
            Places places) {
        this.handler = handler;
        this.listeners = listeners;
        this.options = options;
        this.places = places;
    }

    /** Begins to accept. */
    Serving begin() {
        for (LoopListener listener : listeners) {
            loop.callSoon(new Acceptor(listener));
        }
        return this;
    }

    // ---------------------------------------------------------------- accepting

    /** Has a name, since reports of who waits for what show it. */
    private final class Acceptor implements Action<RuntimeException> {
        private final LoopListener listener;

        Acceptor(LoopListener listener) {
            this.listener = listener;
        }

        @Override
        public void run() {
            acceptAll(listener);
        }

        @Override
        public String toString() {
            return "that accepts on the " + listener;
        }
    }

    private void acceptAll(LoopListener listener) {
        Fiber fiber = Fiber.current();
        int inOneGo = 0;
        while (!listener.isClosed()) {
            awaitVacancy(fiber);
            LoopSocket accepted = accept(fiber, listener);
            if (accepted != null) {
                serveInTurn(fiber, accepted);
            }
            if (++inOneGo > options.backlog()) {
                fiber.yield(); // A rush of clients must not starve those who are served.
                inOneGo = 0;
            }
        }
    }

    private void awaitVacancy(Fiber fiber) {
        while (!places.isFree() && !closed) {
            awaitDeparture(fiber);
        }
    }

    /** Waits for a client to leave this loop or another one. */
    private void awaitDeparture(Fiber fiber) {
        places.tell(this);
        if (!places.isFree()) {
            departures.await(fiber, () -> {});
        }
    }

    /** A client has left some loop of the server. From any thread. */
    void placeIsFree() {
        try {
            loop.callSoonThreadsafe(departures::wakeAll);
        } catch (IllegalStateException ended) {
            // Nobody accepts there any more.
        }
    }

    /**
     * @return null if there is none, after all
     */
    private LoopSocket accept(Fiber fiber, LoopListener listener) {
        try {
            return listener.accept(fiber);
        } catch (IOException e) {
            if (SocketErrors.isExhaustion(e)) {
                report(
                        "The "
                                + listener
                                + " cannot accept a connection, and tries again in "
                                + PAUSE.toSeconds()
                                + " s. Raise the limit of open files, or set maxConnections.",
                        e);
                sleep(PAUSE);
            }
            return null; // Else the client has gone before it was accepted.
        }
    }

    /** On another address somebody may have come meanwhile. */
    private void serveInTurn(Fiber fiber, LoopSocket accepted) {
        boolean placed;
        try {
            placed = takePlace(fiber);
        } catch (Throwable e) {
            accepted.close();
            throw e;
        }
        if (placed) {
            serve(accepted);
        } else {
            accepted.close();
        }
    }

    /** Waits for a place; returns false if the server was closed instead. */
    private boolean takePlace(Fiber fiber) {
        while (!closed) {
            if (places.take()) {
                return true;
            }
            awaitDeparture(fiber);
        }
        return false;
    }

    private void serve(LoopSocket accepted) {
        try {
            if (accepted.remoteAddress() instanceof java.net.InetSocketAddress) {
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
        } catch (IOException e) {
            accepted.close(); // It has gone already.
            places.giveBack();
            return;
        }
        Connection client = new Connection(accepted, null, options.limit());
        loop.createTask(AT_ONCE, () -> serve(client));
    }

    // ---------------------------------------------------------------- serving

    private void serve(Connection client) {
        clients.put(client, currentTask());
        connections = clients.size();
        try {
            if (handshake(client)) {
                handle(client);
            }
        } catch (Throwable e) {
            sendAway(client); // Who is cancelled must not wait for a client that does not read.
            throw e;
        } finally {
            clients.remove(client);
            connections = clients.size();
            departures.wakeAll();
            places.giveBack();
        }
    }

    /** A client that fails at this is at fault, so it is nobody's news. */
    private boolean handshake(Connection client) {
        if (options.tls() == null) {
            return true;
        }
        try {
            client.startTls(options.tls());
            return true;
        } catch (IOException e) {
            Log.debug("The TLS hand-shake with " + client + " has failed.", e);
            return false;
        }
    }

    private void handle(Connection client) {
        try {
            handler.handle(client);
        } catch (IOException | UncheckedIOException e) {
            if (client.isBroken() || client.socket().isAtEnd()) {
                // It has gone, or the server has sent it away: no mistake of the handler's.
                Log.debug("The " + client + " has ended in its handler.", e);
            } else {
                reportUnhandled(client, e);
            }
        } catch (Exception e) {
            reportUnhandled(client, e);
        }
        closeAway(client);
    }

    /** Closes a client's connection without waiting, and in the end without its help. */
    private void sendAway(Connection client) {
        client.closeInBackground();
        if (timeUp) {
            client.abort();
        } else if (!client.socket().isClosed()) {
            leaving.put(client, loop.callLater(Connection.CLOSE_TIMEOUT, () -> giveUp(client)));
        }
    }

    private void giveUp(Connection client) {
        leaving.remove(client);
        client.abort();
    }

    private void reportUnhandled(Connection client, Exception e) {
        report("Unhandled exception in the handler of the " + client + ".", e);
    }

    private void report(String message, Exception e) {
        loop.callExceptionHandler(ExceptionContext.of(message, e));
    }

    // ---------------------------------------------------------------- the end

    void close() {
        if (!closed) {
            closed = true;
            listeners.forEach(LoopListener::close);
            departures.wakeAll();
        }
    }

    void closeClients() {
        for (Connection client : List.copyOf(clients.keySet())) {
            if (client.closer() != null) {
                client.closer().run();
            } else {
                loop.createTask(() -> closeAway(client)); // A time-out belongs to a task.
            }
        }
    }

    private static void closeAway(Connection client) {
        try {
            client.close();
        } catch (IOException e) {
            Log.debug("The " + client + " could not be closed in order.", e);
        }
    }

    void abortClients() {
        List.copyOf(clients.keySet()).forEach(Connection::abort);
        abortLeaving();
    }

    private void abortLeaving() {
        leaving.forEach((client, timer) -> {
            timer.cancel();
            client.abort();
        });
        leaving.clear();
    }

    /** Ends them now; a client that does not take what was written for it gets no more time. */
    void cancelHandlers() {
        timeUp = true;
        abortLeaving();
        List.copyOf(clients.values()).forEach(task -> task.cancel("the server stops"));
    }

    /** Waits until no client is served. */
    void waitIdle() {
        Fiber fiber = Fiber.current().checkpoint();
        while (!clients.isEmpty()) {
            departures.await(fiber, () -> {});
        }
    }

    /** From any thread. */
    boolean isListening() {
        return !closed;
    }

    /** From any thread. */
    int connections() {
        return connections;
    }

    /** From any thread. */
    List<SocketAddress> addresses() {
        return closed ? List.of() : listeners.stream().map(LoopListener::address).toList();
    }

    @Override
    public String toString() {
        String where =
                listeners.stream().map(LoopListener::toString).collect(Collectors.joining(", "));
        return where + (closed ? ", closed" : "") + ", " + clients.size() + " clients";
    }
}
