package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.Action;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Promise;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Runner;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * A server's further loop, in a thread of its own: listens on the same ports, and the system shares
 * the clients out.
 *
 * <p>What is asked of it is handed over to its loop and done soon. It ends when it is closed and
 * its last client is gone, or with the loop that has started it.
 */
final class WorkerLoop implements ServingElsewhere {
    private final ConnectionHandler handler;
    private final ServerOptions options;
    private final Places places;
    private final EventLoop home = getRunningLoop();
    private final Promise<Void> started = home.createFuture();

    /** Belongs to the home loop. */
    private final Event ended = new Event("end of a server's loop");

    /** The loop and its serving, set before {@code started} is. */
    private volatile EventLoop loop;

    private volatile Serving serving;

    /** Set by the home loop: a loop that comes up after this ends at once. */
    private volatile boolean abandoned;

    /** Whether it has served: its end by an exception is not awaited by the starter any more. */
    private boolean begun;

    /** Belongs to the worker's loop. */
    private final Event stopped = new Event("server closed");

    private WorkerLoop(ConnectionHandler handler, ServerOptions options, Places places) {
        this.handler = handler;
        this.options = options;
        this.places = places;
    }

    /**
     * Starts a loop and waits until it listens.
     *
     * @param number tells the server's loops apart; the first one is the starter's own
     */
    static WorkerLoop start(
            int number,
            ConnectionHandler handler,
            List<SocketAddress> addresses,
            ServerOptions options,
            Places places)
            throws IOException {
        WorkerLoop worker = new WorkerLoop(handler, options, places);
        Thread.ofPlatform()
                .daemon()
                .name("asyncio4j server " + number)
                .start(() -> worker.run(addresses));
        try {
            awaitOutside(() -> worker.started.await(IOException.class));
        } catch (Throwable e) {
            worker.close();
            throw e;
        }
        worker.home.callSoon(worker::endWithHome);
        return worker;
    }

    /** Waits for another thread's work; a virtual clock stands meanwhile. */
    private static <X extends Exception> void awaitOutside(Action<X> wait) throws X {
        Scheduler scheduler = Fiber.current().scheduler();
        scheduler.outsideWorkBegins();
        try {
            wait.run();
        } finally {
            scheduler.outsideWorkEnds();
        }
    }

    // ---------------------------------------------------------------- in the worker's thread

    private void run(List<SocketAddress> addresses) {
        RunOptions runOptions =
                RunOptions.DEFAULT
                        .withName(Thread.currentThread().getName())
                        .withVirtualTime(false)
                        .withHandleSignals(false);
        try (Runner runner = new Runner(runOptions)) {
            runner.run(() -> serve(addresses));
        } catch (Throwable e) {
            String name = runOptions.name();
            tellHome(() -> failed(name, e));
        } finally {
            tellHome(ended::set);
        }
    }

    private void serve(List<SocketAddress> addresses) throws IOException {
        loop = getRunningLoop();
        if (abandoned) {
            return; // Whoever sets it after this sees the loop, and hands it the end.
        }
        loop.setExceptionHandler(home.getExceptionHandler());
        List<LoopListener> listeners = Listening.open(addresses, options);
        serving = new Serving(handler, listeners, options, places);
        try {
            serving.begin();
            begun = true;
            tellHome(this::hasStarted);
            stopped.await();
            serving.waitIdle();
        } finally {
            serving.close();
        }
    }

    /** Unless the home loop has ended meanwhile. */
    private void tellHome(Runnable news) {
        try {
            home.callSoonThreadsafe(news::run);
        } catch (IllegalStateException closed) {
            // Nobody waits any more.
        }
    }

    // ---------------------------------------------------------------- in the home loop

    private void hasStarted() {
        if (!started.isDone()) {
            started.setResult(null);
        }
    }

    private void failed(String name, Throwable exception) {
        if (begun) {
            home.callExceptionHandler(
                    ExceptionContext.of(
                            "The loop '"
                                    + name
                                    + "' of a server has failed, and serves no more clients.",
                            exception));
        } else if (!started.isDone()) {
            started.setException(exception);
        }
    }

    /** A callback of the home loop's, which is cancelled when that closes. */
    private void endWithHome() {
        try {
            ended.await();
        } finally {
            close();
            cancelHandlers();
        }
    }

    @Override
    public void close() {
        abandoned = true;
        hand(() -> {
            if (serving != null) {
                serving.close();
            }
            stopped.set();
        });
    }

    @Override
    public void closeClients() {
        hand(() -> serving.closeClients());
    }

    @Override
    public void abortClients() {
        hand(() -> serving.abortClients());
    }

    @Override
    public void cancelHandlers() {
        hand(() -> serving.cancelHandlers());
    }

    @Override
    public void cancelHandlersAfter(Duration deadline) {
        hand(() -> {
            if (!loop.isClosed()) { // It may end before it comes to this.
                loop.callLater(deadline, serving::cancelHandlers);
            }
        });
    }

    private void hand(Runnable work) {
        EventLoop target = loop;
        try {
            if (target != null) {
                target.callSoonThreadsafe(work::run);
            }
        } catch (IllegalStateException closed) {
            // It has ended: there is nothing left to do it to.
        }
    }

    @Override
    public void waitIdle() {
        awaitOutside(ended::await);
    }

    @Override
    public int connections() {
        return serving == null ? 0 : serving.connections();
    }
}
