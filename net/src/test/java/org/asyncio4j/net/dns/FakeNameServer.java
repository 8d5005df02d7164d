package org.asyncio4j.net.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A name server on the loopback interface, over UDP and TCP, in threads of its own. */
public final class FakeNameServer implements AutoCloseable {
    static final int A = 1;
    static final int CNAME = 5;
    static final int SOA = 6;
    static final int PTR = 12;
    static final int AAAA = 28;

    static final int SERVFAIL = 2;
    static final int NXDOMAIN = 3;
    static final int REFUSED = 5;

    private static final int LONGEST_DATAGRAM = 512;

    private record Question(String name, int type) {}

    private record Answer(String name, int type, int ttl, byte[] data) {}

    private final DatagramSocket udp;
    private final ServerSocket tcp;

    private final Map<Question, List<Answer>> records = new ConcurrentHashMap<>();
    private final Map<String, Integer> codes = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Set<String> rubbish = ConcurrentHashMap.newKeySet();
    private final Set<String> hangUps = ConcurrentHashMap.newKeySet();
    private volatile int negativeTtl = 60;

    public FakeNameServer() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        tcp = new ServerSocket(0, 50, loopback);
        udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        Thread.ofPlatform().daemon().name("name-server-udp").start(this::serveDatagrams);
        Thread.ofPlatform().daemon().name("name-server-tcp").start(this::serveConnections);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    /** What was asked: "A www.example", over TCP "tcp A www.example". */
    public List<String> asked() {
        return asked;
    }

    // ---------------------------------------------------------------- what it knows

    public FakeNameServer knows(String name, int ttl, String... addresses) {
        for (String literal : addresses) {
            byte[] data = InetAddress.ofLiteral(literal).getAddress();
            add(name, new Answer(name, data.length == 4 ? A : AAAA, ttl, data));
        }
        return this;
    }

    /** An address of IPv4 in a record of IPv6. */
    FakeNameServer knowsMapped(String name, String ipv4) {
        byte[] data = new byte[16];
        data[10] = data[11] = -1;
        System.arraycopy(InetAddress.ofLiteral(ipv4).getAddress(), 0, data, 12, 4);
        add(name, new Answer(name, AAAA, 60, data));
        return this;
    }

    public FakeNameServer knowsName(String reversed, String name) {
        add(reversed, new Answer(reversed, PTR, 60, encoded(name)));
        return this;
    }

    /** The answers for {@code alias} hold it, and what the target has. */
    public FakeNameServer knowsAlias(String alias, int ttl, String target) {
        for (int type : new int[] {A, AAAA}) {
            List<Answer> answers = new ArrayList<>();
            answers.add(new Answer(alias, CNAME, ttl, encoded(target)));
            answers.addAll(records.getOrDefault(new Question(target, type), List.of()));
            records.put(new Question(alias, type), answers);
        }
        return this;
    }

    /** Answers with a code of failure instead; {@code key} may name the type too. */
    public FakeNameServer fails(String key, int code) {
        codes.put(key, code);
        return this;
    }

    /** Does not answer about a name before the latch is open; {@code key} may name the type too. */
    public FakeNameServer holds(String key, CountDownLatch latch) {
        held.put(key, latch);
        return this;
    }

    public FakeNameServer ignores(String key) {
        return holds(key, new CountDownLatch(1));
    }

    /** Before it answers about a name, it sends what is no answer. */
    public FakeNameServer sendsRubbish(String name) {
        rubbish.add(name);
        return this;
    }

    /** Goes away over TCP without an answer. */
    public FakeNameServer hangsUp(String name) {
        hangUps.add(name);
        return this;
    }

    public FakeNameServer forgets(String name) {
        records.keySet().removeIf(question -> question.name.equals(name));
        return this;
    }

    public FakeNameServer negativeTtl(int seconds) {
        negativeTtl = seconds;
        return this;
    }

    private void add(String name, Answer answer) {
        records.computeIfAbsent(new Question(name, answer.type), _ -> new CopyOnWriteArrayList<>())
                .add(answer);
    }

    // ---------------------------------------------------------------- serving

