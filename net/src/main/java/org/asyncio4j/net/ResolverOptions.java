package org.asyncio4j.net;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;

/**
 * How {@link Net#getAddrInfo} and {@link Net#getNameInfo} look up.
 *
 * @param family the only one wanted: {@link StandardProtocolFamily#INET} for IPv4, {@link
 *     StandardProtocolFamily#INET6} for IPv6; null for both
 * @param nameServers whom to ask, one after the other until one answers; empty for whom the system
 *     asks. They are asked also where the system's own resolver would be otherwise.
 * @param timeout how long each of them may take, each time; null for what the system says, which is
 *     5 seconds if it says nothing
 */
public record ResolverOptions(
        StandardProtocolFamily family, List<InetSocketAddress> nameServers, Duration timeout) {
    /** Both families, the system's name servers. */
    public static final ResolverOptions DEFAULT = new ResolverOptions(null, List.of(), null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a family without host names, a name server that is not
     *     resolved, or a time-out that is not above zero
     */
    public ResolverOptions {
        if (family == StandardProtocolFamily.UNIX) {
            throw new IllegalArgumentException(
                    "The family has to be INET, INET6, or null for both: Unix sockets have paths.");
        }
        nameServers = List.copyOf(nameServers);
        for (InetSocketAddress server : nameServers) {
            if (server.isUnresolved()) {
                throw new IllegalArgumentException(
                        "A name server has to be given by its address, and this was a name: "
                                + server.getHostString()
                                + ".");
            }
        }
        Requirements.positive("timeout", timeout);
    }

    public ResolverOptions withFamily(StandardProtocolFamily family) {
        return new ResolverOptions(family, nameServers, timeout);
    }

    public ResolverOptions withNameServers(InetSocketAddress... nameServers) {
        return new ResolverOptions(family, List.of(nameServers), timeout);
    }

    public ResolverOptions withTimeout(Duration timeout) {
        return new ResolverOptions(family, nameServers, timeout);
    }
}
