package org.asyncio4j.http.client;

import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How a {@link MemoryCookieJar} works.
 *
 * @param unsafe whether hosts may set cookies that are addresses and not names
 * @param secureOrigins what counts as secure though it is not in TLS, as {@code
 *     http://localhost:8080}
 * @param maxPerDomain how many cookies are kept of one domain; who was used last stays
 * @param maxInAll how many are kept of all domains
 * @param clock says when a cookie is over
 */
public record CookieJarOptions(
        boolean unsafe,
        Set<URI> secureOrigins,
        int maxPerDomain,
        int maxInAll,
        InstantSource clock) {
    /** Addresses set nothing, TLS only is secure, 50 of a domain, 3000 in all. */
    public static final CookieJarOptions DEFAULT =
            new CookieJarOptions(false, Set.of(), 50, 3000, InstantSource.system());

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a limit that is not above zero
     */
    public CookieJarOptions {
        if (maxPerDomain < 1 || maxInAll < 1) {
            throw new IllegalArgumentException(
                    "A jar that keeps no cookies is CookieJar.none(); the limits must be above"
                            + " zero, not "
                            + maxPerDomain
                            + " and "
                            + maxInAll
                            + ".");
        }
        secureOrigins = Set.copyOf(secureOrigins);
    }

    public CookieJarOptions withUnsafe(boolean unsafe) {
        return new CookieJarOptions(unsafe, secureOrigins, maxPerDomain, maxInAll, clock);
    }

    /**
     * Treats one more origin as if it were in TLS: aiohttp's {@code treat_as_secure_origin}.
     *
     * @param url of which only the scheme, the host and the port count
     */
    public CookieJarOptions withSecureOrigin(URI url) {
        Set<URI> all = new LinkedHashSet<>(secureOrigins);
        all.add(url);
        return new CookieJarOptions(unsafe, all, maxPerDomain, maxInAll, clock);
    }

    public CookieJarOptions withLimits(int maxPerDomain, int maxInAll) {
        return new CookieJarOptions(unsafe, secureOrigins, maxPerDomain, maxInAll, clock);
    }

    /** For tests: another time. */
    public CookieJarOptions withClock(InstantSource clock) {
        return new CookieJarOptions(unsafe, secureOrigins, maxPerDomain, maxInAll, clock);
    }
}
