package org.asyncio4j.http.server;

import org.asyncio4j.http.syntax.PercentEncoding;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** Where a redirection may lead. */
public final class Locations {
    private Locations() {}

    /**
     * A location that stays on this server: for what a client has sent, as the page to go back to
     * after a login.
     *
     * @param location a path with or without a query
     * @param fallback what to take if it leads elsewhere, or nowhere
     */
    public static String local(String location, String fallback) {
        boolean isLocal =
                location != null
                        && location.startsWith("/")
                        && !location.startsWith("//")
                        && location.indexOf('\\') < 0
                        && location.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
        return isLocal ? location : fallback;
    }

    /** As it may stand in the header: what is no ASCII gets escaped. */
    static String checked(String location) {
        String escaped = escape(location);
        try {
            String scheme = new URI(escaped).getScheme();
            if (scheme == null || scheme.matches("(?i)https?|wss?")) {
                return escaped;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "Nobody can be redirected to what is no URL: " + e.getReason() + ".", e);
        }
        throw new IllegalArgumentException(
                "Nobody can be redirected to what is no http: or https: URL.");
    }

    private static String escape(String location) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : location.getBytes(StandardCharsets.UTF_8)) {
            if (each < 0) {
                PercentEncoding.escape(each, escaped);
            } else {
                escaped.append((char) each);
            }
        }
        return escaped.toString();
    }
}
