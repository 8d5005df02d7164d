package org.asyncio4j.net.engine;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.spi.Reactor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A loop's I/O: a handler of Netty's, polled on the loop's own thread. */
public final class NettyReactor implements Reactor, SocketStack {
    /** As much as one system call receives or sends through {@link #scratch}. */
    static final int SCRATCH_SIZE = 256 * 1024;

    private final Engine engine;
    private final Scheduler scheduler;
    private final OpenSockets sockets;
    private final IoHandler handler;
    private final Patience patience = new Patience();

    /** What the loop's system calls read into and write from; never kept over a wait. */
    private final ByteBuffer scratch;

    private final long scratchAddress;

    /** What others keep for this loop, by its type. */
    private final Map<Class<?>, Object> companions = new HashMap<>();

    /** Set by a wake-up that may come before the handler has begun to wait. */
    private volatile boolean woken;

    private volatile boolean closed;

    /** In a fiber of the loop. */
    NettyReactor(Engine engine) {
        this.engine = engine;
        this.scheduler = Fiber.current().scheduler();
        this.sockets = new OpenSockets(scheduler);
        this.handler = engine.handlers().newHandler(new OwnThread());
        handler.initialize();
        // Collected with the reactor: a task that ends after its loop may still hold a socket.
        MemorySegment segment = Arena.ofAuto().allocate(SCRATCH_SIZE, 64);
        this.scratch = segment.asByteBuffer();
        this.scratchAddress = segment.address();
    }

    /**
     * The reactor of a loop; in that loop. To be called before anything else of Netty's, whose
     * classes it loads in a thread.
     *
     * <p>Gives way: only the first time in a JVM.
     */
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
        patience.begin(nanos);
        handler.run(patience);
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
    public void close() {
        closed = true;
        if (engine == Engine.IO_URING) {
            endRing();
        } else {
            handler.prepareToDestroy();
        }
        handler.destroy();
    }

    /**
     * What the handler's {@code prepareToDestroy} would do, but for the wake-up that it gives
     * itself: the ring may read that into memory which the handler has freed meanwhile.
     */
    private void endRing() {
        sockets.endWithLoop();
        poll(0);
    }

    /** Sockets, listeners and endpoints, oldest first. */
    @Override
    public List<String> openResources() {
        return sockets.names();
    }

    // ---------------------------------------------------------------- opening

    @Override
    public LoopSocket openSocket(SocketAddress target) throws IOException {
        try {
            return engine.isNative()
                    ? NativeSocket.create(this, target)
                    : ChannelSocket.create(this, target);
        } catch (IOException e) {
            throw SocketErrors.onConnect(target, e);
        }
    }

    @Override
    public LoopListener openListener(SocketAddress address, ListenOptions options)
            throws IOException {
        LoopListener listener =
                engine.isNative() ? new NativeListener(this) : new ChannelListener(this, address);
        listener.listen(address, options);
        return listener;
    }

    @Override
    public LoopDatagramSocket openDatagramSocket(ProtocolFamily family) throws IOException {
        try {
            return engine.isNative()
                    ? NativeDatagramSocket.create(this, family)
                    : ChannelDatagramSocket.create(this, family);
        } catch (IOException e) {
            throw DatagramErrors.onOpen(e);
        }
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

    OpenSockets sockets() {
        return sockets;
    }

    Engine engine() {
        return engine;
    }

    ByteBuffer scratch() {
        return scratch;
    }

    long scratchAddress() {
        return scratchAddress;
    }

    /**
     * What somebody keeps for this loop, made when it is first asked for. In the loop. Nobody tells
     * it of the loop's end, at which its sockets are closed.
     */
    public <T> T companion(Class<T> type, Supplier<T> maker) {
        Object known = companions.get(type);
        if (known == null) {
            known = maker.get();
            companions.put(type, known);
        }
        return type.cast(known);
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

    /** How long the handler may wait. It asks again after it has told wakers that it will. */
    private final class Patience implements IoHandlerContext {
        /** Netty's word for a wait without an end. */
        private static final long NEVER = -1;

        private boolean waits;
        private long deadline;

        /**
         * @param nanos as {@link Reactor#poll} is told
         */
        void begin(long nanos) {
            waits = nanos > 0;
            boolean bounded = waits && nanos != Long.MAX_VALUE;
            deadline = bounded ? System.nanoTime() + nanos : NEVER;
        }

        @Override
        public boolean canBlock() {
            return waits && !woken;
        }

        @Override
        public long delayNanos(long now) {
            return deadline == NEVER ? Long.MAX_VALUE : Math.max(0, deadline - now);
        }

        @Override
        public long deadlineNanos() {
            return deadline;
        }
    }
}
