package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.unix.DomainSocketAddress;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.stream.LimitExceededException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatagramEndpointTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    private static DatagramEndpoint bound() throws IOException {
        return createDatagramEndpoint(ANY_PORT);
    }

    private static DatagramEndpoint connectedTo(DatagramEndpoint peer) throws IOException {
        return createDatagramEndpoint(null, peer.sockName());
    }

    /** Lets tasks that were just made run until they wait. */
    private static void letThemWait() {
        for (int i = 0; i < 3; i++) {
            sleep(Duration.ZERO);
        }
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    // ---------------------------------------------------------------- send and receive

    @OnEngines
    void anEndpointAnswersWhoeverSends(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = bound()) {
                        Task<Void> service =
                                createTask(() -> {
                                    for (Datagram question : server) {
                                        server.send("re: " + question.text(), question.sender());
                                    }
                                });
                        for (int i = 0; i < 20; i++) {
                            client.send("question " + i, server.sockName());
                            Datagram answer = client.receive();
                            assertEquals("re: question " + i, answer.text());
                            assertEquals(server.sockName(), answer.sender());
                        }
                        server.close();
                        service.await();
                    }
                });
    }

    @OnEngines
    void aConnectedEndpointNeedsNoAddressAndTakesNoOther(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint other = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        assertEquals(server.sockName(), client.peerName());
                        assertNull(server.peerName());
                        client.send("without an address");
                        client.send("with it", server.sockName());
                        IllegalArgumentException refusal =
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () -> client.send("elsewhere", other.sockName()));
                        assertTrue(refusal.getMessage().contains("sends to no other address"));
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> client.trySend(buffer("elsewhere"), other.sockName()));

                        assertEquals("without an address", server.receive().text());
                        assertEquals("with it", server.receive().text());

                        other.send("from a stranger", client.sockName());
                        server.send("from the peer", client.sockName());
                        assertEquals("from the peer", client.receive().text());
                    }
                });
    }

    @OnEngines
    void anEndpointThatIsNotConnectedMustBeToldWhomToSendTo(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint endpoint = bound()) {
                        IllegalStateException refusal =
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> endpoint.send("to whom?"));
                        assertTrue(refusal.getMessage().contains("is not connected"));
                        IllegalArgumentException unknown =
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () ->
                                                endpoint.send(
                                                        "x",
                                                        InetSocketAddress.createUnresolved(
                                                                "peer", 1)));
                        assertTrue(unknown.getMessage().contains("'peer' was not looked up"));
                        IllegalArgumentException family =
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () -> endpoint.send("x", new InetSocketAddress("::1", 9)));
                        assertTrue(family.getMessage().contains("another family"));
                    }
                });
    }

    @OnEngines
    void anEmptyDatagramIsADatagram(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = bound()) {
                        client.send("", server.sockName());
                        client.send(new byte[0], server.sockName());
                        assertTrue(client.trySend(ByteBuffer.allocate(0), server.sockName()));
                        client.send("full", server.sockName());

                        assertEquals("", server.receive().text());
                        assertEquals(client.sockName(), server.receive(ByteBuffer.allocate(0)));
                        assertEquals(0, server.receive().data().length);
                        assertEquals("full", server.receive().text());
                        assertEquals(4, server.statistics().received());
                        assertEquals(4, client.statistics().sent());
                        assertEquals(4, client.statistics().sentBytes());
                    }
                });
    }

    @OnEngines
    void aConnectedEndpointSendsEmptyDatagramsOrSaysThatItCannot(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        if (engine.equals("nio")) {
                            IOException refusal =
                                    assertThrows(IOException.class, () -> client.send(""));
                            assertTrue(refusal.getMessage().contains("no empty datagrams"));
                        } else {
                            client.send("");
                            assertEquals("", server.receive().text());
                        }
                    }
                });
    }

    @OnEngines
    void allKindsOfDataCanBeSent(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        ByteBuffer part = ByteBuffer.wrap("..part..".getBytes(UTF_8), 2, 4);
                        ByteBuffer direct =
                                ByteBuffer.allocateDirect(10).put(2, "native".getBytes(UTF_8));
                        direct.position(2).limit(8);
                        client.send("grüße");
                        client.send(new byte[] {1, 2, 3});
                        client.send(part);
                        client.send(direct);
                        client.send(buffer("read only").asReadOnlyBuffer(), server.sockName());

                        assertEquals("grüße", server.receive().text());
                        assertArrayEquals(new byte[] {1, 2, 3}, server.receive().data());
                        assertEquals("part", server.receive().text());
                        assertEquals("native", server.receive().text());
                        assertEquals("read only", server.receive().text());
                        assertEquals(6, part.position());
                        assertEquals(8, direct.position());
                    }
                });
    }

    @OnEngines
    void aDatagramIsAsLongAsUdpAllowsAndNoLonger(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        byte[] longest = new byte[65_507];
                        longest[65_506] = 42;
                        client.send(longest);
                        assertArrayEquals(longest, server.receive().data());

                        ByteBuffer longer = ByteBuffer.allocate(65_508);
                        IOException refusal =
                                assertThrows(IOException.class, () -> client.send(longer));
                        assertEquals(
                                "Cannot send a datagram of 65508 bytes to 127.0.0.1:"
                                        + server.port()
                                        + ": Message too long. UDP takes 65507 bytes at most.",
                                refusal.getMessage());
                        assertEquals(0, longer.position());
                        IOException huge =
                                assertThrows(
                                        IOException.class,
                                        () -> client.send(new byte[1_000_000], server.sockName()));
                        assertTrue(
                                huge.getMessage().contains("Message too long"), huge.getMessage());

                        client.send("still usable");
                        assertEquals("still usable", server.receive().text());
                    }
                });
    }

    @OnEngines
    void aPeerOfTheJdkIsAnswered(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramSocket peer = new DatagramSocket(ANY_PORT)) {
                        Task<String> answer =
                                createTask(() ->
                                        toThread(() -> {
                                            peer.send(packet("from the JDK", server.sockName()));
                                            DatagramPacket received =
                                                    new DatagramPacket(new byte[99], 99);
                                            peer.receive(received);
                                            return new String(
                                                    received.getData(), 0, received.getLength());
                                        }));
                        Datagram question = server.receive();
                        assertEquals("from the JDK", question.text());
                        assertEquals(peer.getLocalSocketAddress(), question.sender());
                        server.send("from the loop", question.sender());
                        assertEquals("from the loop", answer.await());
                    }
                });
    }

    private static DatagramPacket packet(String text, SocketAddress target) {
        byte[] data = text.getBytes(UTF_8);
        return new DatagramPacket(data, data.length, target);
    }

    @OnEngines
    void receivesIntoABufferAndKeepsWhatDoesNotFit(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        client.send("fits");
                        client.send("too long");
                        client.send("next");
                        for (ByteBuffer target :
                                List.of(ByteBuffer.allocate(12), ByteBuffer.allocateDirect(12))) {
                            target.position(3);
                            assertEquals(client.sockName(), server.receive(target));
                            assertEquals(7, target.position());
                            assertEquals(
                                    "fits", UTF_8.decode(target.flip().position(3)).toString());

                            ByteBuffer small = ByteBuffer.allocate(7);
                            for (int attempt = 0; attempt < 2; attempt++) {
                                LimitExceededException refusal =
                                        assertThrows(
                                                LimitExceededException.class,
                                                () -> server.receive(small));
                                assertEquals(8, refusal.consumed());
                                assertEquals(0, small.position());
                            }
                            assertEquals(client.sockName(), server.receive(ByteBuffer.allocate(8)));
                            assertEquals("next", server.receive().text());

                            client.send("fits");
                            client.send("too long");
                            client.send("next");
                        }
                        ByteBuffer small = ByteBuffer.allocate(4);
                        server.receive(small);
                        assertThrows(
                                LimitExceededException.class,
                                () -> server.receive(ByteBuffer.allocate(1)));
                        assertEquals("too long", server.receive().text());
                        assertEquals("next", server.receive().text());
                        assertEquals(9, server.statistics().received());
                        assertEquals(3 * 16, server.statistics().receivedBytes());
                    }
                });
    }

    @OnEngines
    void tryingNeverWaits(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        assertNull(server.tryReceive());
                        ByteBuffer data = buffer("now");
                        assertTrue(client.trySend(data));
                        assertFalse(data.hasRemaining());
                        client.send("later");
                        server.receive(); // The loop has seen that something came.
                        assertEquals("later", server.tryReceive().text());
                        assertNull(server.tryReceive());

                        Task<Datagram> waiting = createTask(() -> server.receive());
                        letThemWait();
                        client.send("for who waits");
                        assertNull(server.tryReceive());
                        assertEquals("for who waits", waiting.await().text());
                    }
                });
    }

    // ---------------------------------------------------------------- several tasks

    @OnEngines
    void whoHasWaitedLongestGetsTheFirst(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<String> trail = new ArrayList<>();
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        List<Task<Void>> receivers = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            int number = i;
                            receivers.add(
                                    createTask(() -> {
                                        trail.add(number + " gets " + server.receive().text());
                                        trail.add(number + " gets " + server.receive().text());
                                    }));
                        }
                        letThemWait();
                        assertEquals(3, server.statistics().waitingToReceive());
                        for (String text : List.of("a", "b", "c", "d", "e", "f")) {
                            client.send(text);
                        }
                        gather(receivers);
                    }
                    assertEquals(
                            List.of(
                                    "0 gets a",
                                    "1 gets b",
                                    "2 gets c",
                                    "0 gets d",
                                    "1 gets e",
                                    "2 gets f"),
                            trail);
                });
    }

    @OnEngines
    void aCancelledReceiverLosesNothing(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        Task<Datagram> first = createTask(() -> server.receive());
                        Task<Datagram> second = createTask(() -> server.receive());
                        Task<Datagram> third = createTask(() -> server.receive());
                        letThemWait();
                        second.cancel();
                        assertThrows(CancelledError.class, second::await);
                        client.send("one");
                        assertEquals("one", first.await().text());
                        letThemWait();
                        third.cancel();
                        assertThrows(CancelledError.class, third::await);
                        assertEquals(0, server.statistics().waitingToReceive());
                        client.send("two");
                        assertEquals("two", server.receive().text());
                    }
                });
    }

    /** Wherever the cancellation falls: before, at or after the wake-up. */
    @OnEngines
    void aCancellationAtAnyMomentLosesNothing(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        int cancelled = 0;
                        for (int turns = 0; turns < 12; turns++) {
                            for (int receivers = 1; receivers <= 3; receivers++) {
                                List<Task<Datagram>> tasks = new ArrayList<>();
                                for (int i = 0; i < receivers; i++) {
                                    tasks.add(createTask(() -> server.receive()));
                                }
                                letThemWait();
                                client.send("datagram");
                                for (int i = 0; i < turns; i++) {
                                    sleep(i % 2 == 0 ? Duration.ZERO : Duration.ofNanos(30_000));
                                }
                                tasks.forEach(Task::cancel);
                                int received = 0;
                                for (Task<Datagram> task : tasks) {
                                    try {
                                        task.await();
                                        received++;
                                    } catch (CancelledError e) {
                                        cancelled++;
                                    }
                                }
                                if (received == 0) {
                                    received++;
                                    assertEquals("datagram", server.receive().text());
                                }
                                assertEquals(1, received);
                                assertNull(server.tryReceive());
                                assertEquals(0, server.statistics().waitingToReceive());
                            }
                        }
                        assertTrue(cancelled > 0);
                        assertEquals(36, server.statistics().received());
                    }
                });
    }

    @OnEngines
    void aTimeOutLeavesTheEndpointUsable(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        assertTrue(
                                moveOnAfter(
                                                millis(10),
                                                _ -> {
                                                    server.receive();
                                                })
                                        .cancelledCaught());
                        client.send("after it");
                        assertEquals("after it", server.receive().text());
                    }
                });
    }

    @OnEngines
    void aFloodStarvesNobody(String engine) throws IOException {
        run(
                engine,
                () -> {
                    List<Integer> seen = new ArrayList<>();
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        int[] received = {0};
                        Task<Void> receiver =
                                createTask(() -> {
                                    while (received[0] < 150) {
                                        server.receive();
                                        received[0]++;
                                    }
                                });
                        createTask(() -> {
                            while (received[0] < 150) {
                                seen.add(received[0]);
                                sleep(Duration.ZERO);
                            }
                        });
                        for (int i = 0; i < 150; i++) {
                            assertTrue(client.trySend(buffer("x")));
                        }
                        receiver.await();
                    }
                    assertTrue(
                            seen.stream().anyMatch(count -> count >= 60 && count <= 68), "" + seen);
                    assertTrue(
                            seen.stream().anyMatch(count -> count >= 120 && count <= 136),
                            "" + seen);
                });
    }

    // ---------------------------------------------------------------- errors and drops

    private static SocketAddress nobody() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(ANY_PORT)) {
            return socket.getLocalSocketAddress();
        }
    }

    @OnEngines
    void thatNobodyReceivesIsToldOnce(String engine) throws IOException {
        run(
                engine,
                () -> {
                    SocketAddress nobody = nobody();
                    try (DatagramEndpoint client = createDatagramEndpoint(null, nobody)) {
                        Task<Datagram> waiting = createTask(() -> client.receive());
                        Task<Datagram> next = createTask(() -> client.receive());
                        letThemWait();
                        client.send("hello?");
                        PortUnreachableException told =
                                assertThrows(
                                        PortUnreachableException.class,
                                        () -> waiting.await(IOException.class));
                        assertTrue(told.getMessage().startsWith("Nobody receives at 127.0.0.1:"));
                        letThemWait();
                        assertFalse(next.isDone());

                        try (DatagramEndpoint server = createDatagramEndpoint(nobody)) {
                            client.send("now?");
                            Datagram question = server.receive();
                            server.send("yes", question.sender());
                            assertEquals("yes", next.await().text());
                        }
                        settle(); // Until then the system may keep the port.

                        client.send("and now?");
                        assertThrows(PortUnreachableException.class, () -> client.receive());
                        client.send("still not?");
                        ByteBuffer data = buffer("hm");
                        assertThrows(PortUnreachableException.class, () -> client.send(data));
                        assertEquals(0, data.position());
                        client.send(data);
                        assertThrows(PortUnreachableException.class, () -> client.tryReceive());
                    }
                });
    }

    @OnEngines
    void anIterationGoesOnAfterAnError(String engine) throws IOException {
        run(
                engine,
                () -> {
                    SocketAddress nobody = nobody();
                    try (DatagramEndpoint client = createDatagramEndpoint(null, nobody)) {
                        var datagrams = client.iterator();
                        client.send("hello?");
                        UncheckedIOException told =
                                assertThrows(UncheckedIOException.class, datagrams::hasNext);
                        assertTrue(told.getCause() instanceof PortUnreachableException);
                        try (DatagramEndpoint server = createDatagramEndpoint(nobody)) {
                            server.send("here I am", client.sockName());
                            assertTrue(datagrams.hasNext());
                            assertTrue(datagrams.hasNext());
                            assertEquals("here I am", datagrams.next().text());
                        }
                    }
                });
    }

    @OnEngines
    void whatIsTooLongIsDroppedAndCounted(String engine) throws IOException {
        run(
                engine,
                () -> {
                    DatagramOptions options =
                            DatagramOptions.DEFAULT.withLocalAddress(ANY_PORT).withMaxSize(5);
                    try (DatagramEndpoint server = createDatagramEndpoint(options);
                            DatagramEndpoint client = connectedTo(server)) {
                        client.send("five!");
                        client.send("longer");
                        client.send("short");
                        client.send("longer");
                        assertEquals("five!", server.receive().text());
                        assertEquals("short", server.receive().text());
                        assertNull(server.tryReceive());
                        assertEquals(2, server.statistics().tooLong());
                        assertEquals(2, server.statistics().received());
                    }
                });
    }

    /** It is the system's buffer that overflows: the endpoint keeps nothing that nobody wants. */
    @OnEngines
    void aFloodWithoutAReceiverIsDroppedByTheSystem(String engine) throws IOException {
        run(
                engine,
                () -> {
                    DatagramOptions options =
                            DatagramOptions.DEFAULT
                                    .withLocalAddress(ANY_PORT)
                                    .withReceiveBufferSize(16 * 1024);
                    try (DatagramEndpoint server = createDatagramEndpoint(options)) {
                        int flood = 2000;
                        toThread(() -> {
                            try (DatagramSocket peer = new DatagramSocket()) {
                                for (int i = 0; i < flood; i++) {
                                    peer.send(
                                            new DatagramPacket(
                                                    new byte[1024], 1024, server.sockName()));
                                }
                            }
                        });
                        int received = 0;
                        server.receive();
                        received++;
                        while (server.tryReceive() != null) {
                            received++;
                        }
                        assertTrue(received < 64, received + " of 1 KiB were kept in 16 KiB");
                        long dropped = server.statistics().droppedBySystem();
                        assertTrue(
                                dropped == flood - received
                                        || engine.equals("nio") && dropped == -1,
                                received + " received, " + dropped + " dropped");
                    }
                });
    }

    @OnEngines
    void broadcastMustBeAllowed(String engine) throws IOException {
        run(
                engine,
                () -> {
                    InetSocketAddress everybody = new InetSocketAddress("127.255.255.255", 9);
                    try (DatagramEndpoint endpoint =
                            createDatagramEndpoint(DatagramOptions.DEFAULT)) {
                        IOException refusal =
                                assertThrows(
                                        IOException.class, () -> endpoint.send("hi", everybody));
                        assertTrue(
                                refusal.getMessage().contains("allowBroadcast"),
                                refusal.getMessage());
                    }
                    DatagramOptions options = DatagramOptions.DEFAULT.withAllowBroadcast(true);
                    try (DatagramEndpoint server = createDatagramEndpoint(options);
                            DatagramEndpoint client = createDatagramEndpoint(options)) {
                        client.send("hi", new InetSocketAddress("127.255.255.255", server.port()));
                        assertEquals("hi", server.receive().text());
                    }
                });
    }

    // ---------------------------------------------------------------- the end

    @OnEngines
    void closeWakesEverybody(String engine) throws IOException {
        run(
                engine,
                () -> {
                    DatagramEndpoint endpoint = bound();
                    SocketAddress address = endpoint.sockName();
                    List<Task<Datagram>> receivers = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        receivers.add(createTask(() -> endpoint.receive()));
                    }
                    Task<Integer> loop =
                            createTask(() -> {
                                int count = 0;
                                for (Datagram _ : endpoint) {
                                    count++;
                                }
                                return count;
                            });
                    Task<Void> end = createTask(() -> endpoint.waitClosed());
                    letThemWait();
                    assertFalse(endpoint.isClosing());
                    assertFalse(end.isDone());

                    endpoint.close();
                    endpoint.close();
                    endpoint.abort();

                    assertTrue(endpoint.isClosing());
                    end.await();
                    for (Task<Datagram> receiver : receivers) {
                        SocketException told =
                                assertThrows(
                                        SocketException.class,
                                        () -> receiver.await(IOException.class));
                        assertTrue(
                                told.getMessage().endsWith("has been closed."), told.getMessage());
                    }
                    assertEquals(0, loop.await());
                    assertThrows(SocketException.class, () -> endpoint.send("late", address));
                    assertThrows(
                            SocketException.class, () -> endpoint.trySend(buffer("late"), address));
                    assertThrows(SocketException.class, endpoint::tryReceive);
                    assertThrows(
                            SocketException.class,
                            () -> endpoint.getOption(StandardSocketOptions.SO_RCVBUF));
                    assertFalse(endpoint.iterator().hasNext());
                    assertEquals(address, endpoint.sockName());
                    assertEquals(-1, endpoint.statistics().droppedBySystem());
                    assertEquals(
                            "UDP endpoint 127.0.0.1:" + endpoint.port() + ", closed",
                            "" + endpoint);
                });
    }

    @OnEngines
    void whatALoopLeavesOpenIsClosedWithIt(String engine) throws IOException {
        AtomicReference<DatagramEndpoint> left = new AtomicReference<>();
        run(engine, () -> left.set(bound()));
        DatagramEndpoint endpoint = left.get();
        while (!endpoint.isClosing()) {
            Thread.onSpinWait(); // The loop's thread closes what is left when run() has returned.
        }
        run(
                engine,
                () -> {
                    assertThrows(SocketException.class, endpoint::receive);
                    try (DatagramEndpoint successor = createDatagramEndpoint(endpoint.sockName())) {
                        assertEquals(endpoint.sockName(), successor.sockName());
                    }
                    endpoint.close();
                });
        endpoint.close();
    }

    @OnEngines
    void otherThreadsAreRefused(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint endpoint = bound()) {
                        toThread(() -> {
                            assertThrows(IllegalStateException.class, endpoint::receive);
                            assertThrows(IllegalStateException.class, endpoint::tryReceive);
                            assertThrows(IllegalStateException.class, endpoint::close);
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> endpoint.send("x", ANY_PORT));
                            IllegalStateException refusal =
                                    assertThrows(IllegalStateException.class, endpoint::statistics);
                            assertTrue(
                                    refusal.getMessage()
                                            .startsWith("This DatagramEndpoint belongs to"));
                        });
                        assertFalse(endpoint.isClosing());
                    }
                });
        assertThrows(IllegalStateException.class, () -> bound());
    }

    // ---------------------------------------------------------------- addresses and options

    @OnEngines
    void withoutAnAddressItGetsAFreePort(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = createDatagramEndpoint(DatagramOptions.DEFAULT);
                            DatagramEndpoint client = bound()) {
                        assertTrue(server.port() > 0);
                        client.send("found", new InetSocketAddress("127.0.0.1", server.port()));
                        assertEquals("found", server.receive().text());
                    }
                });
    }

    @OnEngines
    void namesAreLookedUp(String engine) throws IOException {
        run(
                engine,
                () -> {
                    DatagramOptions local =
                            DatagramOptions.DEFAULT.withLocalAddress("127.0.0.1", 0);
                    try (DatagramEndpoint server = createDatagramEndpoint(local);
                            DatagramEndpoint client =
                                    createDatagramEndpoint(
                                            DatagramOptions.DEFAULT
                                                    .withFamily(StandardProtocolFamily.INET)
                                                    .withRemoteAddress(
                                                            "localhost", server.port()))) {
                        client.send("by name");
                        assertEquals("by name", server.receive().text());
                    }
                });
    }

    @OnEngines
    void addressesHaveToBeOfOneFamily(String engine) throws IOException {
        run(
                engine,
                () -> {
                    DatagramOptions options =
                            DatagramOptions.DEFAULT
                                    .withLocalAddress(ANY_PORT)
                                    .withFamily(StandardProtocolFamily.INET6);
                    IOException refusal =
                            assertThrows(IOException.class, () -> createDatagramEndpoint(options));
                    assertTrue(refusal.getMessage().contains("not of one family"));
                });
    }

    @OnEngines
    void anEndpointOfIpv6ReachesIpv4Too(String engine) throws IOException {
        run(
                engine,
                () -> {
                    DatagramOptions six =
                            DatagramOptions.DEFAULT.withFamily(StandardProtocolFamily.INET6);
                    try (DatagramEndpoint server = createDatagramEndpoint(six);
                            DatagramEndpoint client = createDatagramEndpoint(six);
                            DatagramEndpoint old = bound()) {
                        client.send("six", new InetSocketAddress("::1", server.port()));
                        Datagram received = server.receive();
                        assertEquals("six", received.text());
                        assertEquals(
                                new InetSocketAddress("::1", client.port()), received.sender());

                        old.send("four", new InetSocketAddress("127.0.0.1", server.port()));
                        Datagram question = server.receive();
                        assertEquals(old.sockName(), question.sender());
                        server.send("re: four", question.sender());
                        assertEquals("re: four", old.receive().text());
                    }
                });
    }

    @OnEngines
    void aPortIsSharedOnlyIfBothSay(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint first = bound()) {
                        BindException refusal =
                                assertThrows(
                                        BindException.class,
                                        () -> createDatagramEndpoint(first.sockName()));
                        assertTrue(refusal.getMessage().contains("127.0.0.1:" + first.port()));
                    }
                    DatagramOptions shared =
                            DatagramOptions.DEFAULT.withLocalAddress(ANY_PORT).withReusePort(true);
                    try (DatagramEndpoint first = createDatagramEndpoint(shared);
                            DatagramEndpoint second =
                                    createDatagramEndpoint(
                                            shared.withLocalAddress(first.sockName()))) {
                        assertEquals(first.port(), second.port());
                    }
                });
    }

    @OnEngines
    void optionsCanBeSetAndRead(String engine) throws IOException {
        run(
                engine,
                () -> {
                    DatagramOptions options =
                            DatagramOptions.DEFAULT
                                    .withSendBufferSize(20_000)
                                    .withAllowBroadcast(true);
                    try (DatagramEndpoint endpoint = createDatagramEndpoint(options)) {
                        assertTrue(endpoint.getOption(StandardSocketOptions.SO_SNDBUF) >= 20_000);
                        assertTrue(endpoint.getOption(StandardSocketOptions.SO_BROADCAST));
                        endpoint.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 7)
                                .setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false)
                                .setOption(StandardSocketOptions.SO_RCVBUF, 50_000);
                        assertEquals(7, endpoint.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
                        assertFalse(endpoint.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
                        assertTrue(endpoint.getOption(StandardSocketOptions.SO_RCVBUF) >= 50_000);
                        assertThrows(
                                UnsupportedOperationException.class,
                                () -> endpoint.getOption(StandardSocketOptions.TCP_NODELAY));
                        assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        endpoint.setOption(
                                                StandardSocketOptions.IP_MULTICAST_TTL, 256));
                    }
                });
    }

    @OnEngines
    void saysWhatItIs(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint server = bound();
                            DatagramEndpoint client = connectedTo(server)) {
                        assertEquals("UDP endpoint 127.0.0.1:" + server.port(), server.toString());
                        Task<Datagram> receiver = createTask(() -> client.receive());
                        letThemWait();
                        assertEquals(
                                "UDP endpoint 127.0.0.1:"
                                        + client.port()
                                        + " connected to 127.0.0.1:"
                                        + server.port()
                                        + ", 1 waiting to receive",
                                client.toString());
                        receiver.cancel();
                        server.send("five!", client.sockName());
                        assertEquals(
                                "datagram of 5 bytes from 127.0.0.1:" + server.port(),
                                client.receive().toString());
                    }
                });
    }

    // ---------------------------------------------------------------- multicast

    @OnEngines
    void membersOfAGroupReceiveWhatIsSentToIt(String engine) throws IOException {
        run(
                engine,
                () -> {
                    InetAddress group = InetAddress.getByName("239.255.77.1");
                    NetworkInterface loopback = NetworkInterface.getByName("lo");
                    DatagramOptions shared =
                            DatagramOptions.DEFAULT
                                    .withLocalAddress(new InetSocketAddress("0.0.0.0", 0))
                                    .withReusePort(true);
                    try (DatagramEndpoint first = createDatagramEndpoint(shared);
                            DatagramEndpoint second =
                                    createDatagramEndpoint(
                                            shared.withLocalAddress(first.sockName()));
                            DatagramEndpoint client = bound()) {
                        SocketAddress everyone = new InetSocketAddress(group, first.port());
                        client.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
                        assertEquals(
                                loopback, client.getOption(StandardSocketOptions.IP_MULTICAST_IF));

                        first.joinGroup(group, loopback);
                        second.joinGroup(group, loopback, InetAddress.getByName("127.0.0.1"));
                        client.send("to all", everyone);
                        assertEquals("to all", first.receive().text());
                        assertEquals("to all", second.receive().text());
                        assertThrows(SocketException.class, () -> first.joinGroup(group, loopback));

                        first.leaveGroup(group, loopback);
                        second.leaveGroup(group, loopback, InetAddress.getByName("127.0.0.1"));
                        SocketException refusal =
                                assertThrows(
                                        SocketException.class,
                                        () -> first.leaveGroup(group, loopback));
                        assertTrue(
                                refusal.getMessage()
                                        .startsWith(
                                                "Cannot leave the multicast group 239.255.77.1 on"
                                                        + " lo"),
                                refusal.getMessage());
                        first.joinGroup(group, loopback);
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> first.joinGroup(InetAddress.getByName("127.0.0.1")));
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> first.joinGroup(InetAddress.getByName("ff02::1")));
                    }
                });
    }

    /** Nothing is sent: not every machine has a route for it. */
    @OnEngines
    void aGroupOfIpv6(String engine) throws IOException {
        run(
                engine,
                () -> {
                    InetAddress group = InetAddress.getByName("ff01::7701");
                    NetworkInterface loopback = NetworkInterface.getByName("lo");
                    DatagramOptions six =
                            DatagramOptions.DEFAULT.withFamily(StandardProtocolFamily.INET6);
                    try (DatagramEndpoint endpoint = createDatagramEndpoint(six)) {
                        endpoint.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback)
                                .setOption(StandardSocketOptions.IP_MULTICAST_TTL, 3)
                                .setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
                        assertEquals(
                                loopback,
                                endpoint.getOption(StandardSocketOptions.IP_MULTICAST_IF));
                        assertEquals(3, endpoint.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
                        assertFalse(endpoint.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));

                        endpoint.joinGroup(group, loopback);
                        assertTrue(isMember("7701"));
                        SocketException refusal =
                                assertThrows(
                                        SocketException.class,
                                        () -> endpoint.joinGroup(group, loopback));
                        assertTrue(refusal.getMessage().endsWith("Address already in use"));
                        endpoint.leaveGroup(group, loopback);
                        assertFalse(isMember("7701"));
                        assertThrows(
                                SocketException.class, () -> endpoint.leaveGroup(group, loopback));
                    }
                });
    }

    /** What the system says. */
    private static boolean isMember(String end) throws IOException {
        return Files.readString(Path.of("/proc/net/igmp6")).contains(end + " ");
    }

    // ---------------------------------------------------------------- back-pressure

    /** UDP over the loopback is never full, but a Unix socket is, by a few datagrams. */
    private static DatagramEndpoint unix(Path file) throws IOException {
        return createDatagramEndpoint(new DomainSocketAddress(file.toString()));
    }

    private static int fill(DatagramEndpoint client, SocketAddress target) throws IOException {
        int sent = 0;
        while (client.trySend(buffer("datagram " + sent), target)) {
            sent++;
        }
        return sent;
    }

    private static void receiveAll(DatagramEndpoint server, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertEquals("datagram " + i, server.receive().text());
        }
    }

    private void eachWay(Path folder, String engine, BackPressure body) throws IOException {
        for (boolean connected : List.of(true, false)) {
            Path file = folder.resolve("server");
            run(
                    engine,
                    () -> {
                        try (DatagramEndpoint server = unix(file);
                                DatagramEndpoint client =
                                        createDatagramEndpoint(
                                                new DomainSocketAddress(file + "-client"),
                                                connected ? server.sockName() : null)) {
                            body.run(server, client);
                        }
                    });
        }
    }

    private interface BackPressure {
        void run(DatagramEndpoint server, DatagramEndpoint client) throws IOException;
    }

    @NativeEngines
    void whoSendsTooMuchWaits(String engine, @TempDir Path folder) throws IOException {
        eachWay(
                folder,
                engine,
                (server, client) -> {
                    int sent = fill(client, server.sockName());
                    assertTrue(sent > 0);
                    ByteBuffer data = buffer("datagram " + sent);
                    Task<Void> sender = createTask(() -> client.send(data, server.sockName()));
                    Task<Void> next =
                            createTask(
                                    () -> client.send("datagram " + (sent + 1), server.sockName()));
                    settle();
                    assertFalse(sender.isDone());
                    assertEquals(0, data.position());
                    assertFalse(client.trySend(buffer("overtakes"), server.sockName()));

                    receiveAll(server, sent);
                    gather(List.of(sender, next));
                    assertFalse(data.hasRemaining());
                    // In the order in which they came only where the system says who is next.
                    Set<String> last = Set.of(server.receive().text(), server.receive().text());
                    assertEquals(Set.of("datagram " + sent, "datagram " + (sent + 1)), last);
                    assertEquals(sent + 2, client.statistics().sent());
                    assertEquals(0, client.statistics().waitingToSend());
                });
    }

    @NativeEngines
    void aCancelledSendWasNotSent(String engine, @TempDir Path folder) throws IOException {
        eachWay(
                folder,
                engine,
                (server, client) -> {
                    int sent = fill(client, server.sockName());
                    List<Task<Void>> senders = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        senders.add(createTask(() -> client.send("late", server.sockName())));
                    }
                    settle();
                    senders.forEach(Task::cancel);
                    for (Task<Void> sender : senders) {
                        assertThrows(CancelledError.class, sender::await);
                    }
                    receiveAll(server, sent);
                    assertNull(server.tryReceive());
                    client.send("afterwards", server.sockName());
                    assertEquals("afterwards", server.receive().text());
                    assertEquals(sent + 1, client.statistics().sent());
                });
    }

    /** Wherever the cancellation falls: what was sent is what the senders say. */
    @NativeEngines
    void aCancellationOfASendAtAnyMomentIsTrue(String engine, @TempDir Path folder)
            throws IOException {
        eachWay(
                folder,
                engine,
                (server, client) -> {
                    for (int turns = 0; turns < 12; turns++) {
                        int sent = fill(client, server.sockName());
                        List<Task<Void>> senders = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            senders.add(createTask(() -> client.send("late", server.sockName())));
                        }
                        letThemWait();
                        assertEquals("datagram 0", server.receive().text());
                        assertEquals("datagram 1", server.receive().text());
                        for (int i = 0; i < turns; i++) {
                            sleep(i % 2 == 0 ? Duration.ZERO : Duration.ofNanos(150_000));
                        }
                        senders.forEach(Task::cancel);
                        int late = 0;
                        for (Task<Void> sender : senders) {
                            try {
                                sender.await();
                                late++;
                            } catch (CancelledError e) {
                                // It was not sent.
                            }
                        }
                        int received = 2;
                        while (server.tryReceive() != null) {
                            received++;
                        }
                        assertEquals(sent + late, received);
                    }
                });
    }

    @NativeEngines
    void closeWakesWhoWaitsToSend(String engine, @TempDir Path folder) throws IOException {
        eachWay(
                folder,
                engine,
                (server, client) -> {
                    fill(client, server.sockName());
                    Task<Void> first = createTask(() -> client.send("x", server.sockName()));
                    Task<Void> second = createTask(() -> client.send("x", server.sockName()));
                    settle();
                    client.close();
                    assertThrows(SocketException.class, () -> first.await(IOException.class));
                    assertThrows(SocketException.class, () -> second.await(IOException.class));
                });
    }

    @NativeEngines
    void oneReceiverWhoSleepsDoesNotHoldUpTheOthers(String engine, @TempDir Path folder)
            throws IOException {
        run(
                engine,
                () -> {
                    try (DatagramEndpoint sleeper = unix(folder.resolve("sleeper"));
                            DatagramEndpoint awake = unix(folder.resolve("awake"));
                            DatagramEndpoint client = unix(folder.resolve("client"))) {
                        fill(client, sleeper.sockName());
                        Task<Void> waiting =
                                createTask(() -> client.send("later", sleeper.sockName()));
                        settle();
                        client.send("now", awake.sockName());
                        assertEquals("now", awake.receive().text());
                        assertFalse(waiting.isDone());
                        waiting.cancel();
                    }
                });
    }
}