    private void serveDatagrams() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
            } catch (IOException e) {
                return;
            }
            byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
            Question question = questionOf(request);
            asked.add(typeName(question.type) + " " + question.name);
            InetSocketAddress client = (InetSocketAddress) packet.getSocketAddress();
            CountDownLatch latch = latch(question);
            if (latch == null) {
                send(request, question, client);
            } else {
                Thread.ofVirtual()
                        .start(() -> {
                            awaitQuietly(latch);
                            send(request, question, client);
                        });
            }
        }
    }

    private CountDownLatch latch(Question question) {
        CountDownLatch latch = held.get(question.name);
        return latch != null ? latch : held.get(typeName(question.type) + " " + question.name);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(byte[] request, Question question, InetSocketAddress client) {
        byte[] reply = reply(request, question, LONGEST_DATAGRAM);
        try {
            if (rubbish.contains(question.name)) {
                sendRubbish(request, reply, client);
            }
            udp.send(new DatagramPacket(reply, reply.length, client));
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void sendRubbish(byte[] request, byte[] reply, InetSocketAddress client)
            throws IOException {
        byte[] wrongId = reply.clone();
        wrongId[0] ^= 1;
        byte[] wrongQuestion = reply.clone();
        wrongQuestion[13] ^= 1;
        byte[] empty = {};
        byte[] cutOff = Arrays.copyOf(reply, 20);
        for (byte[] each : List.of(wrongId, wrongQuestion, request, empty, cutOff)) {
            udp.send(new DatagramPacket(each, each.length, client));
        }
    }

    private void serveConnections() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] request = new byte[in.readUnsignedShort()];
                in.readFully(request);
                Question question = questionOf(request);
                asked.add("tcp " + typeName(question.type) + " " + question.name);
                if (hangUps.contains(question.name)) {
                    continue;
                }
                byte[] reply = reply(request, question, Integer.MAX_VALUE);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(reply.length);
                out.write(reply);
                out.flush();
            } catch (IOException e) {
                // Closed, or a client that went away.
            }
        }
    }

    // ---------------------------------------------------------------- the format (RFC 1035)

    private static Question questionOf(byte[] request) {
        ByteBuffer in = ByteBuffer.wrap(request).position(12);
        StringBuilder name = new StringBuilder();
        for (int length = in.get(); length > 0; length = in.get()) {
            byte[] label = new byte[length];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(label, StandardCharsets.US_ASCII));
        }
        return new Question(name.toString(), in.getShort());
    }

    private byte[] reply(byte[] request, Question question, int longest) {
        int code = code(question);
        List<Answer> answers = code == 0 ? records.getOrDefault(question, List.of()) : List.of();
        boolean empty = answers.isEmpty() && (code == 0 || code == NXDOMAIN);
        byte[] whole = message(request, question, code, answers, empty, false);
        return whole.length <= longest
                ? whole
                : message(request, question, code, List.of(), false, true);
    }

    private int code(Question question) {
        Integer code = codes.get(question.name);
        if (code == null) {
            code = codes.get(typeName(question.type) + " " + question.name);
        }
        return code != null ? code : knowsAnything(question.name) ? 0 : NXDOMAIN;
    }

    private boolean knowsAnything(String name) {
        return records.keySet().stream().anyMatch(question -> question.name.equals(name));
    }

    private byte[] message(
            byte[] request,
            Question question,
            int code,
            List<Answer> answers,
            boolean withAuthority,
            boolean truncated) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(request, 0, 2);
            out.writeShort(0x8180 | (truncated ? 0x0200 : 0) | code);
            out.writeShort(1);
            out.writeShort(answers.size());
            out.writeShort(withAuthority ? 1 : 0);
            out.writeShort(0);
            out.write(encoded(question.name));
            out.writeShort(question.type);
            out.writeShort(1);
            for (Answer answer : answers) {
                write(out, answer);
            }
            if (withAuthority) {
                write(out, new Answer("example", SOA, 3600, startOfAuthority()));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] startOfAuthority() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(encoded("ns.example"));
        out.write(encoded("admin.example"));
        for (int number : new int[] {1, 7200, 900, 86_400, negativeTtl}) {
            out.writeInt(number);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Answer answer) throws IOException {
        out.write(encoded(answer.name));
        out.writeShort(answer.type);
        out.writeShort(1);
        out.writeInt(answer.ttl);
        out.writeShort(answer.data.length);
        out.write(answer.data);
    }

    private static byte[] encoded(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            bytes.write(label.length());
            bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    private static String typeName(int type) {
        return switch (type) {
            case A -> "A";
            case AAAA -> "AAAA";
            case PTR -> "PTR";
            default -> String.valueOf(type);
        };
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
