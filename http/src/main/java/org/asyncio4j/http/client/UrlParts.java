package org.asyncio4j.http.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The parts of a URL or of a reference to one, cut but not looked at: RFC 3986, appendix B and 5.2.
 *
 * @param scheme null if there is none, as each of the others but the path
 * @param path may be empty
 */
record UrlParts(String scheme, String authority, String path, String query, String fragment) {
    static UrlParts of(String text) {
        int hash = indexOrEnd(text, "#", 0);
        int question = Math.min(hash, indexOrEnd(text, "?", 0));
        int schemeEnd = schemeEnd(text, question);
        int start = schemeEnd < 0 ? 0 : schemeEnd + 1;
        int pathStart = start;
        String authority = null;
        if (text.startsWith("//", start)) {
            pathStart = Math.min(question, indexOrEnd(text, "/", start + 2));
            authority = text.substring(start + 2, pathStart);
        }
        return new UrlParts(
                schemeEnd < 0 ? null : text.substring(0, schemeEnd),
                authority,
                text.substring(pathStart, question),
                question < hash ? text.substring(question + 1, hash) : null,
                hash < text.length() ? text.substring(hash + 1) : null);
    }

    private static int indexOrEnd(String text, String wanted, int from) {
        int index = text.indexOf(wanted, from);
        return index < 0 ? text.length() : index;
    }

    /** Where the colon behind the scheme is; -1 if there is none. */
    private static int schemeEnd(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i > 0 ? i : -1;
            }
            if (!isSchemeCharacter(c, i == 0)) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isSchemeCharacter(char c, boolean first) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || !first && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.');
    }

    // ---------------------------------------------------------------- references

    /** Whether it says by itself where to go. */
    boolean isAbsolute() {
        return scheme != null;
    }

    /** What this reference means on a page of that URL. */
    UrlParts resolvedOn(UrlParts base) {
        if (scheme != null) {
            return this;
        }
        if (authority != null) {
            return new UrlParts(base.scheme, authority, path, query, fragment);
        }
        if (path.isEmpty()) {
            String kept = query == null ? base.query : query;
            return new UrlParts(base.scheme, base.authority, base.path, kept, fragment);
        }
        return new UrlParts(base.scheme, base.authority, mergedOn(base.path), query, fragment);
    }

    private String mergedOn(String basePath) {
        return path.startsWith("/")
                ? path
                : basePath.substring(0, basePath.lastIndexOf('/') + 1) + path;
    }

    /** The path without {@code .} and {@code ..}, which begins with a slash: RFC 3986, 5.2.4. */
    String pathWithoutDots() {
        String absolute = path.startsWith("/") ? path : "/" + path;
        if (!absolute.contains("/.")) {
            return absolute;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = absolute.substring(1).split("/", -1);
        for (String segment : segments) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String last = segments[segments.length - 1];
        boolean folder = last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }
}
