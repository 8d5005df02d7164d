package org.asyncio4j.http.server;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses as they stand in URLs, never looked up. */
final class Addresses {
    private Addresses() {}

    /** With the port; {@code localhost} for what is no address of the internet. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? host(internet) + ":" + internet.getPort()
                : "localhost";
    }

    static String host(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        String plain = zone < 0 ? host : host.substring(0, zone);
        return address.getAddress() instanceof Inet6Address ? "[" + plain + "]" : plain;
    }
}
