package org.asyncio4j.http;

import org.asyncio4j.http.syntax.HttpDate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A cookie: RFC 6265, and what its successor (6265bis) and browsers have added.
 *
 * <pre>{@code
 * Cookie session = Cookie.of("session", token).withPath("/").withHttpOnly(true).withSecure(true);
 * return Response.text("Welcome").cookie(session);
 * }</pre>
 *
 * <p>A value is printable ASCII without semicolons, and does not begin or end with a space. What is
 * more than that has to be encoded first, in Base64 for example. Quotes around a value are a part
 * of it.
 *
 * @param domain whose hosts get it; null for only the host that has set it
 * @param path below which it is sent; null for the folder of the URL that has set it
 * @param expires when it ends; null for with the browser
 * @param maxAge how long it is kept, which counts more than {@code expires}; zero removes it; null
 *     for not said
 * @param secure whether it is sent over TLS only
 * @param httpOnly whether scripts in pages cannot see it
 * @param sameSite null for not said
 * @param partitioned whether a browser keeps one for each site that the page is embedded in
 */
public record Cookie(
        String name,
        String value,
        String domain,
        String path,
        Instant expires,
        Duration maxAge,
        boolean secure,
        boolean httpOnly,
        SameSite sameSite,
        boolean partitioned) {
    /** Only what was received may have nothing for these two. */
    public Cookie {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    /**
     * One that is sent to the host that has set it, in the folder in which it was set, until the
     * browser ends.
     */
    public static Cookie of(String name, String value) {
        return new Cookie(name, value, null, null, null, null, false, false, null, false);
    }

    /** What makes a browser forget the cookie of this name, which was set for this path. */
    public static Cookie removal(String name, String path) {
        return of(name, "").withPath(path).withMaxAge(Duration.ZERO).withExpires(Instant.EPOCH);
    }

    public Cookie withValue(String value) {
        return with(draft -> draft.value = value);
    }

    /** For all hosts of a domain, as {@code example.org}; null for this host only. */
    public Cookie withDomain(String domain) {
        return with(draft -> draft.domain = domain);
    }

    public Cookie withPath(String path) {
        return with(draft -> draft.path = path);
    }

    public Cookie withExpires(Instant expires) {
        return with(draft -> draft.expires = expires);
    }

    /** In whole seconds. */
    public Cookie withMaxAge(Duration maxAge) {
        return with(draft -> draft.maxAge = maxAge);
    }

    public Cookie withSecure(boolean secure) {
        return with(draft -> draft.secure = secure);
    }

    public Cookie withHttpOnly(boolean httpOnly) {
        return with(draft -> draft.httpOnly = httpOnly);
    }

    public Cookie withSameSite(SameSite sameSite) {
        return with(draft -> draft.sameSite = sameSite);
    }

    public Cookie withPartitioned(boolean partitioned) {
        return with(draft -> draft.partitioned = partitioned);
    }

    // ---------------------------------------------------------------- from headers

    /**
     * Reads a header {@code Cookie} of a request. What cannot be understood is left out; quotes
     * around a value are taken off, since some clients put them there.
     *
     * @return those that it names, in order, perhaps several of one name
     */
    public static List<Cookie> parse(String header) {
        return CookieParser.ofRequest(header);
    }

    /**
     * Reads a header {@code Set-Cookie} of a response, as forgivingly as browsers do. Takes time in
     * proportion to its length, whatever stands in it.
     *
     * @return null for one that browsers ignore, and for one without a name
     */
    public static Cookie parseSetCookie(String header) {
        return CookieParser.ofResponse(header);
    }

    // ---------------------------------------------------------------- to headers

    /**
     * Names and values as they stand in the header {@code Cookie}.
     *
     * @throws IllegalArgumentException if one of them cannot stand in a header
     */
    public static String toHeader(List<Cookie> cookies) {
        StringBuilder header = new StringBuilder();
        for (Cookie cookie : cookies) {
            CookieSyntax.requireSafe(cookie);
            header.append(header.isEmpty() ? "" : "; ");
            header.append(cookie.name).append('=').append(cookie.value);
        }
        return header.toString();
    }

    /**
     * As it stands in the header {@code Set-Cookie}.
     *
     * @throws IllegalArgumentException if the name is no token, the value, domain or path has
     *     characters that end it or are no ASCII, or browsers would ignore the cookie: one that is
     *     partitioned or for all sites and not secure, or breaks the promise of its name ({@code
     *     __Secure-}, {@code __Host-})
     */
    public String toSetCookie() {
        CookieSyntax.require(this);
        StringBuilder text = new StringBuilder(name).append('=').append(value);
        append(text, "Domain", domain);
        append(text, "Path", path);
        append(text, "Expires", expires == null ? null : HttpDate.format(expires));
        append(text, "Max-Age", maxAge == null ? null : String.valueOf(maxAge.toSeconds()));
        append(text, "SameSite", sameSite == null ? null : sameSite.toString());
        return text.append(secure ? "; Secure" : "")
                .append(httpOnly ? "; HttpOnly" : "")
                .append(partitioned ? "; Partitioned" : "")
                .toString();
    }

    private static void append(StringBuilder text, String attribute, String value) {
        if (value != null) {
            text.append("; ").append(attribute).append('=').append(value);
        }
    }

    /** Without its value, which may be a secret. */
    @Override
    public String toString() {
        return "Cookie "
                + name
                + (domain == null ? "" : " of " + domain)
                + (path == null ? "" : " below " + path);
    }

    // ---------------------------------------------------------------- making others

    private Cookie with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /** The values on their way to others. */
    private static final class Draft {
        String name;
        String value;
        String domain;
        String path;
        Instant expires;
        Duration maxAge;
        boolean secure;
        boolean httpOnly;
        SameSite sameSite;
        boolean partitioned;

        Draft(Cookie from) {
            name = from.name;
            value = from.value;
            domain = from.domain;
            path = from.path;
            expires = from.expires;
            maxAge = from.maxAge;
            secure = from.secure;
            httpOnly = from.httpOnly;
            sameSite = from.sameSite;
            partitioned = from.partitioned;
        }

        Cookie finish() {
            return new Cookie(
                    name,
                    value,
                    domain,
                    path,
                    expires,
                    maxAge,
                    secure,
                    httpOnly,
                    sameSite,
                    partitioned);
        }
    }
}
