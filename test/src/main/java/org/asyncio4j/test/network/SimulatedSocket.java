package org.asyncio4j.test.network;

import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.OpenSockets;
import org.asyncio4j.net.engine.Readiness;
import org.asyncio4j.net.engine.SocketErrors;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Set;

/** A stream socket on a simulated host. */
final class SimulatedSocket extends LoopSocket {
    /** How much may be on its way, and how much wait to be read: SO_SNDBUF and SO_RCVBUF. */
    static final int BUFFER = 64 * 1024;

    private final HostStack stack;
    private final SocketOptions options = SocketOptions.ofStream();
    private SimulatedReadiness readiness;

    /** What it was bound to before it connects; null if to nothing. */
    private InetSocketAddress bound;

    /** Null before it connects. */
    private StreamEnd end;

    SimulatedSocket(HostStack stack, OpenSockets siblings) {
        super(siblings);
        this.stack = stack;
        stack.opened(this);
    }

    /** One that was accepted. */
    static SimulatedSocket accepted(HostStack stack, OpenSockets siblings, StreamEnd end)
            throws IOException {
        SimulatedSocket socket = new SimulatedSocket(stack, siblings);
        socket.end = end;
        end.acceptedBy(socket);
        socket.accepted(end.remote());
        return socket;
    }

    /** The end has something new to tell. */
    void changed(boolean in, boolean out, boolean ended) {
        if (readiness != null) {
            readiness.changed(in, out, ended);
        }
    }

    // ---------------------------------------------------------------- connecting

    @Override
    public void bind(SocketAddress address) throws IOException {
        try {
            bound = stack.bindStream((InetSocketAddress) address);
        } catch (IOException e) {
            throw causedBy(
                    new BindException(
                            "Cannot connect from "
                                    + SocketErrors.name(address)
                                    + ": "
                                    + e.getMessage()),
                    e);
        }
    }

    @Override
    protected boolean tryConnect(SocketAddress target) throws IOException {
        end = stack.newEnd(bound, (InetSocketAddress) target);
        end.sendRoom(options.sendRoom());
        end.receiveRoom(options.receiveRoom());
        end.connect(this);
        return false;
    }

    @Override
    protected void finishConnect() throws IOException {
        end.requireConnected();
    }

    // ---------------------------------------------------------------- bytes

    @Override
    protected int tryReceive(ByteBuffer target) throws IOException {
        byte[] data = tryReceive(target.remaining());
        if (data == null) {
            return -1;
        }
        target.put(data);
        return data.length;
    }

    @Override
    protected byte[] tryReceive(int max) throws IOException {
        byte[] data;
        try {
            data = end.receive(max);
        } catch (IOException e) {
            throw failed("Cannot receive on the ", e);
        }
        if (data == null) {
            input().exhausted();
            return NOTHING;
        }
        if (end.isDrained()) {
            readiness.nothingLeft();
        }
        return data.length == 0 ? null : data;
    }

    @Override
    protected void trySend(ByteBuffer data) throws IOException {
        try {
            end.send(data);
        } catch (IOException e) {
            throw failed("Cannot send on the ", e);
        }
        if (data.hasRemaining()) {
            output().exhausted();
        }
    }

    @Override
    protected void trySend(ByteBuffer[] data) throws IOException {
        for (ByteBuffer part : data) {
            if (part.hasRemaining() && output().isReady()) {
                trySend(part);
            }
        }
    }

    private IOException failed(String what, IOException cause) {
        return causedBy(new SocketException(what + this + ": " + cause.getMessage()), cause);
    }

    private static IOException causedBy(IOException exception, IOException cause) {
        exception.initCause(cause);
        return exception;
    }

    // ---------------------------------------------------------------- the end

    @Override
    public void shutdownInput() {
        end.endInput();
        changed(true, false, true);
    }

    @Override
    public void shutdownOutput() {
        end.endOutput();
    }

    @Override
    protected Readiness watch() {
        readiness = new SimulatedReadiness(this);
        return readiness;
    }

    @Override
    protected void closeNow() {
        stack.closed(this);
        if (end != null) {
            end.close(options.resetsOnClose());
        }
    }

    // ---------------------------------------------------------------- state

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        options.set(option, value);
        if (end != null && option == StandardSocketOptions.SO_SNDBUF) {
            end.sendRoom(options.sendRoom());
        } else if (end != null && option == StandardSocketOptions.SO_RCVBUF) {
            end.receiveRoom(options.receiveRoom());
        }
    }

    @Override
    public <T> T getOption(SocketOption<T> option) {
        return options.get(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return options.supported();
    }

    @Override
    protected SocketAddress findLocalAddress() {
        return end == null ? bound : end.local();
    }
}
