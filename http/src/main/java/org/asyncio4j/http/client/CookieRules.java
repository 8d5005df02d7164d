package org.asyncio4j.http.client;

import org.asyncio4j.http.Cookie;

import java.net.URI;
import java.time.Instant;

/** Which cookies a response may set: RFC 6265bis, 5.7. */
final class CookieRules {
    private final Origin origin;
    private final boolean secure;
    private final URI url;
    private final boolean unsafe;

    /**
     * @param secure whether the origin is, or counts as such
     * @param unsafe whether addresses may set cookies
     */
    CookieRules(Origin origin, boolean secure, URI url, boolean unsafe) {
        this.origin = origin;
        this.secure = secure;
        this.url = url;
        this.unsafe = unsafe;
    }

    /** Whether the response came over a connection on which anybody can listen and write. */
    boolean isPlain() {
        return !secure;
    }

    /**
     * The cookie as it is kept; null if it may not be set.
     *
     * @param expires when it is over, at the latest; null for with the jar
     */
    StoredCookie stored(Cookie cookie, Instant expires) {
        boolean address = UrlHost.isAddress(origin.host());
        if (address && !unsafe || cookie.secure() && isPlain() || !keepsPromise(cookie)) {
            return null;
        }
        String domain = domain(cookie, address);
        if (domain == null) {
            return null;
        }
        return new StoredCookie(
                cookie.name(),
                cookie.value(),
                domain,
                isHostOnly(cookie, address),
                cookie.path() == null ? defaultPath() : cookie.path(),
                expires,
                cookie.secure(),
                cookie.httpOnly(),
                cookie.sameSite(),
                cookie.partitioned());
    }

    private static boolean keepsPromise(Cookie cookie) {
        boolean host = startsWith(cookie.name(), "__Host-");
        if (!host && !startsWith(cookie.name(), "__Secure-")) {
            return true;
        }
        return cookie.secure() && (!host || cookie.domain() == null && "/".equals(cookie.path()));
    }

    private static boolean startsWith(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** The domain that it is for; null if it is none of the host's. */
    private String domain(Cookie cookie, boolean address) {
        if (cookie.domain() == null) {
            return origin.host();
        }
        String domain = normal(cookie.domain());
        if (domain == null) {
            return null;
        }
        if (domain.equals(origin.host())) {
            return domain;
        }
        boolean may =
                !address
                        && StoredCookie.domainMatches(origin.host(), domain)
                        && !PublicSuffixes.contains(domain);
        return may ? domain : null;
    }

    private static String normal(String domain) {
        try {
            return UrlHost.normal(domain);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A host that is a public suffix itself, as {@code github.io}, sets cookies for itself. */
    private boolean isHostOnly(Cookie cookie, boolean address) {
        return cookie.domain() == null || address || PublicSuffixes.contains(origin.host());
    }

    /** The folder of the URL: 5.1.4. */
    private String defaultPath() {
        String path = url.getRawPath();
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }
}
