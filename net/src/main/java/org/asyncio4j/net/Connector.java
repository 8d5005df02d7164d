package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;

import org.asyncio4j.CancelScope;
import org.asyncio4j.Coroutine;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.SocketErrors;
import org.asyncio4j.net.engine.SocketStack;
import org.asyncio4j.net.engine.UnixAddresses;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * One call of {@code openConnection}: looks up the addresses and races them, by RFC 8305 ("Happy
 * Eyeballs").
 */
final class Connector {
    /** How long a full backlog of a Unix socket is waited for: about as long as TCP tries. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(32);

    private final String name;
    private final ConnectOptions options;
    private final List<IOException> failures = new ArrayList<>();
    private LoopSocket winner;

    private Connector(String name, ConnectOptions options) {
        this.name = name;
        this.options = options;
    }

    static Connection connect(String host, int port, ConnectOptions options) throws IOException {
        return connect(host, port, options, options.resolver());
    }

    /** {@link #connect} with other knowledge of names. */
    static Connection connect(String host, int port, ConnectOptions options, Resolver names)
            throws IOException {
        SocketStack.current(); // Refuses outside of a loop, whatever the name.
        String name = SocketErrors.name(InetSocketAddress.createUnresolved(host, port));
        Connector connector = new Connector(name, options);
        return connector.inTime(() -> connector.connect(host, port, names));
    }

    static Connection connectUnix(String path, ConnectOptions options) throws IOException {
        SocketStack.current();
        SocketAddress address = UnixAddresses.ofPath(path);
        Connector connector = new Connector(SocketErrors.name(address), options);
        return connector.inTime(() -> connector.finish(connector.openUnix(address), null));
    }

    private Connection inTime(Coroutine<Connection, IOException> body) throws IOException {
        if (options.timeout() == null) {
            return body.run();
        }
        try {
            return timeout(options.timeout(), body);
        } catch (TimeoutException e) {
            SocketTimeoutException exception =
                    new SocketTimeoutException(
                            "Cannot connect to "
                                    + name
                                    + ": no connection within "
                                    + options.timeout().toMillis()
                                    + " ms.");
            failures.forEach(exception::addSuppressed);
            exception.initCause(e);
            throw exception;
        }
    }

    private Connection connect(String host, int port, Resolver names) throws IOException {
        List<InetSocketAddress> targets = new ArrayList<>();
        for (InetAddress address : interleaved(names.addressesOf(host))) {
            targets.add(new InetSocketAddress(address, port));
        }
        if (targets.size() == 1) {
            return finish(open(targets.getFirst()), host);
        }
        try {
            race(targets);
        } catch (Throwable e) {
            if (winner != null) {
                winner.close(); // Its caller was cancelled in the same turn.
            }
            throw e;
        }
        if (winner == null) {
            throw allFailed();
        }
        return finish(winner, host);
    }

    /** Alternates between the families, beginning with that of the first address. */
    static List<InetAddress> interleaved(List<InetAddress> addresses) {
        List<InetAddress> first = new ArrayList<>();
        List<InetAddress> second = new ArrayList<>();
        for (InetAddress address : addresses) {
            boolean same = address.getClass() == addresses.getFirst().getClass();
            (same ? first : second).add(address);
        }
        List<InetAddress> result = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            first.stream().skip(i).findFirst().ifPresent(result::add);
            second.stream().skip(i).findFirst().ifPresent(result::add);
        }
        return result;
    }

    private void race(List<InetSocketAddress> targets) {
        cancelScope(scope -> {
            taskGroup(attempts -> {
                for (InetSocketAddress target : targets) {
                    Event failed = new Event();
                    attempts.createTask(() -> attempt(target, scope, failed));
                    moveOnAfter(
                            options.happyEyeballsDelay(),
                            _ -> {
                                failed.await();
                            });
                }
            });
        });
    }

    private void attempt(InetSocketAddress target, CancelScope race, Event failed) {
        try {
            LoopSocket connected = open(target);
            if (winner == null) {
                winner = connected;
                race.cancel();
            } else {
                connected.close();
            }
        } catch (IOException e) {
            failures.add(e);
            failed.set();
        }
    }

    private LoopSocket open(SocketAddress target) throws IOException {
        Fiber fiber = Fiber.current().checkpoint();
        LoopSocket socket = SocketStack.current().openSocket(target);
        try {
            if (options.localAddress() != null) {
                socket.bind(options.localAddress());
            }
            if (target instanceof InetSocketAddress) {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            socket.connect(fiber, target);
            return socket;
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }

    /** While the backlog is full the system says "try again", and nothing says when. */
    private LoopSocket openUnix(SocketAddress target) throws IOException {
        Scheduler scheduler = Fiber.current().scheduler();
        long deadline = scheduler.nanos() + PATIENCE.toNanos();
        Duration pause = SHORTEST_PAUSE;
        while (true) {
            try {
                return open(target);
            } catch (IOException e) {
                if (!SocketErrors.isBacklogFull(e) || scheduler.nanos() > deadline) {
                    throw e;
                }
            }
            sleep(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    private Connection finish(LoopSocket socket, String host) throws IOException {
        Connection connection = new Connection(socket, host, options.limit());
        if (options.tls() != null) {
            connection.startTls(options.tls());
        }
        return connection;
    }

    private IOException allFailed() {
        if (failures.size() == 1) {
            return failures.getFirst();
        }
        ConnectException exception =
                new ConnectException(
                        "Cannot connect to "
                                + name
                                + ", at none of its "
                                + failures.size()
                                + " addresses: "
                                + String.join(
                                        "; ",
                                        failures.stream().map(Throwable::getMessage).toList()));
        failures.forEach(exception::addSuppressed);
        return exception;
    }
}
