package org.asyncio4j.net.dns;

import io.netty.handler.codec.dns.DnsRecordType;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.net.engine.NettyReactor;
import org.asyncio4j.net.engine.NetworkStack;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One look-up, from what needs no question to what only others know. Where a {@link NetworkStack}
 * is bound it is that one's names, whoever is said to be asked.
 *
 * @param families which addresses are wanted
 * @param nameServers whom to ask; empty for whom the system asks
 * @param timeout how long each may take; null for what the system says
 */
public record NameLookup(Families families, List<InetSocketAddress> nameServers, Duration timeout) {
    private static final List<InetAddress> LOOPBACK =
            List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

    /**
     * The addresses of a host, best first, at least one.
     *
     * <p>Gives way: only if somebody has to be asked.
     *
     * @throws UnknownHostException if there is none; it says why
     */
    public List<InetAddress> addressesOf(String given) throws UnknownHostException {
        Host host = Host.of(given);
        if (host.address() != null) {
            return literal(host);
        }
        NetworkStack bound = NetworkStack.bound();
        List<InetAddress> addresses = bound == null ? ofSystem(host) : of(bound, host);
        List<InetAddress> named = new ArrayList<>();
        for (InetAddress address : addresses) {
            named.add(InetAddress.getByAddress(given, address.getAddress()));
        }
        return List.copyOf(named);
    }

    private List<InetAddress> literal(Host host) throws UnknownHostException {
        List<InetAddress> addresses = families.select(List.of(host.address()));
        if (addresses.isEmpty()) {
            throw new UnknownHostException("'" + host.given() + "' is no " + families + ".");
        }
        return addresses;
    }

    private List<InetAddress> of(NetworkStack stack, Host host) throws UnknownHostException {
        List<InetAddress> addresses = families.select(stack.addressesOf(host.name()));
        if (addresses.isEmpty()) {
            throw new UnknownHostException(
                    "Cannot resolve '" + host.given() + "': the name has no " + families + ".");
        }
        return addresses;
    }

    private List<InetAddress> ofSystem(Host host) throws UnknownHostException {
        SystemNames system = SystemNames.current();
        List<InetAddress> addresses = families.select(known(system, host));
        return addresses.isEmpty() ? asked(system, host) : addresses;
    }

    /** What is known without asking. */
    private List<InetAddress> known(SystemNames system, Host host) {
        List<InetAddress> inFile = families.select(system.hosts().addressesOf(host.name()));
        return inFile.isEmpty() && host.isLocalhost() ? LOOPBACK : inFile;
    }

    private List<InetAddress> asked(SystemNames system, Host host) throws UnknownHostException {
        if (nameServers.isEmpty() && (system.isForSystem(host) || isForeignIo())) {
            return SystemResolver.addressesOf(host, families);
        }
        Query query = query(system, system.resolvConf().candidates(host), families.types());
        Answer answer = answer(query);
        if (!answer.isFound()) {
            throw failure(host, query, answer);
        }
        List<InetAddress> addresses = answer.values(InetAddress.class);
        List<InetAddress> selected = families.select(addresses);
        if (selected.isEmpty()) {
            throw notOfFamily(host, addresses);
        }
        return selected;
    }

    /** A record of IPv6 may hold what is an address of IPv4: ::ffff:192.0.2.1. */
    private UnknownHostException notOfFamily(Host host, List<InetAddress> addresses) {
        return new UnknownHostException(
                "Cannot resolve '"
                        + host.given()
                        + "': the name has no "
                        + families
                        + ", the name server's records of that kind hold "
                        + String.join(
                                ", ", addresses.stream().map(InetAddress::getHostAddress).toList())
                        + ".");
    }

    /** Whether the loop's I/O is that of another module, which knows no name servers. */
    private static boolean isForeignIo() {
        Scheduler scheduler = Fiber.current().scheduler();
        return scheduler.doesIo() && !(scheduler.reactor() instanceof NettyReactor);
    }

    private Query query(SystemNames system, List<String> names, List<DnsRecordType> types) {
        ResolvConf conf = system.resolvConf();
        return new Query(
                names,
                types,
                nameServers.isEmpty() ? conf.nameServers() : nameServers,
                timeout == null ? conf.timeout() : timeout,
                conf.attempts());
    }

    private static Answer answer(Query query) {
        Fiber fiber = Fiber.current().checkpoint();
        return LoopResolver.of(NettyReactor.of(fiber.scheduler())).answer(fiber, query);
    }

    private UnknownHostException failure(Host host, Query query, Answer answer) {
        StringBuilder message = new StringBuilder("Cannot resolve '").append(host.given());
        message.append("': ");
        boolean neither =
                answer.failure() == Answer.Failure.NO_SUCH_RECORD && families.types().size() > 1;
        message.append(
                neither
                        ? answer.reason().replaceFirst("IPv[46] address", "address")
                        : answer.reason());
        message.append('.');
        if (query.names().size() > 1) {
            message.append(" Asked for: ").append(String.join(", ", query.names())).append('.');
        }
        return new UnknownHostException(message.toString());
    }

    /**
     * The name of an address, or null if it has none.
     *
     * <p>Gives way: only if somebody has to be asked.
     *
     * @throws UnknownHostException if nobody could be asked; it says why
     */
    public String nameOf(InetAddress address) throws UnknownHostException {
        NetworkStack bound = NetworkStack.bound();
        return bound == null ? nameBySystem(address) : bound.nameOf(address);
    }

    private String nameBySystem(InetAddress address) throws UnknownHostException {
        SystemNames system = SystemNames.current();
        String inFile = system.hosts().nameOf(address);
        if (inFile != null) {
            return inFile;
        }
        if (nameServers.isEmpty() && (system.isForSystem() || isForeignIo())) {
            return SystemResolver.nameOf(address);
        }
        Query query = query(system, List.of(reversed(address)), List.of(DnsRecordType.PTR));
        Answer answer = answer(query);
        if (!answer.isDefinite()) {
            throw new UnknownHostException(
                    "Cannot find the name of "
                            + address.getHostAddress()
                            + ": "
                            + answer.reason()
                            + ".");
        }
        return answer.values(String.class).stream()
                .map(NameLookup::sound)
                .filter(name -> name != null)
                .findFirst()
                .orElse(null);
    }

    /** Whoever owns an address can say anything of it: only what can be a host's name passes. */
    private static String sound(String name) {
        try {
            String withoutDot = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
            return Host.of(withoutDot).address() == null ? withoutDot : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Under which name the name servers keep an address. */
    static String reversed(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (address instanceof Inet4Address) {
                name.append(bytes[i] & 0xff).append('.');
            } else {
                name.append(HexFormat.of().toLowHexDigit(bytes[i])).append('.');
                name.append(HexFormat.of().toHighHexDigit(bytes[i] & 0xff)).append('.');
            }
        }
        return name.append(address instanceof Inet4Address ? "in-addr.arpa" : "ip6.arpa")
                .toString();
    }
}
