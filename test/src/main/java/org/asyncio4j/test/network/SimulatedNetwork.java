package org.asyncio4j.test.network;

import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.test.Seed;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A network of hosts in memory, on the clock of its loop, whose links can be slow, lossy or cut.
 * Services and their clients run on it unmodified.
 *
 * <pre>{@code
 * SimulationOptions options = SimulationOptions.DEFAULT.withSimulatedNetwork(true);
 * Simulation.run(options, new Seed(1), simulation -> {
 *     SimulatedNetwork network = simulation.network();
 *     SimulatedHost shop = network.host("shop");
 *     shop.start(() -> startServer(this::sell, "", 80).serveForever());
 *     network.link(network.host("test"), shop).latency(millis(40)).jitter(millis(5));
 *     …
 *     network.isolate(shop);
 *     sleep(seconds(30));
 *     network.heal();
 *     …
 *     shop.crash();
 * });
 * }</pre>
 *
 * <p>The test itself runs on the host {@code test}. A connection behaves as TCP's do on Linux:
 * bounded buffers at both ends (64 KiB each), back-pressure, ends of one direction, resets where
 * data was not read, retries of what was lost at growing intervals, backlogs. There is no
 * congestion control, no TIME_WAIT, and nothing is sent to keep a connection alive: who waits for a
 * peer that is gone, and sends nothing, waits for ever. Of a socket's options {@code SO_SNDBUF},
 * {@code SO_RCVBUF}, {@code SO_LINGER} 0, {@code SO_REUSEPORT} and those of datagrams to many have
 * an effect; the others are remembered. Datagrams are UDP's, also to groups and to all. There are
 * no Unix sockets. All that happens is decided by the program and the seed.
 *
 * <p>Where something asks {@link InetAddress} for a name, the JDK remembers the answer, or that
 * there is none, for some seconds of real time, and so over the end of a simulation. That is no
 * matter for an address that came with a name: connections go to the host that has the name now.
 *
 * <p>To be used in its loop.
 */
public final class SimulatedNetwork {
    /** How much of what has happened is kept. */
    private static final int MOST_EVENTS = 10_000;

    /** How often those who answer at the end are waited for. */
    private static final int MOST_ROUNDS = 100;

    private static final Duration RETRANSMISSION_TIME = Duration.ofMinutes(15);

    private final Scheduler scheduler;
    private final long seed;
    private final Map<String, SimulatedHost> byName = new LinkedHashMap<>();
    private final Map<InetAddress, SimulatedHost> byAddress = new HashMap<>();
    private final List<SimulatedHost> hosts = new ArrayList<>();

    /** From each host to each, by their numbers. */
    private final List<List<Wire>> wires = new ArrayList<>();

    private final ArrayDeque<NetworkEvent> events = new ArrayDeque<>();
    private WireOptions defaults = WireOptions.LOCAL_NETWORK;

    /** Whether the links of hosts that come later are cut. */
    private boolean cutLater;

    /** How many plans of faults there were. */
    private int plans;

    private Duration lookupTime = Duration.ZERO;
    private long retryNanos = RETRANSMISSION_TIME.toNanos();
    private long packets;

    /** How many packets are on their way. */
    private int travelling;

    /** When the last of them will arrive. */
    private long lastArrival;

    /**
     * Makes one for the calling loop; what shall be on it is to {@linkplain SimulatedHost#run run
     * on its hosts}. A simulation with {@code withSimulatedNetwork(true)} has made one.
     *
     * @param seed what losses, jitter and random faults depend on
     * @throws IllegalStateException outside of a loop
     */
    public SimulatedNetwork(Seed seed) {
        this.scheduler = Fiber.current().scheduler();
        this.seed = seed.value();
    }

    // ---------------------------------------------------------------- hosts

    /** The host of that name, which is made if it is asked for first. */
    public SimulatedHost host(String name) {
        SimulatedHost known = hostNamed(name);
        return known == null ? newHost(name) : known;
    }

    private SimulatedHost newHost(String name) {
        SimulatedHost host = new SimulatedHost(this, name, hosts.size() + 1);
        addName(name, host);
        addAddress(host.address(), host);
        hosts.add(host);
        wires.add(new ArrayList<>());
        return host;
    }

    /** All hosts, oldest first. */
    public List<SimulatedHost> hosts() {
        return List.copyOf(hosts);
    }

