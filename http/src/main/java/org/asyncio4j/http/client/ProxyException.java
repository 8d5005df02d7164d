package org.asyncio4j.http.client;

import java.net.InetAddress;
import java.util.Locale;

/** One entry of {@code no_proxy}. */
final class ProxyException {
    /** Null for each. */
    private final String name;

    /** Null for a name. */
    private final byte[] network;

    private final int prefix;

    /** 0 for each. */
    private final int port;

    private ProxyException(String name, byte[] network, int prefix, int port) {
        this.name = name;
        this.network = network;
        this.prefix = prefix;
        this.port = port;
    }

    /** What cannot be understood is a name that no host has. */
    static ProxyException parse(String entry) {
        String text = entry.toLowerCase(Locale.ROOT);
        if (text.equals("*")) {
            return new ProxyException(null, null, 0, 0);
        }
        int slash = text.indexOf('/');
        byte[] network = addressOf(slash < 0 ? text : text.substring(0, slash));
        if (network != null) {
            int bits = network.length * 8;
            int prefix = slash < 0 ? bits : number(text.substring(slash + 1), bits);
            return prefix < 0
                    ? new ProxyException(text, null, 0, 0)
                    : new ProxyException(null, network, prefix, 0);
        }
        return ofHostAndPort(text);
    }

    private static ProxyException ofHostAndPort(String text) {
        int colon = text.lastIndexOf(':');
        int port = colon < 0 ? 0 : number(text.substring(colon + 1), 65_535);
        String host = port > 0 ? text.substring(0, colon) : text;
        byte[] address = addressOf(host);
        if (address != null) {
            return new ProxyException(null, address, address.length * 8, Math.max(0, port));
        }
        if (host.equals("*")) {
            return new ProxyException(null, null, 0, Math.max(0, port));
        }
        return new ProxyException(withoutDots(host), null, 0, Math.max(0, port));
    }

    /** {@code *.example.org}, {@code .example.org} and {@code example.org.} as the name itself. */
    private static String withoutDots(String host) {
        String name = host.startsWith("*.") ? host.substring(2) : host;
        name = name.startsWith(".") ? name.substring(1) : name;
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    boolean covers(Origin origin) {
        if (port != 0 && port != origin.port()) {
            return false;
        }
        if (network != null) {
            byte[] address = addressOf(origin.hostName());
            return address != null && isInNetwork(address);
        }
        return name == null || isBelow(withoutDots(origin.hostName()));
    }

    private boolean isBelow(String host) {
        return host.equals(name) || host.endsWith("." + name);
    }

    private boolean isInNetwork(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit & 7);
            if (((address[bit >> 3] ^ network[bit >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Null for what is no address. */
    private static byte[] addressOf(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String bare = bracketed ? text.substring(1, text.length() - 1) : text;
        if (!bare.contains(":") && !UrlHost.isAddress(bare)) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(bare).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** -1 for what is no number up to the highest. */
    private static int number(String digits, int highest) {
        boolean fine =
                !digits.isEmpty()
                        && digits.length() <= 5
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = fine ? Integer.parseInt(digits) : -1;
        return number <= highest ? number : -1;
    }
}
