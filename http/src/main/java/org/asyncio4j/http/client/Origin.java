package org.asyncio4j.http.client;

import java.net.URI;

/**
 * Who is asked: what must be the same for secrets to be sent again. Made of URLs of {@link Urls}.
 *
 * @param scheme {@code http} or {@code https}; those of WebSockets count as these
 * @param host in lower case; an IPv6 address in brackets
 * @param port also where it is the usual one
 */
record Origin(String scheme, String host, int port) {
    /** The origin of a URL. Unlike {@link URI#getHost}, it knows hosts with an underscore. */
    static Origin of(URI url) {
        String authority = url.getRawAuthority();
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String scheme = plain(url.getScheme());
        return new Origin(
                scheme,
                hasPort ? authority.substring(0, colon) : authority,
                hasPort ? Integer.parseInt(authority.substring(colon + 1)) : usualPort(scheme));
    }

    private static String plain(String scheme) {
        return switch (scheme) {
            case "ws" -> "http";
            case "wss" -> "https";
            default -> scheme;
        };
    }

    static int usualPort(String scheme) {
        return plain(scheme).equals("https") ? 443 : 80;
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    /** The host as it is connected to: without brackets. */
    String hostName() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** What stands in {@code Host}: with the port where it is not the usual one. */
    String hostHeader() {
        return port == usualPort(scheme) ? host : host + ":" + port;
    }

    /** What a proxy is asked to connect to: always with the port. */
    String authority() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + hostHeader();
    }
}
