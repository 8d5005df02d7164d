package org.asyncio4j.http.server;

/** What a client has sent, for a log: in one line, of printable ASCII, not too long. */
final class Printable {
    private static final int LONGEST = 2000;

    private Printable() {}

    static String text(String text) {
        int length = Math.min(text.length(), LONGEST);
        for (int i = 0; i < length; i++) {
            if (!isPlain(text.charAt(i))) {
                return escaped(text, length);
            }
        }
        return length == text.length() ? text : text.substring(0, length) + "...";
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private static String escaped(String text, int length) {
        StringBuilder escaped = new StringBuilder(length + 16);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                escaped.append(c);
            } else if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else {
                escaped.append(String.format(c <= 0xff ? "\\x%02x" : "\\u%04x", (int) c));
            }
        }
        return escaped.append(length == text.length() ? "" : "...").toString();
    }
}
