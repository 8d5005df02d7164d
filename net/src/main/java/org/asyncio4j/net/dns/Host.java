package org.asyncio4j.net.dns;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a user calls a host: an address, or a name that a name server could know.
 *
 * @param given as the user wrote it
 * @param name in ASCII and lower case, without the dot at its end; null for an address
 * @param absolute whether the name ended in a dot, so that it is not searched for in domains
 * @param address null for a name
 */
record Host(String given, String name, boolean absolute, InetAddress address) {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    /** With a zero in front some would read a number as an octal one. */
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})(?:\\.(?!$)|$)){4}");

    /**
     * Reads it, without asking anybody.
     *
     * @throws UnknownHostException if it can be neither; it says why
     */
    static Host of(String given) throws UnknownHostException {
        if (given.isEmpty()) {
            throw new UnknownHostException("A host is needed, and its name is empty.");
        }
        if (given.startsWith("[") && given.endsWith("]") || given.contains(":")) {
            return new Host(given, null, false, ipv6(given));
        }
        if (IPV4.matcher(given).matches()) {
            return new Host(given, null, false, ipv4(given));
        }
        boolean absolute = given.endsWith(".");
        String name = ascii(absolute ? given.substring(0, given.length() - 1) : given, given);
        requireSound(name, given);
        return new Host(given, name.toLowerCase(Locale.ROOT), absolute, null);
    }

    private static InetAddress ipv4(String given) throws UnknownHostException {
        try {
            return InetAddress.ofLiteral(given);
        } catch (IllegalArgumentException e) {
            throw noIpv4(given);
        }
    }

    private static UnknownHostException noIpv4(String given) {
        return unsound(
                given, "an IPv4 address has four numbers from 0 to 255, without zeros in front");
    }

    private static InetAddress ipv6(String given) throws UnknownHostException {
        boolean brackets = given.startsWith("[") && given.endsWith("]");
        String literal = brackets ? given.substring(1, given.length() - 1) : given;
        try {
            return Inet6Address.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw unsound(
                    given,
                    literal.contains("%")
                            ? "it is no IPv6 address with an interface of this machine after the %"
                            : "it is neither a name nor an IPv6 address");
        }
    }

    private static String ascii(String name, String given) throws UnknownHostException {
        if (name.chars().allMatch(c -> c < 128)) {
            return name;
        }
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw unsound(given, "it is no internationalised name (" + e.getMessage() + ")");
        }
    }

    private static void requireSound(String name, String given) throws UnknownHostException {
        if (name.length() > LONGEST_NAME) {
            throw unsound(given, "a name has at most " + LONGEST_NAME + " characters");
        }
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty()) {
                throw unsound(given, "a part between its dots is empty");
            }
            if (label.length() > LONGEST_LABEL) {
                throw unsound(
                        given, "a part between dots has at most " + LONGEST_LABEL + " characters");
            }
        }
        for (char c : name.toCharArray()) {
            if (!isSound(c)) {
                throw unsound(given, "it contains " + describe(c));
            }
        }
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (last.chars().allMatch(c -> '0' <= c && c <= '9')) {
            // 127.1 and 2130706433 are ways round checks of addresses, rather than names.
            throw noIpv4(given);
        }
    }

    private static boolean isSound(char c) {
        return 'a' <= c && c <= 'z'
                || 'A' <= c && c <= 'Z'
                || '0' <= c && c <= '9'
                || c == '-'
                || c == '_'
                || c == '.';
    }

    private static String describe(char c) {
        if (c == 0) {
            return "the character NUL";
        }
        return c == ' ' ? "a space" : c < ' ' ? "a control character" : "'" + c + "'";
    }

    private static UnknownHostException unsound(String given, String why) {
        String shown = given.length() <= 80 ? given : given.substring(0, 77) + "...";
        shown = shown.replaceAll("\\p{Cntrl}", "?");
        return new UnknownHostException("'" + shown + "' cannot be a host: " + why + ".");
    }

    /** Names that always mean this machine (RFC 6761). */
    boolean isLocalhost() {
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /**
     * Names that belong to multicast DNS (RFC 6762) where that is in use: {@code printer.local}.
     */
    boolean isLinkLocal() {
        return name.endsWith(".local") && name.indexOf('.') == name.length() - ".local".length();
    }

    int dots() {
        return (int) name.chars().filter(c -> c == '.').count();
    }
}
