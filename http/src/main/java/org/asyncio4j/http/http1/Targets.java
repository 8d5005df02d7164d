package org.asyncio4j.http.http1;

/** What stands for a resource or a host in the head of a request. RFC 9112, 3.2. */
final class Targets {
    private Targets() {}

    /** {@code http://host/path}, or {@code https}; a user before the host is none of it. */
    static boolean isAbsolute(byte[] data, int start, int end) {
        String text = HeadParser.text(data, start, end);
        int host = text.indexOf("://") + 3;
        String scheme = text.substring(0, Math.max(0, host - 3));
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            return false;
        }
        int after = host;
        while (after < text.length() && text.charAt(after) != '/' && text.charAt(after) != '?') {
            after++;
        }
        return after > host && isHost(text.substring(host, after));
    }

    /** {@code host:port}. */
    static boolean isAuthority(byte[] data, int start, int end) {
        String text = HeadParser.text(data, start, end);
        int colon = text.lastIndexOf(':');
        return colon > 0 && colon < text.length() - 1 && isHost(text);
    }

    /** A host with or without a port, or nothing at all: nothing that could end an authority. */
    static boolean isHost(String text) {
        int end = text.startsWith("[") ? endOfAddress(text) : endOfName(text);
        return end >= 0 && (end == text.length() || end > 0 && isPort(text, end));
    }

    /** The end of an address in brackets; -1 if it is none. */
    private static int endOfAddress(String text) {
        int index = 1;
        while (index < text.length() && isPartOfAddress(text.charAt(index))) {
            index++;
        }
        return index > 1 && index < text.length() && text.charAt(index) == ']' ? index + 1 : -1;
    }

    private static boolean isPartOfAddress(char each) {
        return each == ':' || each == '.' || Character.digit(each, 16) >= 0 && each < 0x7f;
    }

    /** The end of a name, or of an address of four numbers; -1 if it is none. */
    private static int endOfName(String text) {
        int index = 0;
        for (; index < text.length() && text.charAt(index) != ':'; index++) {
            char each = text.charAt(index);
            if (each <= ' ' || each >= 0x7f || "/@?#\\\"<>^`{|},[]".indexOf(each) >= 0) {
                return -1;
            }
        }
        return index;
    }

    /** Whether a port, or nothing, follows a colon, and nothing else. */
    private static boolean isPort(String text, int colon) {
        if (text.charAt(colon) != ':' || text.length() - colon > 6) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each < '0' || each > '9') {
                return false;
            }
            port = port * 10 + (each - '0');
        }
        return port <= 0xffff;
    }
}
