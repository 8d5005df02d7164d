package org.asyncio4j.http.client;

import org.asyncio4j.http.syntax.PercentEncoding;

import java.nio.charset.StandardCharsets;

/**
 * Writes what cannot stand in a part of a URL as percent signs and the digits of its UTF-8 bytes.
 * What is escaped already stays as it is; a percent sign that escapes nothing is escaped itself.
 */
final class UrlQuoting {
    private static final String UNRESERVED_AND_DELIMITERS = "-._~!$&'()*+,;=:@/";

    private static final boolean[] PATH = allowed(UNRESERVED_AND_DELIMITERS);

    /** Browsers leave the brackets, and servers are used to that. */
    private static final boolean[] QUERY = allowed(UNRESERVED_AND_DELIMITERS + "?[]");

    private UrlQuoting() {}

    private static boolean[] allowed(String punctuation) {
        boolean[] allowed = new boolean[128];
        for (char c = 0; c < 128; c++) {
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            allowed[c] = letter || c >= '0' && c <= '9' || punctuation.indexOf(c) >= 0;
        }
        return allowed;
    }

    static String path(String text) {
        return quote(text, PATH);
    }

    /** Also of a fragment. */
    static String query(String text) {
        return quote(text, QUERY);
    }

    private static String quote(String text, boolean[] allowed) {
        int clean = cleanLength(text, allowed);
        if (clean == text.length()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder(text.length() + 16).append(text, 0, clean);
        for (int i = clean; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (isFine(text, i, allowed)) {
                quoted.append((char) codePoint);
            } else {
                escape(codePoint, quoted);
            }
            i += Character.charCount(codePoint);
        }
        return quoted.toString();
    }

    private static int cleanLength(String text, boolean[] allowed) {
        int length = 0;
        while (length < text.length() && isFine(text, length, allowed)) {
            length++;
        }
        return length;
    }

    private static boolean isFine(String text, int index, boolean[] allowed) {
        char c = text.charAt(index);
        return c == '%' ? isEscape(text, index) : c < 128 && allowed[c];
    }

    private static boolean isEscape(String text, int index) {
        return index + 2 < text.length()
                && isDigit(text.charAt(index + 1))
                && isDigit(text.charAt(index + 2));
    }

    private static boolean isDigit(char c) {
        return c < 128 && Character.digit(c, 16) >= 0;
    }

    /** Half of a surrogate pair has no bytes: it becomes U+FFFD, as in browsers. */
    private static void escape(int codePoint, StringBuilder quoted) {
        boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        String text = half ? "\ufffd" : Character.toString(codePoint);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            PercentEncoding.escape(each, quoted);
        }
    }
}
