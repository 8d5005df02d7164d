package org.asyncio4j.http.client;

import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.SameSite;

import java.time.Instant;

/**
 * A cookie as a jar keeps it: RFC 6265, 5.3.
 *
 * @param domain in ASCII and lower case; an IPv6 address in brackets
 * @param hostOnly whether it is for this host alone, and not for those below
 * @param expires null for with the jar
 */
record StoredCookie(
        String name,
        String value,
        String domain,
        boolean hostOnly,
        String path,
        Instant expires,
        boolean secure,
        boolean httpOnly,
        SameSite sameSite,
        boolean partitioned) {
    /** What there can be one cookie of. */
    record Key(String name, boolean hostOnly, String path) {}

    Key key() {
        return new Key(name, hostOnly, path);
    }

    boolean isOver(Instant now) {
        return expires != null && !expires.isAfter(now);
    }

    boolean isFor(String host, String requestPath, boolean secureOrigin) {
        return (!hostOnly || domain.equals(host))
                && (!secure || secureOrigin)
                && pathMatches(requestPath, path);
    }

    /** Whether a path is that of the cookie, or below it: 5.1.4. */
    static boolean pathMatches(String requestPath, String cookiePath) {
        return requestPath.startsWith(cookiePath)
                && (requestPath.length() == cookiePath.length()
                        || cookiePath.endsWith("/")
                        || requestPath.charAt(cookiePath.length()) == '/');
    }

    /** Whether a host is that of the domain, or below it: 5.1.3. */
    static boolean domainMatches(String host, String domain) {
        return host.equals(domain)
                || host.endsWith(domain)
                        && host.charAt(host.length() - domain.length() - 1) == '.'
                        && !UrlHost.isAddress(host);
    }

    Cookie toCookie() {
        return new Cookie(
                name,
                value,
                hostOnly ? null : domain,
                path,
                expires,
                null,
                secure,
                httpOnly,
                sameSite,
                partitioned);
    }
}
