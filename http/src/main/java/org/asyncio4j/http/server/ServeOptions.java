package org.asyncio4j.http.server;

import org.asyncio4j.net.TlsOptions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Where and how an {@link HttpServer} serves.
 *
 * @param hosts whose addresses it listens on; {@code ""} for all of this machine
 * @param port on which; 0 for a free one
 * @param unixPaths the Unix sockets that it listens on besides
 * @param backlog how many connections the system keeps until they are accepted
 * @param reusePort whether other processes may listen on the port, too, and share its clients
 * @param maxConnections how many clients are served at once; the others wait in the backlog
 * @param tls null for plain connections
 * @param loops how many loops serve, each in a thread of its own. Above 1, handlers run in several
 *     threads, and what they share must be made for that
 * @param limits what it takes from a client
 * @param shutdownTimeout how long requests may take when the server stops, before they are
 *     cancelled; and how long the cancelled ones may take to end
 * @param accessLog a line for each request, in the language of {@link AccessLog}; null for none
 * @param quiet whether {@link HttpServer#run} prints nothing
 */
public record ServeOptions(
        List<String> hosts,
        int port,
        List<Path> unixPaths,
        int backlog,
        boolean reusePort,
        int maxConnections,
        TlsOptions tls,
        int loops,
        HttpLimits limits,
        Duration shutdownTimeout,
        String accessLog,
        boolean quiet) {
    /** The port 8080 of all addresses; one loop; plain; 60 s for a shutdown; no access log. */
    public static final ServeOptions DEFAULT =
            new ServeOptions(
                    List.of(""),
                    8080,
                    List.of(),
                    128,
                    false,
                    Integer.MAX_VALUE,
                    null,
                    1,
                    HttpLimits.DEFAULT,
                    Duration.ofSeconds(60),
                    null,
                    false);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is nothing to listen on
     */
    public ServeOptions {
        hosts = List.copyOf(hosts);
        unixPaths = List.copyOf(unixPaths);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(shutdownTimeout, "shutdownTimeout");
        if (hosts.isEmpty() && unixPaths.isEmpty()) {
            throw new IllegalArgumentException("There is nothing for a server to listen on.");
        }
    }

    public ServeOptions withHost(String host) {
        return withHosts(List.of(host));
    }

    /** None at all for a server that has Unix sockets only. */
    public ServeOptions withHosts(List<String> hosts) {
        return with(draft -> draft.hosts = hosts);
    }

    public ServeOptions withPort(int port) {
        return with(draft -> draft.port = port);
    }

    public ServeOptions withUnixPaths(List<Path> unixPaths) {
        return with(draft -> draft.unixPaths = unixPaths);
    }

    public ServeOptions withBacklog(int backlog) {
        return with(draft -> draft.backlog = backlog);
    }

    public ServeOptions withReusePort(boolean reusePort) {
        return with(draft -> draft.reusePort = reusePort);
    }

    public ServeOptions withMaxConnections(int maxConnections) {
        return with(draft -> draft.maxConnections = maxConnections);
    }

    /** Speaks TLS; see {@link TlsOptions#server}. */
    public ServeOptions withTls(TlsOptions tls) {
        return with(draft -> draft.tls = tls);
    }

    public ServeOptions withLoops(int loops) {
        return with(draft -> draft.loops = loops);
    }

    public ServeOptions withLimits(HttpLimits limits) {
        return with(draft -> draft.limits = limits);
    }

    public ServeOptions withShutdownTimeout(Duration shutdownTimeout) {
        return with(draft -> draft.shutdownTimeout = shutdownTimeout);
    }

    /** {@link AccessLog#FORMAT} is the usual line. */
    public ServeOptions withAccessLog(String accessLog) {
        return with(draft -> draft.accessLog = accessLog);
    }

    public ServeOptions withQuiet(boolean quiet) {
        return with(draft -> draft.quiet = quiet);
    }

    /** Of a Unix socket, and nothing else. */
    public static ServeOptions unix(Path path) {
        return DEFAULT.withUnixPaths(List.of(path)).withHosts(List.of());
    }

    // ---------------------------------------------------------------- making others

    private ServeOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /** The values on their way to others. */
    private static final class Draft {
        List<String> hosts;
        int port;
        List<Path> unixPaths;
        int backlog;
        boolean reusePort;
        int maxConnections;
        TlsOptions tls;
        int loops;
        HttpLimits limits;
        Duration shutdownTimeout;
        String accessLog;
        boolean quiet;

        Draft(ServeOptions from) {
            hosts = from.hosts;
            port = from.port;
            unixPaths = from.unixPaths;
            backlog = from.backlog;
            reusePort = from.reusePort;
            maxConnections = from.maxConnections;
            tls = from.tls;
            loops = from.loops;
            limits = from.limits;
            shutdownTimeout = from.shutdownTimeout;
            accessLog = from.accessLog;
            quiet = from.quiet;
        }

        ServeOptions finish() {
            return new ServeOptions(
                    hosts,
                    port,
                    unixPaths,
                    backlog,
                    reusePort,
                    maxConnections,
                    tls,
                    loops,
                    limits,
                    shutdownTimeout,
                    accessLog,
                    quiet);
        }
    }
}
