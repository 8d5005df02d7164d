package org.asyncio4j.net;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.net.engine.LoopDatagramSocket;
import org.asyncio4j.net.engine.SocketErrors;
import org.asyncio4j.stream.LimitExceededException;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * Sends and receives datagrams, over UDP or a Unix socket: what {@link Net#createDatagramEndpoint}
 * returns.
 *
 * <pre>{@code
 * try (DatagramEndpoint endpoint =
 *         createDatagramEndpoint(new InetSocketAddress("127.0.0.1", 9999))) {
 *     for (Datagram question : endpoint) {
 *         endpoint.send("You said: " + question.text(), question.sender());
 *     }
 * }
 * }</pre>
 *
 * <p>There is no queue in the endpoint: a datagram is taken from the system when a task asks for
 * it. While nobody does, the system keeps what comes until its buffer is full ({@link
 * DatagramOptions#receiveBufferSize}), and drops the rest, as is the nature of UDP; {@link
 * #statistics} tell how many.
 *
 * <p>Several tasks may receive: each datagram goes to one of them, to the one first that has waited
 * longest. Several may send, in turn; but a Unix endpoint that is not connected cannot know when a
 * receiver has room again, tries every millisecond, and sends in no order then. An endpoint belongs
 * to the loop that has made it.
 */
public final class DatagramEndpoint implements Iterable<Datagram>, AutoCloseable {
    private final LoopDatagramSocket socket;
    private final LoopBinding binding = new LoopBinding(this);
    private final Event closed = new Event("datagram endpoint closed");
    private final int maxSize;

    /** What did not fit into a receiver's buffer, for the next one; or null. */
    private Datagram held;

    private long received;
    private long receivedBytes;
    private long sent;
    private long sentBytes;
    private long tooLong;

    /** In a task of the loop that it belongs to. */
    DatagramEndpoint(LoopDatagramSocket socket, int maxSize) {
        this.socket = socket;
        this.maxSize = maxSize;
        binding.enter();
    }

    // ---------------------------------------------------------------- receiving

    /**
     * Receives a datagram, which may be empty.
     *
     * <p>Gives way: if none has come or others wait for one, and now and then in a flood. Several
     * may wait, first come, first served. Cancellation: no datagram was taken. Woken by: a
     * datagram, an error, {@link #close}.
     *
     * @throws java.net.PortUnreachableException if the endpoint is connected, and something that
     *     was sent before came back because nobody receives there. Each such report is thrown once,
     *     here or by a {@code send}; the endpoint can be used as before.
     * @throws IOException if the endpoint is closed, before or meanwhile
     * @throws IllegalStateException from a foreign thread or loop
     */
    public Datagram receive() throws IOException {
        Fiber fiber = binding.enter();
        socket.beginReceiving(fiber);
        try {
            if (held != null) {
                return takeHeld();
            }
            SocketAddress sender;
            do {
                sender = socket.receive(fiber);
            } while (isDropped());
            return taken(sender);
        } finally {
            socket.endReceiving();
        }
    }

    /**
     * Receives a datagram into a buffer, at its position, which moves to the datagram's end.
     *
     * <p>As {@link #receive()}.
     *
     * @return the sender
     * @throws LimitExceededException if the datagram is longer than the room in the buffer: nothing
     *     was received, and the next call, of whomever, gets the datagram
     */
    public SocketAddress receive(ByteBuffer target) throws IOException {
        Fiber fiber = binding.enter();
        socket.beginReceiving(fiber);
        try {
            if (held != null) {
                return takeHeld(target);
            }
            SocketAddress sender;
            do {
                sender = socket.receive(fiber);
            } while (isDropped());
            if (socket.receivedSize() > target.remaining()) {
                held = new Datagram(socket.receivedData(), sender);
                return takeHeld(target);
            }
            socket.receivedInto(target);
            count(socket.receivedSize());
            return sender;
        } finally {
            socket.endReceiving();
        }
    }

    /**
     * Receives a datagram if one has come. Never gives way.
     *
     * @return null if none has come, or if others wait for it
     * @throws IOException as {@link #receive()} does
     * @throws IllegalStateException from a foreign thread
     */
    public Datagram tryReceive() throws IOException {
        binding.touch();
        socket.requireOpen();
        if (socket.isReceiving()) {
            return null;
        }
        if (held != null) {
            return takeHeld();
        }
        SocketAddress sender;
        do {
            sender = socket.receiveNow();
        } while (sender != null && isDropped());
        return sender == null ? null : taken(sender);
    }

    /** Whether what has come is longer than it may be. Half a datagram would be of no use. */
    private boolean isDropped() {
        if (socket.receivedSize() <= maxSize) {
            return false;
        }
        tooLong++;
        return true;
    }

    private Datagram taken(SocketAddress sender) {
        count(socket.receivedSize());
        return new Datagram(socket.receivedData(), sender);
    }

    private Datagram takeHeld() {
        Datagram datagram = held;
        held = null;
        count(datagram.data().length);
        return datagram;
    }

    private SocketAddress takeHeld(ByteBuffer target) throws LimitExceededException {
        int size = held.data().length;
        if (size > target.remaining()) {
            throw new LimitExceededException(
                    "A "
                            + held
                            + " does not fit into a buffer with room for "
                            + target.remaining()
                            + ". It was kept: receive it with more room.",
                    size);
        }
        target.put(held.data());
        return takeHeld().sender();
    }

    private void count(int size) {
        received++;
        receivedBytes += size;
    }

    /**
     * Receives until the endpoint is closed. The iterator's {@code hasNext} and {@code next} wait
     * as {@link #receive()} does, and throw its exceptions in an {@link
     * java.io.UncheckedIOException}, after which they can be called again. Several tasks may
     * iterate over one endpoint: each datagram goes to one.
     */
    @Override
    public Iterator<Datagram> iterator() {
        return new DatagramIterator(this);
    }

    // ---------------------------------------------------------------- sending

    /** {@link #send(ByteBuffer)} of the whole array. */
    public void send(byte[] data) throws IOException {
        send(ByteBuffer.wrap(data));
    }

    /** {@link #send(ByteBuffer)} of a text in UTF-8. */
    public void send(String data) throws IOException {
        send(data.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a datagram to the address that the endpoint is connected to, and moves the buffer's
     * position to its limit. It may be empty, but for {@code -Dasyncio4j.io=nio}, whose connected
     * channels cannot.
     *
     * <p>Gives way: if the system's buffer is full or others wait for room in it, and now and then
     * where it never is. Cancellation: the datagram was not sent. Woken by: the system, {@link
     * #close}.
     *
     * <p>That it was sent does not mean that it arrives. Where it does not go, the buffer's
     * position stays.
     *
     * @throws java.net.PortUnreachableException as of {@link #receive()}: something that was sent
     *     before was not received; this datagram was not sent
     * @throws IOException if the datagram is too long, if the system refuses it, or if the endpoint
     *     is closed, before or meanwhile
     * @throws IllegalStateException if the endpoint is not connected, or from a foreign thread or
     *     loop
     */
    public void send(ByteBuffer data) throws IOException {
        Fiber fiber = binding.enter();
        sendTo(fiber, data, requireTarget(null));
    }

    /** {@link #send(ByteBuffer, SocketAddress)} of the whole array. */
    public void send(byte[] data, SocketAddress target) throws IOException {
        send(ByteBuffer.wrap(data), target);
    }

    /** {@link #send(ByteBuffer, SocketAddress)} of a text in UTF-8. */
    public void send(String data, SocketAddress target) throws IOException {
        send(data.getBytes(StandardCharsets.UTF_8), target);
    }

    /**
     * Sends a datagram to an address, as {@link #send(ByteBuffer)} does to the one that the
     * endpoint is connected to.
     *
     * @param target null for the address that the endpoint is connected to
     * @throws IllegalArgumentException if the endpoint is connected to another address, or if this
     *     one is of another family or was not looked up
     */
    public void send(ByteBuffer data, SocketAddress target) throws IOException {
        Fiber fiber = binding.enter();
        sendTo(fiber, data, requireTarget(target));
    }

    private void sendTo(Fiber fiber, ByteBuffer data, SocketAddress target) throws IOException {
        int size = data.remaining();
        socket.send(fiber, data, target);
        sent++;
        sentBytes += size;
    }

    /** {@link #trySend(ByteBuffer, SocketAddress)} where the endpoint is connected. */
    public boolean trySend(ByteBuffer data) throws IOException {
        return trySend(data, null);
    }

    /**
     * Sends a datagram if the system has room for it and nobody waits to send. Never gives way.
     *
     * @param target null for the address that the endpoint is connected to
     * @return whether it was sent; if so the buffer's position is its limit
     * @throws IOException as {@link #send(ByteBuffer)} does
     * @throws IllegalArgumentException as {@link #send(ByteBuffer, SocketAddress)} does
     * @throws IllegalStateException if there is no target, or from a foreign thread
     */
    public boolean trySend(ByteBuffer data, SocketAddress target) throws IOException {
        binding.touch();
        int size = data.remaining();
        if (!socket.trySend(data, requireTarget(target))) {
            return false;
        }
        sent++;
        sentBytes += size;
        return true;
    }

    /**
     * @return null for the address that the socket is connected to
     */
    SocketAddress requireTarget(SocketAddress wanted) {
        SocketAddress peer = socket.remoteAddress();
        if (wanted == null) {
            if (peer == null) {
                throw new IllegalStateException(
                        this
                                + " is not connected: say whom to send to, or set remoteAddress in"
                                + " its DatagramOptions.");
            }
            return null;
        }
        SocketAddress target = DatagramOpening.plain(wanted);
        if (peer != null) {
            if (!target.equals(peer)) {
                throw new IllegalArgumentException(
                        this
                                + " sends to no other address, and this was "
                                + SocketErrors.name(target)
                                + ".");
            }
            return null;
        }
        requireReachable(target);
        return target;
    }

    private void requireReachable(SocketAddress target) {
        if (target instanceof InetSocketAddress internet && internet.isUnresolved()) {
            throw new IllegalArgumentException(
                    "The host '"
                            + internet.getHostString()
                            + "' was not looked up: send to an address, or connect the endpoint to"
                            + " the host by remoteAddress in its DatagramOptions.");
        }
        // A socket of IPv6 reaches IPv4, too.
        if (socket.family() != DatagramOpening.familyOf(target)
                && !(socket.family() == StandardProtocolFamily.INET6
                        && target instanceof InetSocketAddress)) {
            throw new IllegalArgumentException(
                    this
                            + " cannot send to "
                            + SocketErrors.name(target)
                            + ", which is of another family: set the family in its"
                            + " DatagramOptions.");
        }
    }

    // ---------------------------------------------------------------- multicast

    /** {@link #joinGroup(InetAddress, NetworkInterface, InetAddress)} on the usual interface. */
    public void joinGroup(InetAddress group) throws IOException {
        joinGroup(group, null, null);
    }

    /** {@link #joinGroup(InetAddress, NetworkInterface, InetAddress)} from any source. */
    public void joinGroup(InetAddress group, NetworkInterface where) throws IOException {
        joinGroup(group, where, null);
    }

    /**
     * Receives what is sent to a multicast group and to the endpoint's port. How far its own
     * datagrams go, and on which interface, say the options {@link
     * java.net.StandardSocketOptions#IP_MULTICAST_TTL IP_MULTICAST_TTL}, {@code IP_MULTICAST_LOOP}
     * and {@code IP_MULTICAST_IF}. Never gives way.
     *
     * @param where the interface; null for the system's choice
     * @param source whose datagrams alone to receive; null for everyone's
     * @throws IOException if the system refuses, as for an interface that cannot or a group that
     *     was joined there already
     * @throws IllegalArgumentException if the group is no multicast address of the endpoint's
     *     family
     * @throws IllegalStateException from a foreign thread
     */
    public void joinGroup(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        binding.touch();
        requireGroup(group);
        socket.join(group, where, source);
    }

    /** {@link #leaveGroup(InetAddress, NetworkInterface, InetAddress)} on the usual interface. */
    public void leaveGroup(InetAddress group) throws IOException {
        leaveGroup(group, null, null);
    }

    /** {@link #leaveGroup(InetAddress, NetworkInterface, InetAddress)} for any source. */
    public void leaveGroup(InetAddress group, NetworkInterface where) throws IOException {
        leaveGroup(group, where, null);
    }

    /**
     * Takes back a {@link #joinGroup(InetAddress, NetworkInterface, InetAddress) joinGroup} with
     * the same arguments; closing the endpoint does, too. Never gives way.
     *
     * @throws IOException if the group was not joined so
     * @throws IllegalArgumentException as of {@code joinGroup}
     * @throws IllegalStateException from a foreign thread
     */
    public void leaveGroup(InetAddress group, NetworkInterface where, InetAddress source)
            throws IOException {
        binding.touch();
        requireGroup(group);
        socket.leave(group, where, source);
    }

    private void requireGroup(InetAddress group) {
        if (!group.isMulticastAddress()
                || DatagramOpening.familyOf(new InetSocketAddress(group, 0)) != socket.family()) {
            throw new IllegalArgumentException(
                    group.getHostAddress()
                            + " is no multicast address of the family of "
                            + this
                            + ": "
                            + socket.family()
                            + ".");
        }
    }

    // ---------------------------------------------------------------- the end

    /**
     * Closes the endpoint at once. What the system has taken it goes on sending; whoever waits gets
     * an {@link IOException}, and loops over the endpoint end. With {@code io_uring} and {@code
     * nio} the system lets go of the port when the loop next looks at its I/O. A second call does
     * nothing; never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    @Override
    public void close() {
        binding.touch();
        if (!closed.isSet()) {
            held = null;
            socket.close();
            closed.set();
        }
    }

    /** {@link #close}: there is nothing to finish. */
    public void abort() {
        close();
    }

    /** Whether the endpoint is closed, or its loop was. */
    public boolean isClosing() {
        return socket.isClosed();
    }

    /**
     * Waits until the endpoint is closed.
     *
     * <p>Gives way: unless it is. Cancellation: it just ends the wait. Woken by: {@link #close}.
     */
    public void waitClosed() {
        closed.await();
    }

    // ---------------------------------------------------------------- extra info

    /**
     * This end's address: an {@link InetSocketAddress}, or for a Unix socket a {@link
     * io.netty.channel.unix.DomainSocketAddress}. asyncio's {@code get_extra_info('sockname')}.
     */
    public SocketAddress sockName() {
        return socket.localAddress();
    }

    /** What the endpoint is connected to; null if to nothing. */
    public SocketAddress peerName() {
        return socket.remoteAddress();
    }

    /**
     * The port of this end.
     *
     * @throws IllegalStateException for a Unix socket
     */
    public int port() {
        if (sockName() instanceof InetSocketAddress internet) {
            return internet.getPort();
        }
        throw new IllegalStateException(this + " has no port.");
    }

    /**
     * Sets an option of the socket, as {@link java.net.StandardSocketOptions#IP_MULTICAST_TTL}.
     *
     * @throws UnsupportedOperationException if the socket has no such option
     * @throws IOException if the system refuses, or the endpoint is closed
     */
    public <T> DatagramEndpoint setOption(SocketOption<T> option, T value) throws IOException {
        binding.touch();
        socket.requireOpen();
        socket.setOption(option, value);
        return this;
    }

    /** Reads an option of the socket. */
    public <T> T getOption(SocketOption<T> option) throws IOException {
        binding.touch();
        socket.requireOpen();
        return socket.getOption(option);
    }

    /**
     * What there is to know at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public Statistics statistics() {
        binding.touch();
        return new Statistics(
                received,
                receivedBytes,
                sent,
                sentBytes,
                tooLong,
                socket.isClosed() ? -1 : socket.droppedBySystem(),
                socket.receivers(),
                socket.senders());
    }

    /**
     * A snapshot of an endpoint.
     *
     * @param received how many datagrams tasks have got
     * @param receivedBytes how many bytes were in them
     * @param sent how many datagrams were sent
     * @param sentBytes how many bytes were in them
     * @param tooLong how many were dropped because they were longer than {@link
     *     DatagramOptions#maxSize}
     * @param droppedBySystem how many the system has dropped because its buffer was full; -1 where
     *     it does not tell, as to {@code -Dasyncio4j.io=nio}, and when the endpoint is closed
     * @param waitingToReceive how many tasks wait in {@link DatagramEndpoint#receive()}
     * @param waitingToSend how many tasks wait in {@link DatagramEndpoint#send(ByteBuffer)}
     */
    public record Statistics(
            long received,
            long receivedBytes,
            long sent,
            long sentBytes,
            long tooLong,
            long droppedBySystem,
            int waitingToReceive,
            int waitingToSend) {}

    /** What it is, its addresses, how many wait, and whether it is closed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(socket.toString());
        append(text, socket.receivers(), " waiting to receive");
        append(text, socket.senders(), " waiting to send");
        return text.append(socket.isClosed() ? ", closed" : "").toString();
    }

    private static void append(StringBuilder text, int count, String after) {
        if (count > 0) {
            text.append(", ").append(count).append(after);
        }
    }
}
