package org.asyncio4j.http;

import org.asyncio4j.http.syntax.HeaderParameters;

/** What a cookie must be that is sent. */
final class CookieSyntax {
    private CookieSyntax() {}

    /** For {@code Set-Cookie}: what browsers keep. */
    static void require(Cookie cookie) {
        if (!HeaderParameters.isToken(cookie.name())) {
            throw new IllegalArgumentException(
                    "The name of a cookie may have letters, digits and !#$%&'*+-.^_`|~ only, and"
                            + " this is '"
                            + shown(cookie.name())
                            + "'.");
        }
        requireText(cookie, "value", cookie.value());
        requireText(cookie, "domain", cookie.domain());
        requireText(cookie, "path", cookie.path());
        requireEdges(cookie);
        if (cookie.path() != null && !cookie.path().startsWith("/")) {
            throw refusal(cookie, "has a path that does not begin with a slash.");
        }
        requireSecure(cookie);
        requirePrefix(cookie);
    }

    private static void requireText(Cookie cookie, String what, String text) {
        if (text == null) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == ';') {
                throw refusal(
                        cookie,
                        "has a "
                                + what
                                + " with "
                                + (c == ';' ? "a semicolon" : "the character U+" + hex(c))
                                + ", which cannot be sent. Encode it first, in Base64 or with"
                                + " percent signs.");
            }
        }
    }

    private static String hex(char c) {
        return "%04X".formatted((int) c);
    }

    private static void requireEdges(Cookie cookie) {
        if (!cookie.value().equals(cookie.value().strip())) {
            throw refusal(
                    cookie, "has a value with a space at its begin or end, where it is lost.");
        }
    }

    private static void requireSecure(Cookie cookie) {
        boolean must = cookie.partitioned() || cookie.sameSite() == SameSite.NONE;
        if (must && !cookie.secure()) {
            throw refusal(
                    cookie,
                    "is partitioned or has SameSite=None: browsers ignore it unless it is secure,"
                            + " too.");
        }
    }

    private static void requirePrefix(Cookie cookie) {
        boolean host = startsWith(cookie.name(), "__Host-");
        if ((host || startsWith(cookie.name(), "__Secure-")) && !cookie.secure()) {
            throw refusal(cookie, "has a name that promises that it is secure, and is not.");
        }
        if (host && (cookie.domain() != null || !"/".equals(cookie.path()))) {
            throw refusal(
                    cookie,
                    "has a name that promises that it is of one host: it needs the path / and no"
                            + " domain.");
        }
    }

    static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /**
     * For {@code Cookie}: what does not become something else in the header. Servers may have set
     * it to anything.
     */
    static void requireSafe(Cookie cookie) {
        requireSafe(cookie, cookie.name(), "=;");
        requireSafe(cookie, cookie.value(), ";");
    }

    private static void requireSafe(Cookie cookie, String text, String separators) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff || separators.indexOf(c) >= 0) {
                throw refusal(
                        cookie,
                        "has the character U+" + hex(c) + ", which would break the header Cookie.");
            }
        }
    }

    private static IllegalArgumentException refusal(Cookie cookie, String problem) {
        return new IllegalArgumentException("The cookie '" + shown(cookie.name()) + "' " + problem);
    }

    private static String shown(String text) {
        String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
