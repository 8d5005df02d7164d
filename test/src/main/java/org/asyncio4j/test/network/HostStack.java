package org.asyncio4j.test.network;

import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopDatagramSocket;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.NetworkStack;
import org.asyncio4j.net.engine.OpenSockets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The system of a host, from when it starts until it crashes. Loop thread only. */
final class HostStack implements NetworkStack {
    private final SimulatedNetwork network;
    private final SimulatedHost host;
    private final OpenSockets sockets;
    private final Map<Integer, List<SimulatedListener>> listeners = new HashMap<>();
    private final Map<Integer, List<SimulatedDatagrams>> receivers = new HashMap<>();

    /** All that has not come to its end, also of connections that were closed here. */
    private final Set<StreamEnd> ends = new LinkedHashSet<>();

    /** What was opened and not closed. */
    private final Set<LoopSocket> streams = new LinkedHashSet<>();

    /** Whether nothing may be opened here any more. */
    private boolean dead;

    /** Whether not even its system is there any more. */
    private boolean off;

    HostStack(SimulatedNetwork network, SimulatedHost host) {
        this.network = network;
        this.host = host;
        this.sockets = new OpenSockets(network.scheduler());
    }

    SimulatedNetwork network() {
        return network;
    }

    SimulatedHost host() {
        return host;
    }

    boolean isDead() {
        return dead;
    }

    boolean isOff() {
        return off;
    }

    List<String> openResources() {
        return sockets.names();
    }

    private void requireAlive() throws SocketException {
        if (dead) {
            throw new SocketException("The host " + host + " has crashed, and this task with it.");
        }
    }

    // ---------------------------------------------------------------- opening

    @Override
    public LoopSocket openSocket(SocketAddress target) throws IOException {
        requireAlive();
        requireInternet(target);
        return new SimulatedSocket(this, sockets);
    }

    @Override
    public LoopListener openListener(SocketAddress address, ListenOptions options)
            throws IOException {
        requireAlive();
        requireInternet(address);
        return SimulatedListener.listening(this, sockets, address, options);
    }

    @Override
    public LoopDatagramSocket openDatagramSocket(ProtocolFamily family) throws IOException {
        requireAlive();
        if (family == StandardProtocolFamily.UNIX) {
            throw noUnixSockets();
        }
        return new SimulatedDatagrams(this, sockets, family);
    }

    private static void requireInternet(SocketAddress address) throws SocketException {
        if (!(address instanceof InetSocketAddress)) {
            throw noUnixSockets();
        }
    }

    private static SocketException noUnixSockets() {
        return new SocketException("There are no Unix sockets on a simulated network.");
    }

    // ---------------------------------------------------------------- names

