package org.asyncio4j.net.dns;

import static org.asyncio4j.Asyncio.toThread;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The JDK's resolver, which asks the system, in threads of the loop's pool: its calls block. */
final class SystemResolver {
    private SystemResolver() {}

    static List<InetAddress> addressesOf(Host host, Families families) throws UnknownHostException {
        List<InetAddress> addresses;
        try {
            addresses = List.of(toThread(() -> InetAddress.getAllByName(host.name())));
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

    /** Null if there is none. */
    static String nameOf(InetAddress address) throws UnknownHostException {
        String name =
                toThread(() ->
                        InetAddress.getByAddress(address.getAddress()).getCanonicalHostName());
        return name.equals(address.getHostAddress()) ? null : name;
    }
}
