package org.asyncio4j.net.engine;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.ThreadAwareExecutor;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.spi.Reactor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A loop's I/O: a handler of Netty's, polled on the loop's own thread.
 *
 * <p>Sockets of ours register with the handler directly. What speaks through Netty's channels (name
 * look-ups, datagrams) finds an event loop of Netty's here, which is driven by the same polls.
 */
public final class NettyReactor implements Reactor {
    /** As much as one system call receives or sends through {@link #scratch}. */
    static final int SCRATCH_SIZE = 256 * 1024;

    private final Engine engine;
    private final Scheduler scheduler;
    private final IoHandler handler;
    private final Driver driver;

    /** What the loop's system calls read into and write from; never kept over a wait. */
    private final ByteBuffer scratch;

    private final long scratchAddress;

    /** What others keep for this loop, by its type. */
    private final Map<Class<?>, Object> companions = new HashMap<>();

    /** What goes on without a fiber that waits for it, as the rest of a write does. */
    private int background;

    /** Set by a wake-up that may come before the handler has begun to wait. */
    private volatile boolean woken;

    private volatile boolean closed;

    /** In a fiber of the loop. */
    NettyReactor(Engine engine, Thread loopThread) {
        this.engine = engine;
        this.scheduler = Fiber.current().scheduler();
        this.handler = engine.handlers().newHandler(new OwnThread());
        this.driver = new Driver(loopThread);
        // Collected with the reactor: a task that ends after its loop may still hold a socket.
        MemorySegment segment = Arena.ofAuto().allocate(SCRATCH_SIZE, 64);
        this.scratch = segment.asByteBuffer();
        this.scratchAddress = segment.address();
    }

    /**
     * The reactor of the calling fiber's loop. To be called before anything else of Netty's, whose
     * classes it loads in a thread.
     *
     * <p>Gives way: only the first time in a JVM.
     *
     * @throws IllegalStateException outside of a loop
     */
    public static NettyReactor current() {
        return of(Fiber.current().scheduler());
    }

    /** {@link #current} of a loop that is known; in that loop. */
    public static NettyReactor of(Scheduler scheduler) {
        if (!scheduler.doesIo()) {
            Engine.load();
        }
        if (scheduler.reactor() instanceof NettyReactor reactor) {
            return reactor;
        }
        throw new IllegalStateException(
                "The I/O of the loop '"
                        + scheduler.name()
                        + "' is not this module's: another provider of "
                        + Reactor.class.getName()
                        + " came first.");
    }

    // ---------------------------------------------------------------- for the loop

    @Override
    public void poll(long nanos) {
        driver.poll(nanos);
        // Not before the wait: a wake-up that came since the loop looked at its inbox must end it.
        woken = false;
    }

    @Override
    public void wakeup() {
        if (!closed) {
            woken = true;
            handler.wakeup();
        }
    }

    @Override
    public boolean isAwaitingIo() {
        return background > 0;
    }

    @Override
    public void close() {
        closed = true;
        driver.end();
    }

    // ---------------------------------------------------------------- for sockets

    /** Has the handler watch a descriptor or channel. In the loop. */
    IoRegistration register(IoHandle handle) throws IOException {
        try {
            return handler.register(handle);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("The loop cannot watch " + handle + ".", e);
        }
    }

    Scheduler scheduler() {
        return scheduler;
    }

    public Engine engine() {
        return engine;
    }

    ByteBuffer scratch() {
        return scratch;
    }

    long scratchAddress() {
        return scratchAddress;
    }

    /** Something goes on that nobody waits for. In the loop. */
    public void backgroundBegins() {
        background++;
    }

    public void backgroundEnds() {
        background--;
    }

    /**
     * What somebody keeps for this loop, made when it is first asked for. In the loop. Its channels
     * are closed with the {@link #eventLoop}; nobody tells it of that.
     */
    public <T> T companion(Class<T> type, Function<NettyReactor, T> maker) {
        Object known = companions.get(type);
        if (known == null) {
            known = maker.apply(this);
            companions.put(type, known);
        }
        return type.cast(known);
    }

    /**
     * An event loop for Netty's channels. It takes its owner for the bare loop thread, so what
     * fibers ask of its channels is done at the next poll.
     */
    public IoEventLoop eventLoop() {
        return driver;
    }

    /** Tells the handler that fibers run on its thread, too. */
    private final class OwnThread implements ThreadAwareExecutor {
        @Override
        public boolean isExecutorThread(Thread thread) {
            return scheduler.isInLoop();
        }

        @Override
        public void execute(Runnable work) {
            scheduler.post(work);
        }
    }

    /** Netty's loop around the handler. */
    private final class Driver extends ManualIoEventLoop {
        Driver(Thread loopThread) {
            super(loopThread, _ -> handler);
        }

        /** The handler asks again after it has told wakers that it is about to wait. */
        @Override
        protected boolean canBlock() {
            return !woken;
        }

        void poll(long nanos) {
            if (nanos == 0) {
                runNow();
            } else {
                run(nanos == Long.MAX_VALUE ? 0 : nanos);
            }
        }

        void end() {
            shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
            while (!isTerminated()) {
                runNow();
            }
        }
    }
}
