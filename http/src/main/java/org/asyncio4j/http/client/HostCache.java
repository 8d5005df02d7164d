package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.awaitTasks;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.asyncio4j.net.Resolver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers the addresses of hosts, for a while, and not of too many. Those who ask for the same at
 * the same time share one look-up and its failure. Each answer begins with another address, so that
 * all of them get their part of the connections.
 */
final class HostCache {
    /** Of how many hosts; the one that was not asked for the longest goes first. */
    static final int MOST = 1000;

    private final EventLoop loop = getRunningLoop();
    private final Resolver resolver;
    private final Duration time;
    private final Map<String, KnownHost> entries =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, KnownHost> eldest) {
                    return size() > MOST;
                }
            };

    private final Map<String, Task<Answer>> asking = new HashMap<>();

    /**
     * @param time how long; null or centuries for ever, zero for not at all
     */
    HostCache(Resolver resolver, Duration time) {
        this.resolver = resolver;
        this.time = time == null || time.compareTo(Deadlines.ENDLESS) >= 0 ? null : time;
    }

    /** What is known of a host. */
    private static final class KnownHost {
        private final List<InetAddress> addresses;
        private final Duration until;
        private int next;

        KnownHost(List<InetAddress> addresses, Duration until) {
            this.addresses = addresses;
            this.until = until;
        }

        List<InetAddress> rotated() {
            List<InetAddress> rotated = new ArrayList<>(addresses);
            Collections.rotate(rotated, -(next++ % addresses.size()));
            return rotated;
        }
    }

    /**
     * The addresses of a host.
     *
     * <p>Gives way: if they are not known. Cancellation: the look-up goes on for those who share
     * it.
     */
    List<InetAddress> addressesOf(String host, RequestTrace trace) throws UnknownHostException {
        if (host.indexOf(':') >= 0 || UrlHost.isAddress(host)) {
            return resolver.addressesOf(host);
        }
        KnownHost entry = fresh(host);
        if (entry != null) {
            trace.dnsCacheHit(host);
            return entry.rotated();
        }
        trace.dnsCacheMiss(host);
        trace.resolving(host);
        List<InetAddress> addresses = shared(host);
        trace.resolved(host, addresses);
        return addresses;
    }

    private KnownHost fresh(String host) {
        KnownHost entry = entries.get(host);
        boolean old =
                entry != null && entry.until != null && loop.time().compareTo(entry.until) >= 0;
        if (old) {
            entries.remove(host);
        }
        return old ? null : entry;
    }

    private List<InetAddress> shared(String host) throws UnknownHostException {
        Task<Answer> task = asking.get(host);
        if (task == null) {
            task = createTask("look-up of " + host, () -> ask(host));
            asking.put(host, task);
        }
        awaitTasks(List.of(task));
        if (task.isCancelled()) {
            throw new UnknownHostException(
                    "The session was closed while the address of " + host + " was asked for.");
        }
        return task.result().addresses();
    }

    /** Never fails: there may be nobody any more who wants to know. */
    private Answer ask(String host) {
        try {
            List<InetAddress> addresses = List.copyOf(resolver.addressesOf(host));
            if (addresses.isEmpty()) {
                throw new UnknownHostException("The resolver knows no address of " + host + ".");
            }
            if (time == null || time.isPositive()) {
                entries.put(
                        host,
                        new KnownHost(addresses, time == null ? null : loop.time().plus(time)));
            }
            return new Answer(addresses, null);
        } catch (UnknownHostException e) {
            return new Answer(null, e);
        } finally {
            asking.remove(host);
        }
    }

    private record Answer(List<InetAddress> found, UnknownHostException failure) {
        List<InetAddress> addresses() throws UnknownHostException {
            if (failure != null) {
                throw failure;
            }
            return found;
        }
    }

    // ---------------------------------------------------------------- forgetting

    /** Forgets all. */
    void clear() {
        entries.clear();
    }

    /** Forgets a host. */
    void clear(String host) {
        entries.remove(host);
    }

    /** Ends what is asked; for those who wait, the host is unknown. */
    void close() {
        clear();
        List.copyOf(asking.values()).forEach(Task::cancel);
    }
}
