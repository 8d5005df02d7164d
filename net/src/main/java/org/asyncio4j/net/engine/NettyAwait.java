package org.asyncio4j.net.engine;

import io.netty.util.concurrent.Future;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Wait;

import java.io.IOException;

/** A fiber's wait for a future of Netty's that the loop's own polls complete. */
public final class NettyAwait implements Wait {
    private final Fiber fiber;
    private final Future<?> future;
    private final String what;

    private boolean waits = true;

    private NettyAwait(Fiber fiber, Future<?> future, String what) {
        this.fiber = fiber;
        this.future = future;
        this.what = what;
    }

    /**
     * Waits until the future is done and returns its result.
     *
     * <p>Gives way: unless it is done. Cancellation: cancels the future.
     *
     * @param what is awaited, as the end of the sentence "Task-1 waits for …"
     * @throws IOException what it has failed with, or what that was the cause of
     */
    public static <T> T await(Fiber fiber, Future<T> future, String what) throws IOException {
        if (!future.isDone()) {
            new NettyAwait(fiber, future, what).suspend();
        }
        if (future.isSuccess()) {
            return future.getNow();
        }
        throw future.cause() instanceof IOException e ? e : new IOException(future.cause());
    }

    private void suspend() {
        // Netty tells its listeners during a poll, on the bare carrier.
        future.addListener(_ -> fiber.scheduler().post(this::wake));
        fiber.suspend(this);
    }

    private void wake() {
        if (waits) {
            waits = false;
            fiber.wake();
        }
    }

    @Override
    public Abort abort(Delivery delivery) {
        waits = false;
        future.cancel(false);
        return Abort.DONE;
    }

    @Override
    public String describe() {
        return what;
    }

    @Override
    public boolean outside() {
        return true;
    }
}
