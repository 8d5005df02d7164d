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
    private final int hash;

    /** What stands in the header {@code Host}. */
    private final String hostHeader;

    /**
     * @param proxy null for none
     * @param tls as it was given; those that only look the same are others
     * @param unixSocket null for TCP
     */
    Route(Origin origin, Proxy proxy, TlsOptions tls, Fingerprint fingerprint, Path unixSocket) {
        this.origin = origin;
        this.proxy = proxy;
        this.tls = tls;
        this.fingerprint = fingerprint;
        this.unixSocket = unixSocket;
        this.hash = Objects.hash(origin, proxy, fingerprint, unixSocket);
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
        return proxy != null && !origin.isSecure();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Route route
                        && hash == route.hash
                        && origin.equals(route.origin)
                        && tls == route.tls
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