    void addName(String name, SimulatedHost host) {
        if (!name.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
                || name.matches("[0-9.]+")
                || name.equalsIgnoreCase("localhost")) {
            throw new IllegalArgumentException("No host can have the name '" + name + "'.");
        }
        SimulatedHost other = byName.putIfAbsent(name.toLowerCase(Locale.ROOT), host);
        if (other != null && other != host) {
            throw new IllegalArgumentException(
                    "The host " + other + " has the name '" + name + "' already.");
        }
    }

    void addAddress(InetAddress address, SimulatedHost host) {
        byAddress.put(address, host);
    }

    /**
     * @return null if there is none
     */
    SimulatedHost hostNamed(String name) {
        SimulatedHost found = byName.get(name);
        return found == null ? byName.get(name.toLowerCase(Locale.ROOT)) : found;
    }

    SimulatedHost hostAt(InetAddress address) {
        return byAddress.get(address);
    }

    Collection<String> names() {
        return byName.keySet();
    }

    /** How long a look-up of a name takes; at first no time. */
    public SimulatedNetwork lookupTime(Duration time) {
        requireTime(time);
        lookupTime = time;
        return this;
    }

    private static void requireTime(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Nothing takes " + time + ".");
        }
    }

    void awaitLookup() {
        if (lookupTime.isPositive()) {
            Asyncio.sleep(lookupTime);
        }
    }

    // ---------------------------------------------------------------- links

    /** Both directions between two hosts. */
    public Link link(SimulatedHost one, SimulatedHost other) {
        return new Link(
                this,
                one == other
                        ? List.of(wire(one, one))
                        : List.of(wire(one, other), wire(other, one)),
                false);
    }

    /** One direction between two hosts. */
    public Link oneWay(SimulatedHost from, SimulatedHost to) {
        return new Link(this, List.of(wire(from, to)), false);
    }

    /** All between different hosts, also those that are made later. */
    public Link links() {
        return new Link(this, List.of(), true);
    }

    List<Wire> wiresBetweenAll() {
        return wiresBetween(hosts, hosts);
    }

    private List<Wire> wiresBetween(
            Collection<SimulatedHost> sources, Collection<SimulatedHost> targets) {
        List<Wire> between = new ArrayList<>();
        for (SimulatedHost from : sources) {
            for (SimulatedHost to : targets) {
                if (from != to) {
                    between.add(wire(from, to));
                }
            }
        }
        return between;
    }

    Wire wire(SimulatedHost from, SimulatedHost to) {
        List<Wire> outgoing = wires.get(from.number() - 1);
        while (outgoing.size() < hosts.size()) {
            SimulatedHost next = hosts.get(outgoing.size());
            outgoing.add(newWire(from, next));
        }
        return outgoing.get(to.number() - 1);
    }

    private Wire newWire(SimulatedHost from, SimulatedHost to) {
        if (from == to) {
            return new Wire(this, from, to, WireOptions.LOOPBACK);
        }
        Wire wire = new Wire(this, from, to, defaults);
        wire.cut(cutLater);
        return wire;
    }

    WireOptions defaults() {
        return defaults;
    }

    void defaults(WireOptions options) {
        defaults = options;
    }

    void cutLater(boolean cut) {
        cutLater = cut;
    }

    /**
     * Cuts all links between two groups of hosts, in both directions; within a group they stay as
     * they are. See {@link Link#cut}.
     */
    public void partition(Collection<SimulatedHost> one, Collection<SimulatedHost> other) {
        between(one, other).cut();
    }

    /** Both directions between all of one group and all of another one. */
    Link between(Collection<SimulatedHost> one, Collection<SimulatedHost> other) {
        List<Wire> both = wiresBetween(one, other);
        both.addAll(wiresBetween(other, one));
        return new Link(this, both, false);
    }

    /** Cuts the links between two hosts, in both directions. */
    public void partition(SimulatedHost one, SimulatedHost other) {
        link(one, other).cut();
    }

    /** Cuts all links of a host to those that there are now, in both directions. */
    public void isolate(SimulatedHost host) {
        partition(List.of(host), hosts);
    }

    /** Heals all links, also those of hosts to themselves. */
    public void heal() {
        links().heal();
        for (SimulatedHost host : hosts) {
            cut(wire(host, host), false);
        }
    }

    void cut(Wire wire, boolean cut) {
        if (wire.isCut() != cut) {
            wire.cut(cut);
            log(
                    cut ? NetworkEvent.Kind.CUT : NetworkEvent.Kind.HEALED,
                    wire.from(),
                    wire.to(),
                    null);
        }
    }

    void slow(Wire wire, long nanos) {
        wire.extraLatency(nanos);
        log(
                nanos == 0 ? NetworkEvent.Kind.HEALED : NetworkEvent.Kind.SLOWED,
                wire.from(),
                wire.to(),
                null);
    }

    void resetConnections(List<Wire> over) {
        for (Wire wire : over) {
            for (StreamEnd end : wire.from().stack().ends()) {
                if (end.remoteHost() == wire.to()) {
                    log(NetworkEvent.Kind.RESET, end.here(), end.there(), "by the network");
                    end.resetBetween();
                }
            }
        }
    }

    /**
     * How long a system goes on to repeat what was lost before a connection fails; a quarter of an
     * hour at first, as on Linux.
     */
    public SimulatedNetwork retransmissionTime(Duration time) {
        requireTime(time);
        retryNanos = time.toNanos();
        return this;
    }

    long retryNanos() {
        return retryNanos;
    }

    // ---------------------------------------------------------------- faults

    /**
     * Has random things happen, as the seed says, until the plan is over; then all links are healed
     * and the plan's hosts are up. Who wants to see that the service recovers awaits the task
     * first.
     */
    public Task<Void> faults(FaultPlan plan) {
        Faults faults = new Faults(this, plan, ++plans);
        return Asyncio.getRunningLoop().createTask(TaskOptions.named("faults"), faults::run);
    }

    /** A generator of its own for each purpose. */
    Random randomFor(String purpose) {
        return new Random((seed + 1) * 0x9E3779B97F4A7C15L ^ purpose.hashCode() * 0x2545F491L);
    }

    // ---------------------------------------------------------------- what has happened

    /**
     * What has happened, oldest first, a line each: who has connected, what was closed, reset, lost
     * or cut. The last 10,000.
     */
    public List<String> events() {
        return events.stream().map(NetworkEvent::toString).toList();
    }

    /** The end of {@link #events}. */
    public List<String> lastEvents(int count) {
        int skipped = Math.max(0, events.size() - count);
        return events.stream().skip(skipped).map(NetworkEvent::toString).toList();
    }

    void log(NetworkEvent.Kind kind, Object from, Object to, String detail) {
        if (events.size() == MOST_EVENTS) {
            events.removeFirst();
        }
        events.add(new NetworkEvent(nanos(), kind, from, to, detail));
    }

    /**
     * Ends it with its simulation, which calls this: the hosts that were {@linkplain
     * SimulatedHost#start started} are switched off, and what is on its way arrives.
     */
    public void end() {
        for (SimulatedHost host : hosts()) {
            if (host.hasProgram()) {
                host.kill();
            }
        }
        for (int round = 0; round < MOST_ROUNDS && travelling > 0; round++) {
            Asyncio.sleep(Duration.ofNanos(Math.max(0, lastArrival - nanos())));
        }
    }

    /**
     * How many packets have come to their hosts, those included that tell a sender how far it was
     * received: a measure of how much was simulated, and of what a protocol costs.
     */
    public long packets() {
        return packets;
    }

    void sent(long arrival) {
        travelling++;
        lastArrival = Math.max(lastArrival, arrival);
    }

    void arrived() {
        travelling--;
    }

    void delivered() {
        packets++;
    }

    /** The connections, listeners and endpoints that were not closed: "kv-1: listener on …". */
    public List<String> openResources() {
        List<String> open = new ArrayList<>();
        for (SimulatedHost host : hosts) {
            host.stack().openResources().forEach(each -> open.add(host + ": " + each));
        }
        return open;
    }

    // ---------------------------------------------------------------- for its parts

    Scheduler scheduler() {
        return scheduler;
    }

    long nanos() {
        return scheduler.nanos();
    }

    /** "network of test, kv-1, kv-2". */
    @Override
    public String toString() {
        Set<String> sorted = new TreeSet<>();
        hosts.forEach(host -> sorted.add(host.name()));
        return "network of " + String.join(", ", sorted);
    }
}
