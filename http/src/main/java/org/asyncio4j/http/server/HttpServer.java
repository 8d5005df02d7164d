package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.Net.startUnixServer;

import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.SignalInterrupt;
import org.asyncio4j.http.http1.Http1Server;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves an application, or one handler, to clients: what aiohttp has runners and sites for.
 *
 * <pre>{@code
 * try (HttpServer server = HttpServer.start(app, ServeOptions.DEFAULT.withPort(0))) {
 *     IO.println("Running on " + server.url());
 *     server.serveForever();
 * }
 * }</pre>
 *
 * <p><b>The end.</b> {@link #close} stops in this order: it listens no more; closes the connections
 * that are idle, and marks the others; runs what the application has for {@link
 * Application#onShutdown}; ends WebSockets, with 1001, and streams of events; waits for the
 * requests that are being answered, up to {@link ServeOptions#shutdownTimeout}; cancels those that
 * are left, and waits for them as long again; cleans the application up.
 *
 * <p>It belongs to the loop that has started it. With {@link ServeOptions#loops} above 1 there are
 * others, which start with it and end with it: handlers run in all of them, hooks of the
 * application in the first.
 */
public final class HttpServer implements AutoCloseable {
    private final ServeOptions options;

    /** Null for a server with a handler only. */
    private final Application application;

    private final Dispatcher dispatcher;
    private final List<Server> servers = new ArrayList<>();

    /** One for each loop that has had a client. */
    private final Map<EventLoop, Http1Server> protocols = new ConcurrentHashMap<>();

    private final LongLived longLived = new LongLived();
    private final Event closed = new Event("HTTP server closed");
    private volatile boolean stopping;

    private HttpServer(Application application, Handler handler, ServeOptions options) {
        this.application = application;
        this.options = options;
        this.dispatcher = new Dispatcher(application, handler, logOf(options), longLived);
    }

    private static AccessLog logOf(ServeOptions options) {
        return options.accessLog() == null ? null : new AccessLog(options.accessLog());
    }

    // ---------------------------------------------------------------- starting

    /** {@link #start(Application, ServeOptions)} on the port 8080. */
    public static HttpServer start(Application application) throws IOException {
        return start(application, ServeOptions.DEFAULT);
    }

    /**
     * Starts an application, and listens.
     *
     * <p>Gives way: yes. Cancellation: the application is cleaned up, nothing listens.
     *
     * @throws IOException if it cannot listen there, or the application fails to start with it
     * @throws IllegalStateException if the application was started before, or fails to start with a
     *     checked exception, which is the cause then
     */
    public static HttpServer start(Application application, ServeOptions options)
            throws IOException {
        application.requireNotStarted();
        return new HttpServer(application, null, options).start();
    }

    /**
     * Listens, and answers all requests by one handler, without routes: aiohttp's {@code
     * web.Server}.
     *
     * @throws IOException if it cannot listen there
     */
    public static HttpServer start(Handler handler, ServeOptions options) throws IOException {
        return new HttpServer(null, handler, options).start();
    }

    private HttpServer start() throws IOException {
        if (application != null) {
            application.freeze();
            Unchecked.run(application.life()::start, "The application could not start.");
        }
        try {
            listen();
            return this;
        } catch (Throwable e) {
            servers.forEach(Server::close);
            cleanUpAfter(e);
            throw e;
        }
    }

    private void cleanUpAfter(Throwable failure) {
        try {
            cleanUp();
        } catch (Throwable another) {
            failure.addSuppressed(another);
        }
    }

    private void listen() throws IOException {
        ServerOptions each =
                ServerOptions.DEFAULT
                        .withBacklog(options.backlog())
                        .withReusePort(options.reusePort())
                        .withMaxConnections(options.maxConnections())
                        .withTls(options.tls())
                        .withLoops(options.loops());
        if (!options.hosts().isEmpty()) {
            servers.add(startServer(this::serve, options.hosts(), options.port(), each));
        }
        for (Path path : options.unixPaths()) {
            servers.add(startUnixServer(this::serve, path.toString(), each.withLoops(1)));
        }
    }

    /** On whatever loop the client has come to. */
    private void serve(Connection connection) throws IOException {
        Http1Server protocol = protocols.computeIfAbsent(getRunningLoop(), _ -> newProtocol());
        if (stopping) {
            protocol.stop(); // It may have been made after all others were told.
        }
        protocol.serve(connection);
    }

    private Http1Server newProtocol() {
        return new Http1Server(dispatcher, options.limits().forWire());
    }

    // ---------------------------------------------------------------- running

    /**
     * Serves an application in a loop of its own, until Ctrl-C or SIGTERM: aiohttp's {@code
     * run_app}. Prints where, unless that is not wanted. Not from a task.
     *
     * @throws IOException as {@link #start(Application, ServeOptions)}
     */
    public static void run(Application application, ServeOptions options) throws IOException {
        try {
            Asyncio.run(() -> {
                try (HttpServer server = start(application, options)) {
                    server.announce();
                    server.serveForever();
                }
            });
        } catch (SignalInterrupt end) {
            // That is how it ends.
        }
    }

    private void announce() {
        if (!options.quiet()) {
            addresses().stream()
                    .map(this::url)
                    .distinct() // One host may have an address of each kind.
                    .forEach(url -> IO.println("Running on " + url));
            IO.println("Press Ctrl-C to quit");
        }
    }

    /**
     * Waits until the server is closed.
     *
     * <p>Gives way: unless it is closed. Cancellation: just ends the wait. Woken by: {@link
     * #close}.
     */
    public void serveForever() {
        closed.await();
    }

    // ---------------------------------------------------------------- looking

    /** The addresses it listens on. */
    public List<SocketAddress> addresses() {
        return servers.stream().flatMap(server -> server.sockets().stream()).toList();
    }

    /**
     * The port of its first address.
     *
     * @throws IllegalStateException if it is closed or has Unix sockets only
     */
    public int port() {
        return servers.getFirst().port();
    }

    /** A URL of its first address, without a path: {@code http://127.0.0.1:8080}. */
    public String url() {
        return url(addresses().getFirst());
    }

    private String url(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return "unix:" + address;
        }
        String host =
                internet.getAddress().isAnyLocalAddress() ? "localhost" : Addresses.host(internet);
        return (options.tls() == null ? "http://" : "https://") + host + ":" + internet.getPort();
    }

    /** How many clients are connected. */
    public int connections() {
        return servers.stream().mapToInt(Server::connections).sum();
    }

    // ---------------------------------------------------------------- stopping

    /**
     * Stops in order, as described above. A second call does nothing, and waits for nothing, so
     * that handlers and hooks may make it; see {@link #serveForever}.
     *
     * <p>Gives way: yes. Cancellation: ends the wait for requests, which are cancelled then; the
     * hooks of the application run to their end, unless the task itself is cancelled in the middle
     * of one, as opposed to a scope around.
     *
     * @throws IOException if the application's hooks throw it; other checked exceptions come as the
     *     cause of an {@link IllegalStateException}
     */
    @Override
    public void close() throws IOException {
        stop(options.shutdownTimeout());
    }

    /** {@link #close()} with another time for requests to end. */
    public void stop(Duration timeout) throws IOException {
        if (stopping) {
            return;
        }
        stopping = true;
        servers.forEach(Server::close);
        protocols.forEach(HttpServer::stop);
        Failures failures = new Failures();
        failures.collect(() -> shielded(this::shutDown));
        failures.collect(() -> moveOnAfter(timeout, this::waitIdle));
        failures.collect(() -> shielded(() -> moveOnAfter(timeout, this::cancelAll)));
        failures.collect(() -> shielded(this::cleanUp));
        closed.set();
        Unchecked.run(failures::throwAll, "The application could not be stopped.");
    }

    /** Also in a scope that is cancelled, where each wait would end at once. */
    private static void shielded(Application.Hook body) throws Exception {
        cancelScope(scope -> {
            scope.setShield(true);
            body.run();
        });
    }

    private void shutDown() throws Exception {
        try {
            if (application != null) {
                application.life().shutDown();
            }
        } finally {
            longLived.endAll();
        }
    }

    private static void stop(EventLoop loop, Http1Server protocol) {
        try {
            loop.callSoonThreadsafe(protocol::stop);
        } catch (IllegalStateException ended) {
            // With all its connections.
        }
    }

    private void waitIdle() {
        servers.forEach(Server::waitClosed);
    }

    private void cancelAll() {
        servers.forEach(server -> server.stop(Duration.ZERO));
    }

    private void cleanUp() throws Exception {
        if (application != null) {
            application.life().end();
        }
    }

    @Override
    public String toString() {
        return "HttpServer"
                + addresses()
                + (stopping ? ", stopping" : "")
                + ", "
                + connections()
                + " clients";
    }
}
