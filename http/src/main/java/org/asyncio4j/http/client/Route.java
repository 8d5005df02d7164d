package org.asyncio4j.http.client;

import org.asyncio4j.net.TlsOptions;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How to get to a server: what must be the same for a connection to be used again. The key of the
 * pool.
 */
final class Route {
    private final Origin origin;
    private final Proxy proxy;
    private final TlsOptions tls;
    private final Fingerprint fingerprint;
    private final Path unixSocket;
    private final boolean tunnel;
    private final int hash;

    /** What stands in the header {@code Host}. */
    private final String hostHeader;

    /**
     * @param proxy null for none
     * @param tls as it was given; those that only look the same are others
     * @param unixSocket null for TCP
     * @param upgrade whether HTTP will be over there: a proxy that reads along would not understand
     *     what follows, so that it is asked for a tunnel (RFC 6455, 4.1)
     */
    Route(
            Origin origin,
            Proxy proxy,
            TlsOptions tls,
            Fingerprint fingerprint,
            Path unixSocket,
            boolean upgrade) {
        this.origin = origin;
        this.proxy = proxy;
        this.tls = tls;
        this.fingerprint = fingerprint;
        this.unixSocket = unixSocket;
        this.tunnel = proxy != null && (upgrade || origin.isSecure());
        this.hash = Objects.hash(origin, proxy, fingerprint, unixSocket, tunnel);
        this.hostHeader = origin.hostHeader();
    }

    Origin origin() {
        return origin;
    }

    Proxy proxy() {
        return proxy;
    }

    /** Null for the session's. */
    TlsOptions tls() {
        return tls;
    }

    Fingerprint fingerprint() {
        return fingerprint;
    }

    Path unixSocket() {
        return unixSocket;
    }

    String hostHeader() {
        return hostHeader;
    }

    /** Whether a proxy reads the request, so that it has to be told the server. */
    boolean isForwarded() {
        return proxy != null && !tunnel;
    }

    /** Whether a proxy only carries the bytes. */
    boolean isTunnel() {
        return tunnel;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Route route
                        && hash == route.hash
                        && origin.equals(route.origin)
                        && tls == route.tls
                        && tunnel == route.tunnel
                        && Objects.equals(proxy, route.proxy)
                        && Objects.equals(fingerprint, route.fingerprint)
                        && Objects.equals(unixSocket, route.unixSocket);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return origin
                + (proxy == null ? "" : " by the proxy " + proxy.url())
                + (unixSocket == null ? "" : " at " + unixSocket);
    }
}
