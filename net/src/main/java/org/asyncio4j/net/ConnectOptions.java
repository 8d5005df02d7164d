package org.asyncio4j.net;

import org.asyncio4j.stream.StreamReader;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;

/**
 * How {@link Net#openConnection} connects.
 *
 * @param timeout how long looking up, connecting and the TLS hand-shake may take together; null for
 *     as long as the system tries
 * @param happyEyeballsDelay how long one address is tried alone before the next one is tried beside
 *     it; RFC 8305 recommends the default of 250 ms
 * @param localAddress where the connection comes from; null for the system's choice
 * @param tls null for a plain connection
 * @param limit how long a line may be that is read; see {@link StreamReader#readLine}
 * @param resolver who knows the addresses of the host
 */
public record ConnectOptions(
        Duration timeout,
        Duration happyEyeballsDelay,
        SocketAddress localAddress,
        TlsOptions tls,
        int limit,
        Resolver resolver) {
    /** Plain, without a time-out. */
    public static final ConnectOptions DEFAULT =
            new ConnectOptions(
                    null,
                    Duration.ofMillis(250),
                    null,
                    null,
                    StreamReader.DEFAULT_LIMIT,
                    Resolver.DEFAULT);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a time-out or limit that is not above zero
     */
    public ConnectOptions {
        Requirements.positive("timeout", timeout);
        Objects.requireNonNull(happyEyeballsDelay, "happyEyeballsDelay");
        Requirements.positive("limit", limit);
        Objects.requireNonNull(resolver, "resolver");
    }

    public ConnectOptions withTimeout(Duration timeout) {
        return new ConnectOptions(timeout, happyEyeballsDelay, localAddress, tls, limit, resolver);
    }

    public ConnectOptions withHappyEyeballsDelay(Duration delay) {
        return new ConnectOptions(timeout, delay, localAddress, tls, limit, resolver);
    }

    /** For TCP an {@link InetSocketAddress}; its port is 0 for any. */
    public ConnectOptions withLocalAddress(SocketAddress address) {
        return new ConnectOptions(timeout, happyEyeballsDelay, address, tls, limit, resolver);
    }

    /** Speaks TLS from the start. */
    public ConnectOptions withTls(TlsOptions tls) {
        return new ConnectOptions(timeout, happyEyeballsDelay, localAddress, tls, limit, resolver);
    }

    /** {@link #withTls(TlsOptions)} with the system's trusted authorities. */
    public ConnectOptions withTls() {
        return withTls(TlsOptions.client());
    }

    public ConnectOptions withLimit(int limit) {
        return new ConnectOptions(timeout, happyEyeballsDelay, localAddress, tls, limit, resolver);
    }

    public ConnectOptions withResolver(Resolver resolver) {
        return new ConnectOptions(timeout, happyEyeballsDelay, localAddress, tls, limit, resolver);
    }
}
