package org.asyncio4j.net;

import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.NetworkStack;
import org.asyncio4j.net.engine.SocketErrors;
import org.asyncio4j.net.engine.SocketStack;
import org.asyncio4j.net.engine.UnixAddresses;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Opens what a server listens on. */
final class Listening {
    /** IPv4 first: where both are wanted and one is not there, the other does. */
    private static final List<String> ALL_INTERFACES = List.of("0.0.0.0", "::");

    private final ServerOptions options;
    private final List<LoopListener> listeners = new ArrayList<>();
    private final List<IOException> notAvailable = new ArrayList<>();

    private Listening(ServerOptions options) {
        this.options = options;
    }

    static Server start(
            ConnectionHandler handler, List<String> hosts, int port, ServerOptions options)
            throws IOException {
        SocketStack.current();
        requireOneLoopWhereBound(options);
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        for (String host : hosts) {
            for (String each : host.isEmpty() ? ALL_INTERFACES : List.of(host)) {
                for (InetAddress address : Names.addressesOf(each)) {
                    addresses.add(new InetSocketAddress(address, port));
                }
            }
        }
        return serve(handler, addresses, options);
    }

    static Server startUnix(ConnectionHandler handler, String path, ServerOptions options)
            throws IOException {
        if (options.loops() > 1) {
            throw new IllegalArgumentException(
                    "The loops of a server share a TCP port; a Unix socket serves one loop.");
        }
        SocketStack.current();
        SocketAddress address = UnixAddresses.ofPath(path);
        List<LoopListener> listeners = open(List.of(address), options);
        try {
            Places places = new Places(options.maxConnections());
            Serving serving = new Serving(handler, listeners, options, places);
            return new Server(serving.begin(), List.of());
        } catch (Throwable e) {
            listeners.forEach(LoopListener::close);
            throw e;
        }
    }

    /** A further loop has a thread of its own, and the system shares the clients out. */
    private static void requireOneLoopWhereBound(ServerOptions options) {
        if (options.loops() > 1 && NetworkStack.bound() != null) {
            throw new IllegalArgumentException(
                    "A simulated network has one loop, and this server shall have "
                            + options.loops()
                            + ".");
        }
    }

    /** Listens on all addresses that this machine has, or on none. */
    static List<LoopListener> open(
            Collection<? extends SocketAddress> addresses, ServerOptions options)
            throws IOException {
        Listening listening = new Listening(options);
        try {
            for (SocketAddress address : addresses) {
                listening.listen(address);
            }
            listening.requireSome();
            return listening.listeners;
        } catch (Throwable e) {
            listening.listeners.forEach(LoopListener::close);
            throw e;
        }
    }

    private static Server serve(
            ConnectionHandler handler,
            Collection<? extends SocketAddress> addresses,
            ServerOptions options)
            throws IOException {
        ServerOptions shared = options.loops() > 1 ? options.withReusePort(true) : options;
        List<LoopListener> listeners = open(addresses, shared);
        Places places = new Places(options.maxConnections());
        List<WorkerLoop> workers = new ArrayList<>();
        try {
            List<SocketAddress> bound = listeners.stream().map(LoopListener::address).toList();
            for (int number = 2; number <= shared.loops(); number++) {
                workers.add(WorkerLoop.start(number, handler, bound, shared, places));
            }
            return new Server(new Serving(handler, listeners, shared, places).begin(), workers);
        } catch (Throwable e) {
            listeners.forEach(LoopListener::close);
            workers.forEach(WorkerLoop::close);
            throw e;
        }
    }

    /** An address that this machine does not have is passed over, if there are others. */
    private void listen(SocketAddress address) throws IOException {
        try {
            listeners.add(
                    SocketStack.current()
                            .openListener(
                                    address,
                                    new ListenOptions(
                                            options.backlog(),
                                            options.reuseAddress(),
                                            options.reusePort(),
                                            false)));
        } catch (IOException e) {
            if (!SocketErrors.isNotAvailable(e)) {
                throw e;
            }
            notAvailable.add(e);
        }
    }

    private void requireSome() throws IOException {
        if (listeners.isEmpty()) {
            if (notAvailable.isEmpty()) {
                throw new BindException("There is no address to listen on.");
            }
            throw notAvailable.getFirst();
        }
    }
}
