package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.net.engine.SocketStream;
import org.asyncio4j.net.protocol.BufferedProtocol;
import org.asyncio4j.net.protocol.Protocol;
import org.asyncio4j.net.protocol.StreamProtocol;
import org.asyncio4j.net.protocol.Transport;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Drives a protocol over a connection: one task for the connection's life, which makes all of the
 * protocol's callbacks in turn, but for those of the write buffer.
 *
 * <p>What happens elsewhere (a close, a failed write) only leaves its mark here and wakes that
 * task, so that no callback runs inside a call of the protocol's own.
 */
final class ProtocolDriver {
    /** How much is received at once. */
    static final int CHUNK = 256 * 1024;

    private final Connection connection;
    private final SocketStream socket;
    private final EventLoop loop = getRunningLoop();
    private final LoopBinding binding = new LoopBinding(this);
    private final Event made = new Event("connectionMade");

    private StreamProtocol protocol;
    private Layer layer;
    private ConnectionTransport transport;

    private boolean paused;

    /** Whether a TLS hand-shake is receiving at the moment. */
    private boolean shakingHands;

    /** Whether the peer has ended its side, and the protocol wants to go on. */
    private boolean halfOpen;

    /** No data callbacks any more. */
    private boolean closing;

    /** What is written from now on is dropped: it could not go out. */
    private boolean lost;

    /** Whether the end was not in order, and its reason is known. */
    private boolean forced;

    /** What the protocol is told that it was; null for a normal end. */
    private Throwable reason;

    ProtocolDriver(Connection connection, StreamProtocol protocol) {
        this.connection = connection;
        this.socket = connection.socket();
        this.protocol = Requirements.protocol(protocol);
        use(connection.tls().isPresent() ? new TlsLayer(connection) : new PlainLayer(socket));
        connection.closer(this::close);
    }

    private void use(Layer next) {
        layer = next;
        transport = new ConnectionTransport(this, connection, next);
    }

    ConnectionTransport transport() {
        return transport;
    }

    // ---------------------------------------------------------------- the driving task

    /** Runs in the background: in a task, so that callbacks can have time-outs and scopes. */
    void start() {
        loop.createTask(TaskOptions.named("protocol on the " + connection), this::run);
    }

    /** The connection's life. Returns when the protocol has been told of its end. */
    void run() {
        try {
            Fiber fiber = binding.enter();
            call("connectionMade", () -> protocol.connectionMade(transport));
            made.set();
            while (!isClosing()) {
                goOn(fiber);
            }
            socket.waitClosed();
        } catch (Throwable e) {
            forceClose(e); // The loop closes, or the server stops.
            throw e;
        } finally {
            made.set();
            lost = true;
            report("connectionLost", () -> protocol.connectionLost(reason));
        }
    }

    private void goOn(Fiber fiber) {
        if (!isReceiving()) {
            socket.idle();
            return;
        }
        try {
            if (!layer.awaitInput()) {
                fiber.yield(); // A peer that sends without end must not starve the others.
            }
            if (isReceiving()) {
                receive();
            }
        } catch (IOException e) {
            if (!isClosing()) {
                fail(e);
            }
        }
    }

    private boolean isReceiving() {
        return !paused && !shakingHands && !halfOpen && !isClosing();
    }

    private void receive() throws IOException {
        switch (protocol) {
            case Protocol plain -> receive(plain);
            case BufferedProtocol buffered -> receive(buffered);
        }
    }

    private void receive(Protocol plain) throws IOException {
        byte[] data = layer.receiveNow(CHUNK);
        if (data == null) {
            receiveEnd();
        } else if (data.length > 0) {
            call("dataReceived", () -> plain.dataReceived(data));
        }
    }

    private void receive(BufferedProtocol buffered) throws IOException {
        ByteBuffer[] lent = new ByteBuffer[1];
        call("getBuffer", () -> lent[0] = requireRoom(buffered.getBuffer(-1)));
        if (isClosing()) {
            return;
        }
        int count = layer.receiveNow(lent[0]);
        if (count < 0) {
            receiveEnd();
        } else if (count > 0) {
            call("bufferUpdated", () -> buffered.bufferUpdated(count));
        }
    }

