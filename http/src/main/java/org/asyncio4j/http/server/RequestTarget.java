package org.asyncio4j.http.server;

import org.asyncio4j.http.syntax.PercentEncoding;

import java.nio.charset.StandardCharsets;

/** What a request line asks for: a path with a query, perhaps behind a scheme and a host. */
final class RequestTarget {
    private final String text;

    /** Where the path begins and ends. */
    private final int pathBegin;

    private final int pathEnd;

    RequestTarget(String text) {
        this.text = text;
        this.pathBegin = beginOfPath(text);
        int question = text.indexOf('?', pathBegin);
        this.pathEnd = question < 0 ? text.length() : question;
    }

    /** That of an absolute URL is behind the host; if there is none, the path is empty. */
    private static int beginOfPath(String text) {
        int colon = text.startsWith("/") ? -1 : text.indexOf("://");
        if (colon <= 0) {
            return 0;
        }
        for (int i = colon + 3; i < text.length(); i++) {
            if (text.charAt(i) == '/' || text.charAt(i) == '?') {
                return i;
            }
        }
        return text.length();
    }

    /** Null unless it is an absolute URL. */
    String authority() {
        return pathBegin > 0 ? text.substring(text.indexOf("://") + 3, pathBegin) : null;
    }

    /**
     * The path without escapes.
     *
     * @throws HttpException 400 if it has one that stands for no text
     */
    String path() {
        try {
            return PercentEncoding.decode(rawPath(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw HttpException.badRequest(
                    "The path of the URL has an escape that stands for no text.");
        }
    }

    String rawPath() {
        if (pathBegin == pathEnd && pathBegin > 0) {
            return "/"; // http://host means http://host/
        }
        return pathEnd - pathBegin == text.length() ? text : text.substring(pathBegin, pathEnd);
    }

    boolean hasQuery() {
        return pathEnd < text.length();
    }

    /** Without the question mark; empty if there is none. */
    String rawQuery() {
        return hasQuery() ? text.substring(pathEnd + 1) : "";
    }

    String rawPathAndQuery() {
        return hasQuery() ? rawPath() + text.substring(pathEnd) : rawPath();
    }

    /** As it came. */
    @Override
    public String toString() {
        return text;
    }
}
