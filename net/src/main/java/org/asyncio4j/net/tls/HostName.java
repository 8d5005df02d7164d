package org.asyncio4j.net.tls;

import java.net.IDN;
import java.util.List;
import java.util.regex.Pattern;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/**
 * A host as DNS and certificates name it, or its IP address.
 *
 * @param ascii the name without its last dot, foreign letters encoded; the address without zone and
 *     brackets
 */
public record HostName(String ascii) {
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    /**
     * The host that people write like this.
     *
     * @throws IllegalArgumentException if it cannot be a host name
     */
    public static HostName of(String host) {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (IP_ADDRESS.matcher(bare).matches()) {
            return new HostName(address(bare));
        }
        try {
            return new HostName(IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + host + "\" cannot be a host name: " + e.getMessage(), e);
        }
    }

    private static String address(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
    }

    /**
     * The pattern of hosts that people write like this, as {@link Identity#hostPattern} has it.
     *
     * @param hostPattern a host name, or {@code *.} and a domain
     * @throws IllegalArgumentException if it is neither
     */
    public static String pattern(String hostPattern) {
        boolean wild = hostPattern.startsWith("*.");
        String host = wild ? hostPattern.substring(2) : hostPattern;
        if (host.isEmpty() || host.contains("*")) {
            throw new IllegalArgumentException(
                    "\""
                            + hostPattern
                            + "\" is no host name and no pattern like \"*.example.com\": a star"
                            + " stands for the first label only.");
        }
        return (wild ? "*." : "") + of(host).ascii();
    }

    /** What a client asks the server for (SNI): nothing where that cannot be asked for. */
    public List<SNIServerName> serverNames() {
        if (IP_ADDRESS.matcher(ascii).matches()) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(ascii));
        } catch (IllegalArgumentException e) {
            // Names with an underscore work in DNS, and yet may not be asked for.
            return List.of();
        }
    }
}
