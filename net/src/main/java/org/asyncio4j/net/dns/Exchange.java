package org.asyncio4j.net.dns;

import io.netty.handler.codec.dns.DnsRecordType;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Timer;
import org.asyncio4j.net.engine.LoopDatagramSocket;
import org.asyncio4j.net.engine.LoopSocket;
import org.asyncio4j.net.engine.NettyReactor;
import org.asyncio4j.net.engine.SocketErrors;
import org.asyncio4j.net.engine.SocketStream;

import java.io.EOFException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One server is asked for a name's records of several types: all at once in datagrams, from a new
 * port each time, and over TCP for what does not fit.
 *
 * <p>The socket is connected, so that the system keeps strangers' datagrams away and tells when
 * nobody listens. Who wants to forge a reply has to guess the port and the id.
 */
final class Exchange {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Fiber fiber;
    private final InetSocketAddress server;
    private final String name;
    private final Duration timeout;

    /** By id. */
    private final Map<Integer, DnsRecordType> open = new HashMap<>();

    private final Map<DnsRecordType, Answer> answers = new HashMap<>();

    /** Those whose answers did not fit. */
    private final List<DnsRecordType> truncated = new ArrayList<>();

    Exchange(Fiber fiber, InetSocketAddress server, String name, Duration timeout) {
        this.fiber = fiber;
        this.server = server;
        this.name = name + ".";
        this.timeout = timeout;
    }

    /**
     * Asks, and waits for all answers, no longer than the time-out.
     *
     * <p>Gives way: always. Cancellation: nothing stays open. Woken by: the network.
     */
    Map<DnsRecordType, Answer> ask(List<DnsRecordType> types) {
        try (Deadline deadline = new Deadline()) {
            try {
                askInDatagrams(types, deadline);
            } catch (IOException e) {
                failed(
                        types.stream().filter(type -> !truncated.contains(type)).toList(),
                        deadline,
                        e);
            }
        }
        for (DnsRecordType type : truncated) {
            try (Deadline deadline = new Deadline()) {
                try {
                    answers.put(type, askOverTcp(type, deadline));
                } catch (IOException e) {
                    failed(List.of(type), deadline, e);
                }
            }
        }
        return answers;
    }

    private void failed(List<DnsRecordType> types, Deadline deadline, IOException e) {
        Answer answer =
                deadline.isOver
                        ? Answer.failed(Answer.Failure.NO_REPLY, null, 0)
                        : Answer.failed(
                                Answer.Failure.UNREACHABLE,
                                "the name server "
                                        + NameServers.name(server)
                                        + " cannot be asked: "
                                        + reason(e),
                                0);
        types.forEach(type -> answers.putIfAbsent(type, answer));
    }

    private static String reason(IOException e) {
        if (e instanceof PortUnreachableException) {
            return "nobody listens there";
        }
        return SocketErrors.reason(e.getCause() instanceof IOException cause ? cause : e);
    }

    // ---------------------------------------------------------------- UDP

    private void askInDatagrams(List<DnsRecordType> types, Deadline deadline) throws IOException {
        boolean ipv4 = server.getAddress() instanceof Inet4Address;
        LoopDatagramSocket socket =
                NettyReactor.of(fiber.scheduler())
                        .openDatagramSocket(
                                ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            deadline.closes(socket::close);
            socket.connect(server);
            socket.begin();
            for (DnsRecordType type : types) {
                socket.send(fiber, ByteBuffer.wrap(question(type)), null);
            }
            receive(socket);
        } finally {
            socket.close();
        }
    }

    private byte[] question(DnsRecordType type) {
        int id = RANDOM.nextInt(0x10000);
        while (open.putIfAbsent(id, type) != null) {
            id = RANDOM.nextInt(0x10000);
        }
        return Message.question(id, name, type);
    }

    private void receive(LoopDatagramSocket socket) throws IOException {
        socket.beginReceiving(fiber);
        try {
            while (!open.isEmpty()) {
                socket.receive(fiber);
                Message reply = readable(socket.receivedData());
                DnsRecordType type = reply == null ? null : open.get(reply.id());
                if (type != null && reply.answers(reply.id(), name, type)) {
                    open.remove(reply.id());
                    if (reply.isTruncated()) {
                        truncated.add(type);
                    } else {
                        answers.put(type, Replies.read(reply, type, server));
                    }
                }
            }
        } finally {
            socket.endReceiving();
        }
    }

    /** Null for what is no message: whoever may have sent it, the answer may come yet. */
    private static Message readable(byte[] data) {
        try {
            return Message.read(data);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    // ---------------------------------------------------------------- TCP

    private Answer askOverTcp(DnsRecordType type, Deadline deadline) throws IOException {
        LoopSocket socket = NettyReactor.of(fiber.scheduler()).openSocket(server);
        try {
            deadline.closes(socket::close);
            socket.connect(fiber, server);
            return converse(new SocketStream(socket), type);
        } finally {
            socket.close();
        }
    }

    private Answer converse(SocketStream stream, DnsRecordType type) throws IOException {
        byte[] question = question(type);
        ByteBuffer length = ByteBuffer.allocate(Short.BYTES);
        stream.send(length.putShort((short) question.length).flip(), ByteBuffer.wrap(question));
        int size = Short.toUnsignedInt(receive(stream, Short.BYTES).getShort());
        Message reply = readable(receive(stream, size).array());
        int id = ByteBuffer.wrap(question).getShort() & 0xffff;
        if (reply == null || !reply.answers(id, name, type)) {
            return Answer.failed(
                    Answer.Failure.SERVER_FAILED,
                    "the name server "
                            + NameServers.name(server)
                            + " sent something else than an answer",
                    0);
        }
        return Replies.read(reply, type, server);
    }

    private static ByteBuffer receive(SocketStream stream, int size) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(size);
        while (target.hasRemaining()) {
            if (stream.receive(target) < 0) {
                throw new EOFException("it has closed the connection");
            }
        }
        return target.flip();
    }

    // ---------------------------------------------------------------- time

    /** Closes the socket when the time is over, which wakes who waits for it. */
    private final class Deadline extends Timer implements AutoCloseable {
        private Runnable closing = () -> {};
        private boolean isOver;

        Deadline() {
            fiber.scheduler().schedule(this, fiber.scheduler().nanos() + timeout.toNanos());
        }

        void closes(Runnable closing) {
            this.closing = closing;
        }

        @Override
        protected void fire() {
            isOver = true;
            closing.run();
        }

        @Override
        public void close() {
            if (isScheduled()) {
                fiber.scheduler().cancel(this);
            }
        }
    }
}
