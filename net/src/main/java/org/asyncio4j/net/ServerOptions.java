package org.asyncio4j.net;

import org.asyncio4j.stream.StreamReader;

/**
 * How {@link Net#startServer} listens and serves.
 *
 * @param backlog how many connections the system keeps until they are accepted
 * @param reuseAddress whether a port may be used again while connections of a former server fade
 *     out ({@code SO_REUSEADDR})
 * @param reusePort whether other sockets, of other programs too, may listen on the same port and
 *     share its connections ({@code SO_REUSEPORT})
 * @param maxConnections how many clients are served at once, by all loops together; the others wait
 *     in the backlog
 * @param tls null for plain connections
 * @param limit how long a line may be that is read; see {@link StreamReader#readLine}
 * @param loops how many loops serve, each in a thread of its own: this one and {@code loops - 1}
 *     more. Above 1 the handler must be safe to run in several threads.
 */
public record ServerOptions(
        int backlog,
        boolean reuseAddress,
        boolean reusePort,
        int maxConnections,
        TlsOptions tls,
        int limit,
        int loops) {
    /** One loop, plain, no limit to the number of clients. */
    public static final ServerOptions DEFAULT =
            new ServerOptions(
                    100, true, false, Integer.MAX_VALUE, null, StreamReader.DEFAULT_LIMIT, 1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a number that is not above zero
     */
    public ServerOptions {
        Requirements.positive("backlog", backlog);
        Requirements.positive("maxConnections", maxConnections);
        Requirements.positive("limit", limit);
        Requirements.positive("loops", loops);
    }

    public ServerOptions withBacklog(int backlog) {
        return new ServerOptions(
                backlog, reuseAddress, reusePort, maxConnections, tls, limit, loops);
    }

    public ServerOptions withReuseAddress(boolean reuseAddress) {
        return new ServerOptions(
                backlog, reuseAddress, reusePort, maxConnections, tls, limit, loops);
    }

    public ServerOptions withReusePort(boolean reusePort) {
        return new ServerOptions(
                backlog, reuseAddress, reusePort, maxConnections, tls, limit, loops);
    }

    public ServerOptions withMaxConnections(int maxConnections) {
        return new ServerOptions(
                backlog, reuseAddress, reusePort, maxConnections, tls, limit, loops);
    }

    /** Speaks TLS from the start; see {@link TlsOptions#server}. */
    public ServerOptions withTls(TlsOptions tls) {
        return new ServerOptions(
                backlog, reuseAddress, reusePort, maxConnections, tls, limit, loops);
    }

    public ServerOptions withLimit(int limit) {
        return new ServerOptions(
                backlog, reuseAddress, reusePort, maxConnections, tls, limit, loops);
    }

    public ServerOptions withLoops(int loops) {
        return new ServerOptions(
                backlog, reuseAddress, reusePort, maxConnections, tls, limit, loops);
    }
}
