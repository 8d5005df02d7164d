package org.asyncio4j.http.http1;

/** What stands for a resource or a host in the head of a request. RFC 9112, 3.2. */
final class Targets {
    private Targets() {}

    /** {@code http://host/path}; whether the host is one shows later. */
    static boolean isAbsolute(byte[] data, int start, int end) {
        int index = start;
        while (index < end && isLetter(data[index])) {
            index++;
        }
        return index > start
                && end - index > 3
                && data[index] == ':'
                && data[index + 1] == '/'
                && data[index + 2] == '/'
                && data[index + 3] != '/';
    }

    private static boolean isLetter(byte each) {
        return each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z';
    }

    /** {@code host:port}. */
    static boolean isAuthority(byte[] data, int start, int end) {
        String text = HeadParser.text(data, start, end);
        int colon = text.lastIndexOf(':');
        return colon > 0 && colon < text.length() - 1 && isHost(text);
    }

    /** A host with or without a port, empty for none: nothing that could end an authority. */
    static boolean isHost(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each <= ' ' || each >= 0x7f || "/@?#\\\"<>^`{|},".indexOf(each) >= 0) {
                return false;
            }
        }
        return hasPortOfDigits(text);
    }

    private static boolean hasPortOfDigits(String text) {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', bracket + 1);
        if (colon < 0) {
            return true;
        }
        if (text.length() - colon > 6) {
            return false;
        }
        for (int i = colon + 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
