package org.asyncio4j.net.socket;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.NettyReactor;
import org.asyncio4j.net.engine.NetworkStack;
import org.asyncio4j.net.engine.SocketStack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.concurrent.TimeUnit;

/**
 * What sockets and server sockets of a loop have in common: whose loop it is, and the options as
 * {@code java.net} names them.
 *
 * <p>Methods named {@code …Here} belong to the loop thread.
 */
abstract class LoopSocketImpl extends SocketImpl {
    /** The loop that does the work. */
    private volatile Scheduler scheduler;

    /** What was bound for the task that has made this; null if nothing. */
    private volatile NetworkStack bound = NetworkStack.bound();

    /** Set once, by any thread: from then on everything fails with "Socket closed". */
    private volatile boolean closed;

    /** Milliseconds; 0 for none. Any thread. */
    private volatile int soTimeout;

    LoopSocketImpl(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    // ---------------------------------------------------------------- the loop

    final Scheduler scheduler() {
        return scheduler;
    }

    /** To the calling task's loop, before there is anything of the former one's. */
    final void moveHere() {
        scheduler = Fiber.current().scheduler();
        bound = NetworkStack.bound();
    }

    /** In the loop, also where the call comes from a thread outside. */
    final SocketStack stack() {
        NetworkStack stack = bound;
        return stack == null ? NettyReactor.of(scheduler) : stack;
    }

    final boolean isInLoop() {
        return scheduler.isInLoop();
    }

    /** Makes a call where it belongs, and waits for it. */
    final <T> T inLoop(SocketCall<T> call) throws IOException {
        return isInLoop() ? call.run() : ForeignCall.make(scheduler, call);
    }

    /** The moment on the loop's clock. */
    final long deadline(int timeoutMillis) {
        return scheduler.nanos() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    @Override
    protected final void create(boolean stream) {
        // The system's socket comes with the first address, which tells its family.
    }

    // ---------------------------------------------------------------- the end

    /** Does not wait. */
    @Override
    protected final void close() throws IOException {
        closed = true;
        if (isInLoop()) {
            closeHere();
        } else {
            ForeignCall.post(scheduler, this::closeHere);
        }
    }

    abstract Void closeHere() throws IOException;

    final boolean isClosed() {
        return closed;
    }

    final void requireOpen() throws SocketException {
        if (closed) {
            throw socketClosed();
        }
    }

    static SocketException socketClosed() {
        return new SocketException("Socket closed");
    }

    // ---------------------------------------------------------------- failures

    /** Guests, which know nothing of cancellation, are interrupted in our waits. */
    static RuntimeException translated(Throwable thrown) throws IOException {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(thrown);
        }
        throw LoopSocketImpl.<RuntimeException>unchecked(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }

    // ---------------------------------------------------------------- options

    final int soTimeout() {
        return soTimeout;
    }

    @Override
    public final void setOption(int number, Object value) throws SocketException {
        switch (number) {
            case SocketOptions.SO_TIMEOUT -> soTimeout = (Integer) value;
            case SocketOptions.SO_OOBINLINE -> requireNoUrgentData((Boolean) value);
            default -> setClassic(ClassicOptions.require(number), value);
        }
    }

    private void setClassic(SocketOption<Object> option, Object value) throws SocketException {
        boolean off = option.equals(StandardSocketOptions.SO_LINGER) && value instanceof Boolean;
        try {
            setOption(option, off ? ClassicOptions.NO_LINGER : value);
        } catch (IOException | UnsupportedOperationException e) {
            throw ClassicOptions.asSocketException(e);
        }
    }

    private static void requireNoUrgentData(boolean inline) throws SocketException {
        if (inline) {
            throw new SocketException(
                    "A socket of a loop has no urgent data, so it cannot be read in line either.");
        }
    }

    @Override
    public final Object getOption(int number) throws SocketException {
        try {
            return switch (number) {
                case SocketOptions.SO_TIMEOUT -> soTimeout;
                case SocketOptions.SO_OOBINLINE -> false;
                case SocketOptions.SO_BINDADDR -> localAddress();
                default -> getOption(ClassicOptions.require(number));
            };
        } catch (IOException | UnsupportedOperationException e) {
            throw ClassicOptions.asSocketException(e);
        }
    }

    abstract InetAddress localAddress() throws IOException;

    @Override
    protected final void sendUrgentData(int data) throws IOException {
        throw new SocketException("A socket of a loop has no urgent data.");
    }

    /** Asks a socket that is as all are at first. */
    final <T> T ofNewSocket(Question<T> question) throws IOException {
        LoopSocket fresh =
                stack().openSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        try {
            return question.ask(fresh);
        } finally {
            fresh.close();
        }
    }

    interface Question<T> {
        T ask(LoopSocket socket) throws IOException;
    }
}
