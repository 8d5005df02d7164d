package org.asyncio4j.net.socket;

import org.asyncio4j.CancelledError;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.FiberBody;
import org.asyncio4j.kernel.Scheduler;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A call of a thread outside of the socket's loop, which a fiber of the loop does for it while the
 * thread waits.
 */
final class ForeignCall<T> implements FiberBody {
    /**
     * How soon a thread outside notices that the loop has ended, where its call came too late to be
     * cancelled with all others.
     */
    private static final long LOOK_MILLIS = 100;

    private final Scheduler scheduler;
    private final SocketCall<T> call;
    private final Thread caller = Thread.currentThread();
    private final CountDownLatch done = new CountDownLatch(1);

    private T result;
    private Throwable failure;

    private ForeignCall(Scheduler scheduler, SocketCall<T> call) {
        this.scheduler = scheduler;
        this.call = call;
    }

    /**
     * Has the loop make the call.
     *
     * <p>A platform thread waits for it however often it is interrupted, as in the JDK's sockets. A
     * virtual thread, which may be a task of another loop, gives up when it is interrupted.
     *
     * @throws SocketException if the loop has ended
     * @throws InterruptedIOException if the virtual thread was interrupted
     */
    static <T> T make(Scheduler scheduler, SocketCall<T> call) throws IOException {
        ForeignCall<T> foreign = new ForeignCall<>(scheduler, call);
        Fiber fiber = foreign.start();
        return foreign.await(fiber);
    }

    /** Has the loop make the call some time, without waiting for it. */
    static void post(Scheduler scheduler, SocketCall<Void> call) {
        if (!scheduler.isClosed()) {
            new ForeignCall<>(scheduler, call).start();
        }
    }

    private Fiber start() {
        Fiber fiber = new Fiber(scheduler, this);
        fiber.start();
        return fiber;
    }

    // ---------------------------------------------------------------- the calling thread

    private T await(Fiber fiber) throws IOException {
        boolean interrupted = false;
        boolean givenUp = false;
        try {
            while (true) {
                try {
                    if (done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        return outcome();
                    }
                    requireLoop();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (caller.isVirtual() && !givenUp) {
                        givenUp = true;
                        scheduler.post(() -> abort(fiber));
                    }
                }
            }
        } finally {
            if (interrupted) {
                caller.interrupt();
            }
        }
    }

    private void requireLoop() throws IOException {
        if (scheduler.isClosed() && done.getCount() > 0) {
            throw loopHasEnded();
        }
    }

    private SocketException loopHasEnded() {
        return new SocketException(
                "The loop '" + scheduler.name() + "' that this socket belongs to has ended.");
    }

    private T outcome() throws IOException {
        switch (failure) {
            case null -> {
                return result;
            }
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(failure);
        }
    }

    // ---------------------------------------------------------------- the loop

    /** Ends the wait that the call is in; one that is over by now keeps its result. */
    private static void abort(Fiber fiber) {
        if (!fiber.isFinished()) {
            fiber.deliver(() -> new Interrupted());
        }
    }

    @Override
    public void run() {
        try {
            if (scheduler.isInLoop()) {
                result = call.run();
            } else {
                failure = loopHasEnded();
            }
        } catch (Interrupted e) {
            failure = new InterruptedIOException("interrupted while the socket's loop was working");
        } catch (CancelledError e) {
            failure = loopHasEnded(); // It ends what it still runs.
        } catch (Throwable e) {
            failure = e;
        } finally {
            done.countDown();
        }
    }

    @Override
    public Delivery refusal() {
        return null;
    }

    @Override
    public void interrupted(Fiber fiber) {
        // Nobody knows this thread who could mean anything by it.
    }

    @Override
    public String describe() {
        return "a socket's call from the thread " + caller;
    }

    /** The caller has given up. */
    private static final class Interrupted extends Error {
        private static final long serialVersionUID = 1L;

        Interrupted() {
            super("interrupted", null, false, false);
        }
    }
}
