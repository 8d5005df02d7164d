package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.http.server.Application;
import org.asyncio4j.http.server.HttpServer;
import org.asyncio4j.http.server.ServeOptions;
import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A server on a loop and a thread of its own, so that a test can look at it from outside. When it
 * is closed it demands that no connection, task or timer is left, no failure was fetched by nobody,
 * and nothing was logged as a warning.
 */
public final class Site implements AutoCloseable {
    private static final SimulationOptions OPTIONS =
            SimulationOptions.DEFAULT
                    .withName("site")
                    .withRealTime(true)
                    .withMaxTurns(Long.MAX_VALUE)
                    .withAllowed(Leftover.SLOW_STEP, Leftover.REAL_WAIT);

    private static final int PATIENCE_SECONDS = 20;

    private final LogCapture log = LogCapture.start();
    private final CompletableFuture<HttpServer> started = new CompletableFuture<>();
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Consumer<Application> routes;
    private final ServeOptions options;
    private volatile EventLoop loop;
    private int port;

    private Site(Consumer<Application> routes, ServeOptions options) {
        this.routes = routes;
        this.options = options;
    }

    /** Starts one; {@code GET /hello} is there in any case. */
    public static Site start(Consumer<Application> routes, ServeOptions options) throws Exception {
        Site site = new Site(routes, options);
        Thread thread = new Thread(site::run, "site");
        thread.setDaemon(true);
        thread.start();
        site.port = site.started.get(PATIENCE_SECONDS, TimeUnit.SECONDS).port();
        return site;
    }

    public static Site start(Consumer<Application> routes) throws Exception {
        return start(
                routes, ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0).withQuiet(true));
    }

    private void run() {
        try {
            Simulation.run(OPTIONS, new Seed(0), this::serve);
            ended.complete(null);
        } catch (Throwable e) {
            started.completeExceptionally(e);
            ended.completeExceptionally(e);
        }
    }

    private void serve(Simulation simulation) throws Exception {
        loop = simulation.loop();
        Application application = new Application();
        routes.accept(application);
        try (HttpServer server = HttpServer.start(application, options)) {
            started.complete(server);
            Asyncio.await(stop);
        }
    }

    public int port() {
        return port;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    public RawClient connect() throws Exception {
        return new RawClient(port);
    }

    /** Runs something on the server's loop. */
    public void onLoop(Runnable action) {
        loop.callSoonThreadsafe(action::run);
    }

    /** What was logged as a warning so far; whoever expects some clears it. */
    public List<String> log() {
        return log.records();
    }

    @Override
    public void close() throws Exception {
        stop.complete(null);
        try (log) {
            ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            fail("The server does not end");
        } catch (ExecutionException e) {
            throw new AssertionError("The server has failed", e.getCause());
        }
        assertEquals(List.of(), log.records(), "was logged");
    }
}
