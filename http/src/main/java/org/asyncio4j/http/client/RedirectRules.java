package org.asyncio4j.http.client;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;

import java.net.URI;
import java.util.List;

/**
 * What a redirect makes of a request: aiohttp's rules, and for what is secret and what is said of a
 * body those of browsers (the Fetch standard, HTTP-redirect fetch).
 */
final class RedirectRules {
    /** What the next origin is not to know. */
    private static final List<String> SECRETS =
            List.of("Authorization", "Cookie", "Cookie2", "Proxy-Authorization");

    /** What is said of a body, and of how it is sent. */
    private static final List<String> OF_A_BODY =
            List.of(
                    "Content-Type",
                    "Content-Length",
                    "Content-Encoding",
                    "Content-Language",
                    "Content-Location",
                    "Content-Disposition",
                    "Transfer-Encoding",
                    "Expect");

    private RedirectRules() {}

    /**
     * The next request.
     *
     * @param method in capitals
     * @param authorization what a user and password in the new URL mean; null if there are none
     * @param headers the request's own, without what must not or need not go there; to be changed
     * @param keepsBody whether the body is sent again
     * @param sameOrigin whether the one who is asked is the same; if not, the request's own cookies
     *     and user do not go there either, and another proxy may be right
     */
    record Next(
            String method,
            URI url,
            String authorization,
            Headers headers,
            boolean keepsBody,
            boolean sameOrigin) {}

    /** Whether a response says to go elsewhere; without a place to go it is like any other. */
    static boolean isRedirect(int status, Headers response) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> {
                String location = response.get("Location");
                yield location != null && !location.isBlank();
            }
            default -> false;
        };
    }

    /**
     * What is requested next.
     *
     * @param status of a response that {@linkplain #isRedirect is a redirect}
     * @param location as it was received
     * @param headers the request's own; not changed
     * @throws RedirectUrlError if nobody can go there
     * @throws PayloadError if the body had to be sent again and cannot be
     */
    static Next next(
            int status, String location, String method, URI from, Headers headers, Body body)
            throws ClientError {
        TargetUrl to = Urls.redirect(from, location);
        boolean becomesGet = becomesGet(status, method);
        boolean keepsBody = !becomesGet && body.length() != 0;
        if (keepsBody && !body.isRepeatable()) {
            throw notRepeatable(status, method, from);
        }
        boolean sameOrigin = Origin.of(from).equals(Origin.of(to.url()));
        Headers kept = headers.copy();
        if (becomesGet) {
            OF_A_BODY.forEach(kept::remove);
        }
        if (!sameOrigin) {
            SECRETS.forEach(kept::remove);
            kept.remove("Host");
        }
        return new Next(
                becomesGet ? "GET" : method,
                to.url(),
                to.authorization(),
                kept,
                keepsBody,
                sameOrigin);
    }

    private static boolean becomesGet(int status, String method) {
        return status == 303 && !method.equals("HEAD") && !method.equals("GET")
                || (status == 301 || status == 302) && method.equals("POST");
    }

    private static PayloadError notRepeatable(int status, String method, URI from) {
        return new PayloadError(
                from,
                method
                        + " "
                        + from
                        + " was redirected with "
                        + status
                        + ", for which the body has to be sent again, and it can be read only"
                        + " once. Send it from memory or from a file, or request it with"
                        + " allowRedirects(false).",
                null);
    }
}
