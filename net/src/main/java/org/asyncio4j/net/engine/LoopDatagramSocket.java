package org.asyncio4j.net.engine;

import io.netty.channel.unix.DomainSocketAddress;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Sleep;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;

/**
 * A datagram socket of a loop, UDP or Unix: calls that do not block, and waits between them.
 *
 * <p>There is no queue of datagrams in here. One is taken from the system when a task asks for it,
 * so a cancelled wait has nothing to lose, and it is the system's buffer that overflows.
 *
 * <p>Loop thread only.
 */
public abstract class LoopDatagramSocket extends Watched {
    /** How soon a Unix datagram is tried again whose receiver was full. */
    private static final long RETRY_NANOS = Duration.ofMillis(1).toNanos();

    private final ProtocolFamily family;

    private final Turns receiving;
    private final Turns sending;
    private SocketAddress localAddress;

    /** Null unless the socket is connected. */
    private SocketAddress remoteAddress;

    /** How long the last datagram was that was received. */
    private int received;

    @SuppressWarnings("this-escape") // Its name is asked for later, by who looks at the queues.
    protected LoopDatagramSocket(OpenSockets siblings, ProtocolFamily family) {
        super(siblings);
        this.family = family;
        this.receiving = new Turns(this, "a turn to receive from ");
        this.sending = new Turns(this, "a turn to send from ");
    }

    // ---------------------------------------------------------------- calls that do not block

    /**
     * Receives a datagram at the begin of the {@link #scratch}, and tells its size by {@link
     * #received}.
     *
     * @return the sender, or null if nothing has come
     */
    protected abstract SocketAddress tryReceive() throws IOException;

    /** Where the datagram is that was just received, from index 0 on. */
    protected abstract ByteBuffer scratch();

    protected final void received(int size) {
        received = size;
    }

    /**
     * Sends all of the data as one datagram, or nothing; does not move the position.
     *
     * @param target null for the address that the socket is connected to
     * @return false if there is no room now
     */
    protected abstract boolean trySendNow(ByteBuffer data, SocketAddress target) throws IOException;

    protected abstract void bindNow(SocketAddress address) throws IOException;

    protected abstract void connectNow(SocketAddress address) throws IOException;

