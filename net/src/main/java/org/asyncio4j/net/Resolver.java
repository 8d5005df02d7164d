package org.asyncio4j.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Who knows the addresses of hosts: the loop's own resolver unless options name another, as {@code
 * host -> getAddrInfo(host, ResolverOptions.DEFAULT.withFamily(INET))} for IPv4 only.
 */
@FunctionalInterface
public interface Resolver {
    /** Asks as {@link Net#getAddrInfo(String)}, at each call. */
    Resolver DEFAULT = Net::getAddrInfo;

    /**
     * The addresses of a host, in the order in which they should be tried. May give way.
     *
     * @param host a name, or an address as text
     * @return at least one
     * @throws UnknownHostException if there is none; it says why
     */
    List<InetAddress> addressesOf(String host) throws UnknownHostException;
}
