package org.asyncio4j.net;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.dns.Families;
import org.asyncio4j.net.dns.NameLookup;
import org.asyncio4j.net.engine.NetworkStack;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;

/** Host names and their addresses. */
final class Names {
    private Names() {}

    /** The addresses of a host, best first. */
    static List<InetAddress> addressesOf(String host) throws UnknownHostException {
        return addressesOf(host, ResolverOptions.DEFAULT);
    }

    static List<InetAddress> addressesOf(String host, ResolverOptions options)
            throws UnknownHostException {
        Fiber.current().checkpoint();
        return lookup(options).addressesOf(host);
    }

    /** The name of an address, or the address as text. */
    static String nameOf(InetAddress address, ResolverOptions options) throws UnknownHostException {
        Fiber.current().checkpoint();
        String name = lookup(options).nameOf(address);
        return name == null ? address.getHostAddress() : name;
    }

    private static NameLookup lookup(ResolverOptions options) {
        return new NameLookup(families(options), options.nameServers(), options.timeout());
    }

    private static Families families(ResolverOptions options) {
        if (options.family() == null) {
            return NetworkStack.bound() == null ? Families.ofThisMachine() : Families.IPV4_FIRST;
        }
        return options.family() == StandardProtocolFamily.INET ? Families.IPV4 : Families.IPV6;
    }
}