    private static ByteBuffer requireRoom(ByteBuffer buffer) {
        if (buffer == null || !buffer.hasRemaining()) {
            throw new IllegalStateException("getBuffer has returned a buffer without room.");
        }
        return buffer;
    }

    private void receiveEnd() {
        boolean[] stay = new boolean[1];
        call("eofReceived", () -> stay[0] = protocol.eofReceived());
        if (stay[0] && layer.canSendEof()) {
            halfOpen = true;
            return;
        }
        if (stay[0]) {
            Log.warning(
                    "eofReceived has returned true on the "
                            + connection
                            + ", which has no effect in TLS.");
        }
        close();
    }

    // ---------------------------------------------------------------- calling the protocol

    /** What the callback throws ends the connection. */
    private void call(String name, Action<?> callback) {
        try {
            callback.run();
        } catch (CancelledError e) {
            throw e;
        } catch (Throwable e) {
            tell(name, e);
            forceClose(e);
        }
    }

    /** What the callback throws is reported, no more. */
    void report(String name, Action<?> callback) {
        try {
            callback.run();
        } catch (CancelledError e) {
            throw e;
        } catch (Throwable e) {
            tell(name, e);
        }
    }

    private void tell(String name, Throwable failure) {
        String message = "The protocol " + protocol + " has failed in " + name + " on the ";
        loop.callExceptionHandler(ExceptionContext.of(message + connection + ".", failure));
    }

    // ---------------------------------------------------------------- for those who connect

    /** Waits until the protocol has been told that it is connected. */
    void awaitMade() {
        try {
            made.await();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The connection goes on in TLS. Returns the transport to use from now on. */
    Transport startTls(ConnectionTransport before, StreamProtocol next, TlsOptions options)
            throws IOException {
        requireUpgradable();
        shakingHands = true;
        layer.release();
        protocol = Requirements.protocol(next);
        try {
            connection.startTls(options);
        } catch (Throwable e) {
            condemn(e);
            throw e;
        } finally {
            shakingHands = false;
        }
        use(new TlsLayer(connection));
        before.replacedBy(transport);
        paused = false;
        socket.release();
        return transport;
    }

    private void requireUpgradable() {
        if (!(layer instanceof PlainLayer) || shakingHands || isClosing()) {
            throw new IllegalStateException(
                    "The "
                            + connection
                            + " cannot start TLS: it "
                            + (isClosing() ? "is closing." : "has done so already."));
        }
    }

    // ---------------------------------------------------------------- for the transport

    void touch() {
        binding.touch();
    }

    EventLoop loop() {
        return loop;
    }

    boolean isClosing() {
        return closing || socket.isClosing();
    }

    /** Whether there is no use in writing. */
    boolean isLost() {
        return lost || socket.isClosing();
    }

    boolean isShakingHands() {
        return shakingHands;
    }

    boolean isReading() {
        return !paused && !isClosing();
    }

    void paused(boolean pause) {
        if (!isClosing() && paused != pause) {
            paused = pause;
            release();
        }
    }

    StreamProtocol protocol() {
        return protocol;
    }

    void protocol(StreamProtocol next) {
        protocol = Requirements.protocol(next);
        // The protocol before may have been waited for in another way.
        release();
    }

    void close() {
        if (!isClosing()) {
            closing = true;
            lost = layer.kept() == 0;
            transport.closeWhenSent();
            release();
        }
    }

    /** All that was written is out, and the layer is about to be closed. */
    void sent() {
        lost = true;
    }

    /** The socket has failed: nobody's mistake, so only the protocol hears of it. */
    void fail(IOException e) {
        Log.debug("The " + connection + " has failed.", e);
        forceClose(e);
    }

    /** Ends it at once; {@code why} is what the protocol is told if it is the first to come. */
    void forceClose(Throwable why) {
        if (!socket.isClosed()) {
            condemn(why);
            connection.abort();
        }
    }

    private void condemn(Throwable why) {
        if (!forced) {
            forced = true;
            reason = why;
        }
        closing = true;
        lost = true;
        release();
    }

    private void release() {
        layer.release();
        socket.release();
    }
}
