package org.asyncio4j.net.dns;

import io.netty.handler.codec.dns.DnsRecordType;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses are wanted, and which of them first. */
public enum Families {
    IPV4(List.of(DnsRecordType.A), LookupPolicy.IPV4),
    IPV6(List.of(DnsRecordType.AAAA), LookupPolicy.IPV6),
    IPV4_FIRST(
            List.of(DnsRecordType.A, DnsRecordType.AAAA),
            LookupPolicy.IPV4 | LookupPolicy.IPV6 | LookupPolicy.IPV4_FIRST),
    IPV6_FIRST(
            List.of(DnsRecordType.A, DnsRecordType.AAAA),
            LookupPolicy.IPV4 | LookupPolicy.IPV6 | LookupPolicy.IPV6_FIRST);

    /** RFC 6724's default: IPv6 first, where this machine can reach the world by it. */
    private static final Families BY_SYSTEM = anyInterface(true) ? IPV6_FIRST : IPV4_FIRST;

    /** Read once, as the JDK does. */
    private static final Families PREFERRED = preferred();

    private final List<DnsRecordType> types;
    private final LookupPolicy policy;

    Families(List<DnsRecordType> types, int characteristics) {
        this.types = types;
        this.policy = LookupPolicy.of(characteristics);
    }

    /**
     * What the JDK would return, by {@code java.net.preferIPv4Stack} and {@code
     * java.net.preferIPv6Addresses}.
     */
    public static Families ofThisMachine() {
        return PREFERRED;
    }

    private static Families preferred() {
        if (Boolean.getBoolean("java.net.preferIPv4Stack") || !anyInterface(false)) {
            return IPV4;
        }
        return switch (System.getProperty("java.net.preferIPv6Addresses", "false")) {
            case "true" -> IPV6_FIRST;
            case "system" -> BY_SYSTEM;
            default -> IPV4_FIRST;
        };
    }

    private static boolean anyInterface(boolean global) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(address ->
                            address instanceof Inet6Address && !(global && isLocal(address)));
        } catch (SocketException e) {
            return !global;
        }
    }

    private static boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress() || address.isLinkLocalAddress();
    }

    /** What the JDK asks of its resolvers. */
    static Families of(LookupPolicy policy) {
        int asked = policy.characteristics();
        if ((asked & LookupPolicy.IPV6) == 0) {
            return IPV4;
        }
        if ((asked & LookupPolicy.IPV4) == 0) {
            return IPV6;
        }
        if ((asked & LookupPolicy.IPV6_FIRST) != 0) {
            return IPV6_FIRST;
        }
        return (asked & LookupPolicy.IPV4_FIRST) != 0 ? IPV4_FIRST : BY_SYSTEM;
    }

    /** What is asked of name servers. */
    List<DnsRecordType> types() {
        return types;
    }

    LookupPolicy policy() {
        return policy;
    }

    /** Those of the families, in order; within a family they stay as they are. */
    List<InetAddress> select(List<InetAddress> addresses) {
        return switch (this) {
            case IPV4 -> only(addresses, Inet4Address.class).toList();
            case IPV6 -> only(addresses, Inet6Address.class).toList();
            case IPV4_FIRST -> joined(addresses, Inet4Address.class, Inet6Address.class);
            case IPV6_FIRST -> joined(addresses, Inet6Address.class, Inet4Address.class);
        };
    }

    private static List<InetAddress> joined(
            List<InetAddress> addresses, Class<?> first, Class<?> second) {
        return Stream.concat(only(addresses, first), only(addresses, second)).toList();
    }

    private static Stream<InetAddress> only(List<InetAddress> addresses, Class<?> family) {
        return addresses.stream().filter(family::isInstance);
    }

    /** As in "has no IPv6 address". */
    @Override
    public String toString() {
        return switch (this) {
            case IPV4 -> "IPv4 address";
            case IPV6 -> "IPv6 address";
            case IPV4_FIRST, IPV6_FIRST -> "address";
        };
    }
}
