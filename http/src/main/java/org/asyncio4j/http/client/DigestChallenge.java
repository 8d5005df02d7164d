package org.asyncio4j.http.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server wants a digest of: RFC 7616, 3.3.
 *
 * @param opaque to be sent back; null for none
 * @param qop {@code auth}, {@code auth-int}, or null where the server knows neither
 * @param stale whether only the nonce was too old, and user and password were right
 * @param userHash whether the user's name is to be hashed, too
 * @param space the URLs at and below which this holds; empty for the whole origin
 */
record DigestChallenge(
        DigestAlgorithm algorithm,
        String realm,
        String nonce,
        String opaque,
        String qop,
        boolean stale,
        boolean userHash,
        List<URI> space) {
    /**
     * The first one that can be answered; null if there is none. Servers name the strongest first.
     *
     * @param url what was answered with these headers
     */
    static DigestChallenge find(List<String> headers, URI url) {
        for (AuthChallenge challenge : AuthChallenge.parse(headers)) {
            DigestChallenge found = of(challenge, url);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static DigestChallenge of(AuthChallenge challenge, URI url) {
        DigestAlgorithm algorithm = DigestAlgorithm.of(challenge.get("algorithm"));
        String realm = challenge.get("realm");
        String nonce = challenge.get("nonce");
        boolean usable =
                challenge.scheme().equals("digest")
                        && algorithm != null
                        && realm != null
                        && nonce != null
                        && isQopKnown(challenge.get("qop"));
        return usable
                ? new DigestChallenge(
                        algorithm,
                        realm,
                        nonce,
                        challenge.get("opaque"),
                        qop(challenge.get("qop")),
                        "true".equalsIgnoreCase(challenge.get("stale")),
                        "true".equalsIgnoreCase(challenge.get("userhash")),
                        space(challenge.get("domain"), url))
                : null;
    }

    private static boolean isQopKnown(String offered) {
        return offered == null || offered.isBlank() || qop(offered) != null;
    }

    /** Without the body where that will do, since not every body is in memory. */
    private static String qop(String offered) {
        boolean integrity = false;
        for (String each : offered == null ? new String[0] : offered.split(",")) {
            if (each.strip().equalsIgnoreCase("auth")) {
                return "auth";
            }
            integrity |= each.strip().equalsIgnoreCase("auth-int");
        }
        return integrity ? "auth-int" : null;
    }

    private static List<URI> space(String domain, URI url) {
        List<URI> space = new ArrayList<>();
        if (domain != null) {
            for (String each : domain.split(" ")) {
                addTo(space, each, url);
            }
        }
        return List.copyOf(space);
    }

    private static void addTo(List<URI> space, String reference, URI url) {
        if (!reference.isEmpty()) {
            try {
                space.add(Urls.resolve(url, reference).url());
            } catch (InvalidUrlError e) {
                // Nothing is below what is no URL.
            }
        }
    }
}
