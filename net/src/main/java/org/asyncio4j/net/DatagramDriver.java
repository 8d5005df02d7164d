package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.net.protocol.DatagramProtocol;
import org.asyncio4j.net.protocol.DatagramTransport;
import org.asyncio4j.net.protocol.WriteBufferLimits;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Drives a protocol of datagrams: one task for the endpoint's life receives, another one sends
 * while something is kept back.
 */
final class DatagramDriver implements DatagramTransport {
    /** So many sends on a closed endpoint are borne in silence. */
    private static final int SILENT_SENDS = 4;

    /** What keeping a datagram costs beside its bytes. */
    private static final int OVERHEAD = 8;

    private static final TaskOptions SENDING = TaskOptions.named("sending for a protocol");
    private static final TaskOptions TELLING = TaskOptions.named("telling a protocol of an error");

    private record Kept(ByteBuffer data, SocketAddress target, int size) {}

    private final DatagramEndpoint endpoint;
    private final EventLoop loop = getRunningLoop();
    private final LoopBinding binding = new LoopBinding(this);
    private final Event made = new Event("connectionMade");

    /** Held by who calls the protocol back, so that callbacks do not overlap. */
    private final Lock calling = new Lock();

    private DatagramProtocol protocol;
    private WriteBufferLimits limits = WriteBufferLimits.DEFAULT;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private long size;

    /** Whether the protocol was told to pause, and not to resume. */
    private boolean paused;

    /** Whether a task runs {@link #sendKept}. */
    private boolean sending;

    private boolean closing;
    private Throwable reason;
    private boolean ended;
    private int lostSends;

    DatagramDriver(DatagramEndpoint endpoint, DatagramProtocol protocol) {
        this.endpoint = endpoint;
        this.protocol = Requirements.protocol(protocol);
    }

    // ---------------------------------------------------------------- the driving task

    void start() {
        loop.createTask(TaskOptions.named("protocol on the " + endpoint), this::run);
    }

    /** Waits until the protocol has been told that the endpoint is there. */
    void awaitMade() {
        try {
            made.await();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private void run() {
        try {
            binding.enter();
            call("connectionMade", () -> protocol.connectionMade(this));
            made.set();
            while (!isClosing()) {
                receive();
            }
            endpoint.waitClosed();
        } catch (Throwable e) {
            end(e); // The loop closes.
            throw e;
        } finally {
            made.set();
            call("connectionLost", () -> protocol.connectionLost(reason));
            ended = true;
        }
    }

    private void receive() {
        try {
            Datagram datagram = endpoint.receive();
            if (!isClosing()) {
                call(
                        "datagramReceived",
                        () -> protocol.datagramReceived(datagram.data(), datagram.sender()));
            }
        } catch (IOException e) {
            tellError(e);
        }
    }

    private void tellError(IOException error) {
        if (!endpoint.isClosing()) {
            call("errorReceived", () -> protocol.errorReceived(error));
        }
    }

    /** What the callback throws is reported, no more. */
    private void call(String name, Action<?> callback) {
        calling.acquire();
        try {
            if (!ended) {
                report(name, callback);
            }
        } finally {
            calling.release();
        }
    }

    private void report(String name, Action<?> callback) {
        try {
            callback.run();
        } catch (CancelledError e) {
            throw e;
        } catch (Throwable e) {
            String message = "The protocol " + protocol + " has failed in " + name + " on the ";
            loop.callExceptionHandler(ExceptionContext.of(message + endpoint + ".", e));
        }
    }

    // ---------------------------------------------------------------- sending

    @Override
    public void sendTo(ByteBuffer data, SocketAddress target) {
        binding.touch();
        endpoint.requireTarget(target);
        if (isLost()) {
            drop(data);
        } else if (!kept.isEmpty() || !isSent(data, target)) {
            keep(data, target);
        }
    }

    private boolean isLost() {
        return endpoint.isClosing() || closing && kept.isEmpty();
    }

    private void drop(ByteBuffer data) {
        data.position(data.limit());
        if (lostSends++ == SILENT_SENDS) {
            Log.warning(
                    "The "
                            + endpoint
                            + " is closed, and its protocol goes on sending, which does nothing.");
        }
    }

    /** Whether nothing is left to do. */
    private boolean isSent(ByteBuffer data, SocketAddress target) {
        try {
            return endpoint.trySend(data, target);
        } catch (IOException e) {
            data.position(data.limit());
            loop.createTask(TELLING, () -> tellError(e));
            return true;
        }
    }

    private void keep(ByteBuffer data, SocketAddress target) {
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        Kept one = new Kept(ByteBuffer.wrap(copy), target, copy.length + OVERHEAD);
        kept.add(one);
        size += one.size();
        if (!sending) {
            sending = true;
            loop.createTask(SENDING, this::sendKept);
        }
        pauseIfHigh();
    }

    private void sendKept() {
        while (!kept.isEmpty()) {
            Kept one = kept.getFirst();
            try {
                endpoint.send(one.data(), one.target());
            } catch (IOException e) {
                tellError(e);
            }
            // Unless all was dropped meanwhile.
            if (kept.peekFirst() == one) {
                kept.removeFirst();
                size -= one.size();
                resumeIfLow();
            }
        }
        sending = false;
        if (closing) {
            endpoint.close();
        }
    }

    private void pauseIfHigh() {
        if (!paused && size > limits.high()) {
            paused = true;
            report("pauseWriting", () -> protocol.pauseWriting());
        }
    }

    private void resumeIfLow() {
        if (paused && size <= limits.low()) {
            paused = false;
            report("resumeWriting", () -> protocol.resumeWriting());
        }
    }

    @Override
    public long getWriteBufferSize() {
        return size;
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        return limits;
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        binding.touch();
        this.limits = limits;
        pauseIfHigh();
    }

    @Override
    public void setProtocol(DatagramProtocol protocol) {
        binding.touch();
        this.protocol = Requirements.protocol(protocol);
    }

    @Override
    public DatagramProtocol getProtocol() {
        return protocol;
    }

    // ---------------------------------------------------------------- the end

    @Override
    public boolean isClosing() {
        return closing || endpoint.isClosing();
    }

    @Override
    public void close() {
        binding.touch();
        closing = true;
        if (kept.isEmpty()) {
            endpoint.close();
        }
    }

    @Override
    public void abort() {
        binding.touch();
        end(null);
    }

    private void end(Throwable why) {
        if (!endpoint.isClosing()) {
            reason = why;
        }
        closing = true;
        kept.clear();
        size = 0;
        endpoint.close();
    }

    @Override
    public Object getExtraInfo(String name) {
        return switch (name) {
            case "peername" -> endpoint.peerName();
            case "sockname" -> endpoint.sockName();
            default -> null;
        };
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        endpoint.setOption(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return endpoint.getOption(option);
    }

    @Override
    public String toString() {
        return "DatagramTransport[" + endpoint + ", " + size + " bytes unsent]";
    }
}
