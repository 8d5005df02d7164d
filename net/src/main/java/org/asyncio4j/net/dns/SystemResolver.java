package org.asyncio4j.net.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.List;

/** The JDK's own resolver, which asks the system, in threads of its own: its calls block. */
final class SystemResolver {
    /**
     * What the JDK would use without us; null if it does not use us. It must be asked directly
     * then: {@link InetAddress} lets one thread at a time look up a name, and that is the task
     * which waits here.
     */
    private static volatile InetAddressResolver builtin;

    private SystemResolver() {}

    static void builtin(InetAddressResolver resolver) {
        builtin = resolver;
    }

    static InetAddressResolver builtin() {
        return builtin;
    }

    static List<InetAddress> addressesOf(Host host, Families families) throws UnknownHostException {
        List<InetAddress> addresses;
        try {
            addresses = OwnThread.run(() -> lookUp(host.name(), families));
        } catch (UnknownHostException e) {
            String message = String.valueOf(e.getMessage()).replace(host.name() + ": ", "");
            UnknownHostException failure =
                    new UnknownHostException(
                            "Cannot resolve '"
                                    + host.given()
                                    + "': the system's resolver says: "
                                    + message
                                    + ".");
            failure.initCause(e);
            throw failure;
        }
        List<InetAddress> selected = families.select(addresses);
        if (selected.isEmpty()) {
            throw new UnknownHostException(
                    "Cannot resolve '"
                            + host.given()
                            + "': the name has no "
                            + families
                            + ", says the system's resolver.");
        }
        return selected;
    }

    private static List<InetAddress> lookUp(String name, Families families)
            throws UnknownHostException {
        InetAddressResolver resolver = builtin;
        return resolver != null
                ? resolver.lookupByName(name, families.policy()).toList()
                : List.of(InetAddress.getAllByName(name));
    }

    /** Null if there is none. */
    static String nameOf(InetAddress address) throws UnknownHostException {
        return OwnThread.run(() -> lookUp(address));
    }

    private static String lookUp(InetAddress address) throws UnknownHostException {
        InetAddressResolver resolver = builtin;
        if (resolver == null) {
            InetAddress nameless = InetAddress.getByAddress(address.getAddress());
            String name = nameless.getCanonicalHostName();
            return name.equals(nameless.getHostAddress()) ? null : name;
        }
        try {
            return resolver.lookupByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            return null; // It does not tell why.
        }
    }
}