    protected abstract void joinNow(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException;

    protected abstract void leaveNow(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException;

    /**
     * @throws UnsupportedOperationException for an option that such a socket does not have
     */
    public abstract <T> void setOption(SocketOption<T> option, T value) throws IOException;

    public abstract <T> T getOption(SocketOption<T> option) throws IOException;

    public abstract Set<SocketOption<?>> supportedOptions();

    /** How many datagrams the system has dropped because nobody took them; -1 if not known. */
    public abstract long droppedBySystem();

    /**
     * @return null if it is not known any more
     */
    protected abstract SocketAddress findLocalAddress();

    // ---------------------------------------------------------------- setting up

    public final void bind(SocketAddress address) throws IOException {
        try {
            bindNow(address);
        } catch (IOException e) {
            throw SocketErrors.onBind(address, e);
        }
    }

    public final void connect(SocketAddress address) throws IOException {
        try {
            connectNow(address);
            remoteAddress = address;
        } catch (IOException e) {
            throw SocketErrors.onConnect(address, e);
        }
    }

    /** It is bound and connected as it shall be: from now on it is watched. */
    @Override
    public final void begin() throws IOException {
        localAddress = findLocalAddress();
        super.begin();
    }

    public final void join(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        requireOpen();
        try {
            joinNow(group, where, source);
        } catch (IOException e) {
            throw DatagramErrors.onMembership("join", group, where, source, e);
        }
    }

    public final void leave(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        requireOpen();
        try {
            leaveNow(group, where, source);
        } catch (IOException e) {
            throw DatagramErrors.onMembership("leave", group, where, source, e);
        }
    }

    // ---------------------------------------------------------------- receiving

    /**
     * Takes the turn to receive. Whoever returns from this must {@link #endReceiving}.
     *
     * <p>Gives way: if another has it, and now and then. Cancellation: it was not taken.
     */
    public final void beginReceiving(Fiber fiber) throws IOException {
        requireOpen();
        receiving.enter(fiber);
    }

    public final void endReceiving() {
        receiving.leave();
    }

    /** Whether somebody receives, who would be overtaken. */
    public final boolean isReceiving() {
        return receiving.isTaken();
    }

    /**
     * Waits for a datagram, which then is at the begin of {@link #receivedData}; for who has the
     * turn.
     *
     * <p>Gives way: only if none has come. Cancellation: none was taken.
     *
     * @return the sender
     */
    public final SocketAddress receive(Fiber fiber) throws IOException {
        requireOpen();
        SocketAddress sender = readiness().input.isReady() ? receiveNow() : null;
        while (sender == null) {
            receiving.waited();
            readiness().input.await(fiber);
            sender = receiveNow();
        }
        return sender;
    }

    /**
     * As {@link #receive}, without waiting.
     *
     * @return the sender, or null if nothing has come
     */
    public final SocketAddress receiveNow() throws IOException {
        requireOpen();
        try {
            SocketAddress sender = tryReceive();
            if (sender == null) {
                readiness().input.exhausted();
            }
            return sender;
        } catch (IOException e) {
            throw DatagramErrors.onReceive(this, e);
        }
    }

    /** How long the datagram is that was just received. */
    public final int receivedSize() {
        return received;
    }

    /** A copy of the datagram that was just received. */
    public final byte[] receivedData() {
        byte[] data = new byte[received];
        scratch().get(0, data);
        return data;
    }

    /** Copies the datagram that was just received, which fits in. */
    public final void receivedInto(ByteBuffer target) {
        target.put(target.position(), scratch(), 0, received);
        target.position(target.position() + received);
    }

    // ---------------------------------------------------------------- sending

    /**
     * Sends a datagram and moves the data's position to its limit.
     *
     * <p>Gives way: if there is no room, or others wait for it; and now and then. Cancellation: it
     * was not sent.
     *
     * @param target null for the address that the socket is connected to
     */
    public final void send(Fiber fiber, ByteBuffer data, SocketAddress target) throws IOException {
        requireOpen();
        sending.enter(fiber);
        try {
            if (isReportedWritable()) {
                sendInTurn(fiber, data, target);
                return;
            }
        } finally {
            sending.leave();
        }
        sendByRetrying(fiber, data, target);
    }

    /**
     * Whether the system reports when there is room. It does not for a Unix socket that sends to
     * many: then it is each receiver's queue that may be full.
     */
    private boolean isReportedWritable() {
        return remoteAddress != null || family != StandardProtocolFamily.UNIX;
    }

    private void sendInTurn(Fiber fiber, ByteBuffer data, SocketAddress target) throws IOException {
        requireOpen();
        boolean sent = readiness().output.isReady() && sendNow(data, target);
        while (!sent) {
            sending.waited();
            readiness().output.await(fiber);
            sent = sendNow(data, target);
        }
    }

    /** Out of turn, so that one receiver who sleeps does not keep the others from being sent to. */
    private void sendByRetrying(Fiber fiber, ByteBuffer data, SocketAddress target)
            throws IOException {
        while (!sendNow(data, target)) {
            Sleep.until(fiber, fiber.scheduler().nanos() + RETRY_NANOS);
        }
    }

    /**
     * Sends a datagram if there is room and nobody waits for it, and moves the data's position.
     *
     * @param target null for the address that the socket is connected to
     * @return whether it was sent
     */
    public final boolean trySend(ByteBuffer data, SocketAddress target) throws IOException {
        return !sending.isTaken() && sendNow(data, target);
    }

    private boolean sendNow(ByteBuffer data, SocketAddress target) throws IOException {
        requireOpen();
        try {
            boolean sent = trySendNow(data, target);
            if (sent) {
                data.position(data.limit());
            } else if (isReportedWritable()) {
                readiness().output.exhausted();
            }
            return sent;
        } catch (IOException e) {
            throw DatagramErrors.onSend(this, data.remaining(), target, e);
        }
    }

    // ---------------------------------------------------------------- state

    /** This end's address; for a Unix socket without a name one with an empty path. */
    public final SocketAddress localAddress() {
        return localAddress;
    }

    /** What the socket is connected to, or null. */
    public final SocketAddress remoteAddress() {
        return remoteAddress;
    }

    public final ProtocolFamily family() {
        return family;
    }

    /** How many receive or wait for their turn to. */
    public final int receivers() {
        return receiving.size();
    }

    /** How many send or wait for their turn to. */
    public final int senders() {
        return sending.size();
    }

    /** "UDP endpoint 127.0.0.1:53 connected to 127.0.0.1:4000". */
    @Override
    public final String toString() {
        return (family == StandardProtocolFamily.UNIX ? "Unix datagram endpoint" : "UDP endpoint")
                + (isUnnamed() ? "" : " " + SocketErrors.name(localAddress()))
                + (remoteAddress == null
                        ? ""
                        : " connected to " + SocketErrors.name(remoteAddress));
    }

    private boolean isUnnamed() {
        SocketAddress address = localAddress();
        return address == null
                || address instanceof DomainSocketAddress unix && unix.path().isEmpty();
    }
}
