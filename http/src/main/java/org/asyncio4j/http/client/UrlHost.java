package org.asyncio4j.http.client;

import java.net.IDN;
import java.net.Inet6Address;
import java.util.Locale;

/**
 * The host of a URL in the one form in which hosts are compared and asked for: ASCII, lower case.
 *
 * <p>IPv4 addresses are taken in their usual form only. C libraries also read {@code 127.1}, {@code
 * 2130706433} and {@code 017700000001} as one, and checks of addresses do not: a way around them.
 *
 * <p>Names beyond ASCII are encoded by the JDK, which knows the rules of 2003. They and today's
 * disagree about four characters, and with them on who owns the name; so those are refused.
 */
final class UrlHost {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    /** Sharp s, final sigma, the zero-width joiner and non-joiner. */
    private static final String AMBIGUOUS = "\u00df\u1e9e\u03c2\u200c\u200d";

    private UrlHost() {}

    /**
     * The host as it is compared; an IPv6 address in brackets.
     *
     * @throws IllegalArgumentException if it is none; the message is the end of a sentence
     */
    static String normal(String text) {
        if (text.startsWith("[")) {
            return address(text);
        }
        String host = ascii(text).toLowerCase(Locale.ROOT);
        requireName(host);
        return host;
    }

    private static String address(String text) {
        if (!text.endsWith("]") || text.indexOf('%') >= 0) {
            throw new IllegalArgumentException(
                    "brackets are for an IPv6 address without a zone, as [2001:db8::1].");
        }
        try {
            Inet6Address.ofLiteral(text.substring(1, text.length() - 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no IPv6 address.", e);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String ascii(String text) {
        if (text.chars().allMatch(c -> c < 128)) {
            return text;
        }
        if (text.chars().anyMatch(c -> AMBIGUOUS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "the host has a character that old and new rules for names encode in different"
                            + " ways. Write the host in ASCII, with xn--.");
        }
        try {
            return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the host is no name: " + e.getMessage() + ".", e);
        }
    }

    private static void requireName(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.isEmpty()) {
            throw new IllegalArgumentException("it has no host.");
        }
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the host is longer than a name can be.");
        }
        String[] labels = name.split("\\.", -1);
        for (String label : labels) {
            requireLabel(label);
        }
        if (isNumeric(labels[labels.length - 1]) && !isAddress(host)) {
            throw new IllegalArgumentException(
                    "the host is an IPv4 address in an unusual form. Write four numbers up to 255"
                            + " without leading zeros, as 127.0.0.1.");
        }
    }

    private static void requireLabel(String label) {
        if (label.isEmpty() || label.length() > LONGEST_LABEL) {
            throw new IllegalArgumentException(
                    "a part of the host between dots is empty or longer than 63 characters.");
        }
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean fine = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (!fine) {
                throw new IllegalArgumentException(
                        "the host has the character '" + c + "', which no name can have.");
            }
        }
    }

    /** What C libraries could take for a number. */
    private static boolean isNumeric(String label) {
        return label.chars().allMatch(UrlHost::isDigit)
                || label.startsWith("0x")
                        && label.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether it is an address and no name: IPv4 in its usual form, or IPv6 in brackets. */
    static boolean isAddress(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (!isByte(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isByte(String part) {
        return !part.isEmpty()
                && part.length() <= 3
                && part.chars().allMatch(UrlHost::isDigit)
                && (part.length() == 1 || part.charAt(0) != '0')
                && Integer.parseInt(part) <= 255;
    }
}
