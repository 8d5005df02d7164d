package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.EventLoop;
import org.asyncio4j.Promise;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Runner;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;

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
    private final EventLoop home = getRunningLoop();
    private final Promise<Void> started = home.createFuture();
    private final Promise<Void> ended = home.createFuture();

    /** The loop and its serving, set before {@code started} is. */
    private volatile EventLoop loop;

    private volatile Serving serving;

    /** Belongs to the worker's loop. */
    private final Event stopped = new Event("server closed");

    private WorkerLoop(ConnectionHandler handler, ServerOptions options) {
        this.handler = handler;
        this.options = options;
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
            ServerOptions options)
            throws IOException {
        WorkerLoop worker = new WorkerLoop(handler, options);
        Thread.ofPlatform()
                .daemon()
                .name("asyncio4j server " + number)
                .start(() -> worker.run(addresses));
        try {
            worker.started.await(IOException.class);
        } catch (Throwable e) {
            worker.close();
            throw e;
        }
        worker.home.callSoon(worker::endWithHome);
        return worker;
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
            tell(started, promise -> promise.setException(e));
        } finally {
            tell(ended, promise -> promise.setResult(null));
        }
    }

    private void serve(List<SocketAddress> addresses) throws IOException {
        loop = getRunningLoop();
        loop.setExceptionHandler(home.getExceptionHandler());
        List<LoopListener> listeners = Listening.open(addresses, options);
        serving = new Serving(handler, listeners, options);
        try {
            serving.begin();
            tell(started, promise -> promise.setResult(null));
            stopped.await();
            serving.waitIdle();
        } finally {
            serving.close();
        }
    }

    /** Unless the home loop has ended meanwhile, or its task has given up. */
    private void tell(Promise<Void> promise, Consumer<Promise<Void>> outcome) {
        try {
            home.callSoonThreadsafe(() -> {
                if (!promise.isDone()) {
                    outcome.accept(promise);
                }
            });
        } catch (IllegalStateException closed) {
            // Nobody waits any more.
        }
    }

    // ---------------------------------------------------------------- in the home loop

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
        ended.await();
    }

    @Override
    public int connections() {
        return serving == null ? 0 : serving.connections();
    }
}