    @Override
    public List<InetAddress> addressesOf(String name) throws UnknownHostException {
        if (dead) {
            throw new UnknownHostException("The host " + host + " has crashed.");
        }
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return host.loopback();
        }
        network.awaitLookup();
        SimulatedHost named = network.hostNamed(name);
        if (named == null) {
            throw new UnknownHostException(
                    "Cannot resolve '"
                            + name
                            + "': the simulated network has no such host. It has "
                            + String.join(", ", network.names())
                            + ".");
        }
        return named.addresses();
    }

    @Override
    public String nameOf(InetAddress address) throws UnknownHostException {
        if (address.isLoopbackAddress()) {
            return "localhost";
        }
        network.awaitLookup();
        SimulatedHost known = network.hostAt(address);
        return known == null ? null : known.name();
    }

    // ---------------------------------------------------------------- routes

    /** The host at an address, as seen from here. */
    SimulatedHost route(InetSocketAddress target) throws IOException {
        InetAddress address = target.getAddress();
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return host;
        }
        // By name, if it came with one: the JDK remembers addresses over the end of a network.
        SimulatedHost found = network.hostNamed(target.getHostString());
        if (found == null) {
            found = network.hostAt(address);
        }
        if (found == null) {
            throw new NoRouteToHostException("No route to host");
        }
        if (host.addressLike(address) == null || found.addressLike(address) == null) {
            throw new SocketException("Network is unreachable");
        }
        return found;
    }

    /** Under which address this host is known where it talks to another one. */
    private InetAddress sourceFor(InetAddress target) {
        if (target.isLoopbackAddress() || target.isAnyLocalAddress()) {
            return host.loopbackLike(target);
        }
        return host.addressLike(target);
    }

    InetSocketAddress sourceFor(InetSocketAddress bound, InetSocketAddress target) {
        InetAddress address =
                bound == null || bound.getAddress().isAnyLocalAddress()
                        ? sourceFor(target.getAddress())
                        : bound.getAddress();
        return new InetSocketAddress(
                address, bound == null || bound.getPort() == 0 ? freePort() : bound.getPort());
    }

    /** The address at which a host gets what is sent to one. */
    static InetAddress destination(SimulatedHost found, InetAddress address) {
        return address.isLoopbackAddress()
                ? address
                : address.isAnyLocalAddress()
                        ? found.loopbackLike(address)
                        : found.addressLike(address);
    }

    private void requireOwn(InetAddress address) throws IOException {
        boolean own =
                address.isAnyLocalAddress() || address.isLoopbackAddress()
                        ? host.addressLike(address) != null
                        : host.addresses().contains(address) || address.isMulticastAddress();
        if (!own) {
            throw new IOException("Cannot assign requested address");
        }
    }

    private int freePort() {
        int port;
        do {
            port = host.nextPort();
        } while (listeners.containsKey(port) || receivers.containsKey(port));
        return port;
    }

    // ---------------------------------------------------------------- streams

    InetSocketAddress bindStream(InetSocketAddress wanted) throws IOException {
        requireOwn(wanted.getAddress());
        return wanted.getPort() == 0
                ? new InetSocketAddress(wanted.getAddress(), freePort())
                : wanted;
    }

    StreamEnd newEnd(InetSocketAddress bound, InetSocketAddress target) throws IOException {
        requireAlive();
        SimulatedHost found = route(target);
        InetSocketAddress to =
                new InetSocketAddress(destination(found, target.getAddress()), target.getPort());
        return new StreamEnd(this, sourceFor(bound, to), to, found);
    }

    void add(StreamEnd end) {
        ends.add(end);
    }

    void remove(StreamEnd end) {
        ends.remove(end);
    }

    List<StreamEnd> ends() {
        return List.copyOf(ends);
    }

    void opened(LoopSocket stream) {
        streams.add(stream);
    }

    void closed(LoopSocket stream) {
        streams.remove(stream);
    }

    /** A request to connect has come. */
    void connectionWanted(Segment request) {
        StreamEnd requester = request.from;
        if (requester.wasAnswered()) {
            return;
        }
        InetSocketAddress wanted = requester.remote();
        SimulatedListener listener = listenerAt(wanted);
        if (listener != null && listener.isFull()) {
            request.lost("the listener's queue is full");
            return;
        }
        StreamEnd end = new StreamEnd(this, wanted, requester.local(), requester.stack().host());
        if (listener == null) {
            end.refuse(requester);
        } else {
            listener.add(end);
            end.answer(requester, listener);
        }
    }

    private SimulatedListener listenerAt(InetSocketAddress wanted) {
        List<SimulatedListener> here = listeners.getOrDefault(wanted.getPort(), List.of());
        for (boolean any : new boolean[] {false, true}) {
            for (SimulatedListener listener : here) {
                InetAddress address = listener.findAddress().getAddress();
                if (any
                        ? isAny(address, wanted.getAddress())
                        : address.equals(wanted.getAddress())) {
                    takeTurns(here, listener);
                    return listener;
                }
            }
        }
        return null;
    }

    /** Of those that share a port each gets its part. */
    private static void takeTurns(List<SimulatedListener> here, SimulatedListener chosen) {
        if (here.size() > 1 && chosen.isShared()) {
            here.remove(chosen);
            here.add(chosen);
        }
    }

    private static boolean isAny(InetAddress address, InetAddress wanted) {
        return address.isAnyLocalAddress() && address.getClass() == wanted.getClass();
    }

    InetSocketAddress listen(InetSocketAddress wanted, SimulatedListener listener)
            throws IOException {
        requireOwn(wanted.getAddress());
        for (SimulatedListener other : listeners.getOrDefault(wanted.getPort(), List.of())) {
            InetAddress taken = other.findAddress().getAddress();
            if (overlap(taken, wanted.getAddress()) && !(other.isShared() && listener.isShared())) {
                throw new IOException("Address already in use");
            }
        }
        InetSocketAddress found = bindStream(wanted);
        listeners.computeIfAbsent(found.getPort(), _ -> new ArrayList<>()).add(listener);
        return found;
    }

    private static boolean overlap(InetAddress one, InetAddress other) {
        return one.equals(other) || isAny(one, other) || isAny(other, one);
    }

    void unlisten(InetSocketAddress bound, SimulatedListener listener) {
        removeFrom(listeners, bound.getPort(), listener);
    }

    private static <T> void removeFrom(Map<Integer, List<T>> map, int port, T value) {
        List<T> here = map.get(port);
        if (here != null) {
            here.remove(value);
            if (here.isEmpty()) {
                map.remove(port);
            }
        }
    }

    // ---------------------------------------------------------------- datagrams

    InetSocketAddress bindDatagrams(InetSocketAddress wanted, SimulatedDatagrams socket)
            throws IOException {
        requireAlive();
        requireOwn(wanted.getAddress());
        for (SimulatedDatagrams other : receivers.getOrDefault(wanted.getPort(), List.of())) {
            if (overlap(other.bound().getAddress(), wanted.getAddress())
                    && !(other.isShared() && socket.isShared())) {
                throw new IOException("Address already in use");
            }
        }
        InetSocketAddress found = bindStream(wanted);
        receivers.computeIfAbsent(found.getPort(), _ -> new ArrayList<>()).add(socket);
        return found;
    }

    void unbind(InetSocketAddress bound, SimulatedDatagrams socket) {
        removeFrom(receivers, bound.getPort(), socket);
    }

    /**
     * Hands a datagram to those who receive it.
     *
     * @return whether there is one
     */
    boolean receive(SimulatedDatagram datagram) {
        List<SimulatedDatagrams> here =
                List.copyOf(receivers.getOrDefault(datagram.target().getPort(), List.of()));
        boolean toAll = datagram.isToGroup();
        boolean found = false;
        for (SimulatedDatagrams receiver : here) {
            if (receiver.takes(datagram)) {
                receiver.arrived(datagram);
                found = true;
                if (!toAll) {
                    return true;
                }
            }
        }
        return found || toAll;
    }

    // ---------------------------------------------------------------- the end

    /**
     * All ends at once.
     *
     * @param silently whether the peers hear nothing of it
     */
    void end(boolean silently) {
        dead = true;
        if (silently) {
            off = true;
            ends().forEach(StreamEnd::vanish);
        }
        List.copyOf(streams).forEach(LoopSocket::close);
        List.copyOf(listeners.values()).stream()
                .flatMap(List::stream)
                .toList()
                .forEach(SimulatedListener::close);
        List.copyOf(receivers.values()).stream()
                .flatMap(List::stream)
                .toList()
                .forEach(SimulatedDatagrams::close);
    }

    @Override
    public String toString() {
        return "the network of " + host;
    }
}
