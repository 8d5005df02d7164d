package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.minutes;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.DatagramOptions;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.test.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinkTest {
    private static Link toTest(Simulation simulation, SimulatedHost host) {
        return simulation.network().link(host, simulation.network().host("test"));
    }

    private static byte[] data(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }

    private static Server sendsTo(SimulatedHost host, byte[] data) throws IOException {
        return host.run(() -> startServer(client -> client.write(data), "", 80));
    }

    @Test
    void bandwidthBoundsWhatGoesThrough() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = simulation.network().host("far");
            toTest(simulation, far).bandwidth(1_000_000);
            byte[] data = data(10_000_000);
            Server server = sendsTo(far, data);
            try (Connection connection = openConnection("far", 80)) {
                assertArrayEquals(data, connection.readAll());
            }
            long millis = simulation.clock().time().toMillis();
            assertTrue(millis >= 10_000 && millis <= 10_100, () -> millis + " ms");
            server.close();
        });
    }

    @Test
    void aSlowLinkDoesNotBreakConnections() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            toTest(simulation, far).bandwidth(10_000).latency(seconds(20));
            String line = "x".repeat(50_000);
            try (Connection connection = openConnection("far", 80)) {
                for (int i = 0; i < 5; i++) {
                    assertEquals(line, On.ask(connection, line));
                }
            }
            String events = String.join("\n", simulation.network().events());
            assertFalse(events.contains("lost"), events);
        });
    }

    @Test
    void whatIsLostOfAStreamIsOnlyLate() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = simulation.network().host("far");
            toTest(simulation, far).loss(0.2);
            byte[] data = data(1_000_000);
            Server server = sendsTo(far, data);
            try (Connection connection = openConnection("far", 80)) {
                assertArrayEquals(data, connection.readAll());
            }
            long millis = simulation.clock().time().toMillis();
            assertTrue(millis > 1000, () -> millis + " ms");
            server.close();
        });
    }

    @Test
    void cutsAmidALargeTransferLoseNothing() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            On.simulation(seed, LinkTest::transferWithCuts);
        }
    }

    private static void transferWithCuts(Simulation simulation) throws Exception {
        SimulatedHost far = simulation.network().host("far");
        SimulatedHost here = simulation.network().host("test");
        toTest(simulation, far).bandwidth(1_000_000).jitter(millis(2));
        byte[] data = data(2_000_000);
        Server server =
                far.run(() ->
                        startServer(
                                client -> {
                                    client.write(data);
                                    client.readLine(); // Else a close would wait for 30 s only.
                                },
                                "",
                                80));
        Connection connection = openConnection("far", 80);
        Task<byte[]> reader = createTask(() -> connection.readExactly(data.length));
        Random random = simulation.seed().random();
        List<Link> links =
                List.of(
                        simulation.network().link(here, far),
                        simulation.network().oneWay(here, far),
                        simulation.network().oneWay(far, here));
        int cuts = 0;
        for (; !reader.isDone(); cuts++) {
            sleep(millis(random.nextInt(300)));
            Link link = links.get(random.nextInt(links.size()));
            link.cut();
            assertTrue(link.isCut());
            sleep(millis(random.nextInt(300)));
            link.heal();
            assertTrue(cuts < 10_000, "it does not end");
        }
        assertTrue(cuts > 3, "not much of a test");
        assertArrayEquals(data, reader.await(IOException.class));
        connection.close();
        server.close();
    }

    @Test
    void aReaderWhoWasCutOffWhileTheWriterWaitedForRoomGetsTheRest() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = simulation.network().host("far");
            byte[] data = data(1_000_000);
            Server server = sendsTo(far, data);
            Connection connection = openConnection("far", 80);
            sleep(seconds(1));
            Link back = simulation.network().oneWay(simulation.network().host("test"), far);
            back.cut();
            Task<byte[]> reader = createTask(() -> connection.readAll());
            sleep(seconds(30)); // That there is room again gets lost.
            assertFalse(reader.isDone());
            back.heal();
            assertArrayEquals(data, reader.await(IOException.class));
            connection.close();
            server.close();
        });
    }

    @Test
    void whoIsHeardButNotAnsweredTimesOut() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = simulation.network().host("far");
            List<String> heard = new ArrayList<>();
            Server server =
                    far.run(() ->
                            startServer(
                                    client -> {
                                        for (String line : client.lines()) {
                                            heard.add(line);
                                        }
                                    },
                                    "",
                                    80));
            Connection connection = openConnection("far", 80);
            simulation.network().oneWay(far, simulation.network().host("test")).cut();
            connection.write("one\n");
            connection.write("two\n");
            SocketException error =
                    assertThrows(SocketException.class, () -> connection.readLine());
            assertTrue(error.getMessage().endsWith("Connection timed out"), error::getMessage);
            assertEquals(List.of("one", "two"), heard);
            connection.close();
            simulation.network().heal();
            sleep(hours(1));
            server.close();
            server.closeClients();
        });
    }

    // ---------------------------------------------------------------- datagrams

    /** What arrives of a hundred numbered datagrams. */
    private static List<Integer> arrivals(long seed, java.util.function.Consumer<Link> setting)
            throws Exception {
        List<Integer> arrived = new ArrayList<>();
        On.simulation(
                seed,
                simulation -> {
                    SimulatedHost far = simulation.network().host("far");
                    setting.accept(toTest(simulation, far));
                    DatagramEndpoint receiver =
                            far.run(() ->
                                    createDatagramEndpoint(new InetSocketAddress("0.0.0.0", 9)));
                    try (DatagramEndpoint sender =
                            createDatagramEndpoint(
                                    DatagramOptions.DEFAULT.withRemoteAddress("far", 9))) {
                        for (int i = 0; i < 100; i++) {
                            sender.send(new byte[] {(byte) i});
                            sleep(millis(1));
                        }
                        sleep(seconds(1));
                    }
                    for (var next = receiver.tryReceive();
                            next != null;
                            next = receiver.tryReceive()) {
                        arrived.add((int) next.data()[0]);
                    }
                    receiver.close();
                });
        return arrived;
    }

    @Test
    void datagramsGetLost() throws Exception {
        List<Integer> arrived = arrivals(1, link -> link.loss(0.3));
        assertTrue(arrived.size() > 50 && arrived.size() < 90, arrived::toString);
        assertEquals(List.copyOf(new TreeSet<>(arrived)), arrived);
        assertEquals(arrived, arrivals(1, link -> link.loss(0.3)));
        assertFalse(arrived.equals(arrivals(2, link -> link.loss(0.3))));
    }

    @Test
    void datagramsArriveTwice() throws Exception {
        List<Integer> arrived = arrivals(1, link -> link.duplication(0.3));
        assertTrue(arrived.size() > 110 && arrived.size() < 150, arrived::toString);
        assertEquals(100, new TreeSet<>(arrived).size());
    }

    @Test
    void datagramsAreOvertaken() throws Exception {
        List<Integer> arrived = arrivals(1, link -> link.reordering(0.3).latency(millis(2)));
        assertEquals(100, arrived.size());
        assertFalse(List.copyOf(new TreeSet<>(arrived)).equals(arrived));
    }

    @Test
    void jitterKeepsTheOrder() throws Exception {
        List<Integer> arrived = arrivals(1, link -> link.jitter(millis(20)));
        assertEquals(100, arrived.size());
        assertEquals(List.copyOf(new TreeSet<>(arrived)), arrived);
    }

    @Test
    void moreDatagramsThanALinkCanTakeGetLost() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = simulation.network().host("far");
            toTest(simulation, far).bandwidth(100_000);
            try (DatagramEndpoint sender =
                    createDatagramEndpoint(DatagramOptions.DEFAULT.withRemoteAddress("far", 9))) {
                for (int i = 0; i < 400; i++) {
                    sender.trySend(java.nio.ByteBuffer.allocate(1000));
                }
            }
            long lost =
                    simulation.network().events().stream()
                            .filter(event -> event.contains("queue full"))
                            .count();
            assertTrue(lost > 100 && lost < 200, () -> lost + " lost");
        });
    }

    @Test
    void whatCannotBe() throws Exception {
        On.simulation(simulation -> {
            Link link = simulation.network().links();
            Duration negative = Duration.ofSeconds(-1);
            assertThrows(IllegalArgumentException.class, () -> link.latency(negative));
            assertThrows(IllegalArgumentException.class, () -> link.jitter(negative));
            assertThrows(IllegalArgumentException.class, () -> link.bandwidth(-1));
            assertThrows(IllegalArgumentException.class, () -> link.loss(1.5));
            assertThrows(IllegalArgumentException.class, () -> link.duplication(-0.5));
            assertThrows(IllegalArgumentException.class, () -> link.reordering(Double.NaN));
        });
    }

    @Test
    void whatIsSetForAllLinksHoldsForHostsThatComeLater() throws Exception {
        On.simulation(simulation -> {
            simulation.network().links().latency(seconds(1));
            On.echo(simulation, "late");
            sleep(millis(1));
            Duration before = simulation.clock().time();
            openConnection("late", 80).close();
            assertEquals(seconds(2), simulation.clock().time().minus(before));
        });
    }

    // ---------------------------------------------------------------- what answers gets lost

    private static Link backFrom(Simulation simulation, SimulatedHost far) {
        return simulation.network().oneWay(far, simulation.network().host("test"));
    }

    @Test
    void aRefusalThatIsLostIsAskedForAgain() throws Exception {
        On.simulation(simulation -> {
            backFrom(simulation, simulation.network().host("far")).cut();
            Task<Connection> heals = createTask(() -> openConnection("far", 80));
            sleep(seconds(5));
            simulation.network().heal();
            ConnectException error =
                    assertThrows(ConnectException.class, () -> heals.await(IOException.class));
            assertTrue(error.getMessage().endsWith("Connection refused"), error::getMessage);
            assertTrue(simulation.clock().time().compareTo(seconds(10)) < 0);
        });
    }

    @Test
    void aRefusalThatNeverComesIsATimeOut() throws Exception {
        On.simulation(simulation -> {
            backFrom(simulation, simulation.network().host("far")).cut();
            ConnectException error =
                    assertThrows(
                            ConnectException.class,
                            () -> openConnection("far", 80, ConnectOptions.DEFAULT));
            assertTrue(error.getMessage().endsWith("Connection timed out"), error::getMessage);
        });
    }

    @Test
    void aResetThatIsLostIsAskedForAgain() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            sleep(millis(1));
            Connection connection = openConnection("far", 80);
            far.crash();
            sleep(seconds(1));
            far.restart();
            backFrom(simulation, far).cut();
            connection.write("hello\n");
            sleep(seconds(3));
            simulation.network().heal();
            SocketException error =
                    assertThrows(SocketException.class, () -> connection.readLine());
            assertTrue(error.getMessage().endsWith("reset by peer"), error::getMessage);
            assertTrue(simulation.clock().time().compareTo(seconds(10)) < 0);
            connection.close();
        });
    }

    @Test
    void whoGivesUpConnectingWithoutBeingHeardFillsNoBacklog() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = simulation.network().host("far");
            Link out = simulation.network().oneWay(simulation.network().host("test"), far);
            toTest(simulation, far).latency(millis(50));
            Server server =
                    far.run(() ->
                            startServer(On::repeat, "", 80, ServerOptions.DEFAULT.withBacklog(1)));
            for (int i = 0; i < 3; i++) {
                Task<Connection> impatient = createTask(() -> openConnection("far", 80));
                sleep(millis(75)); // The answer is on its way.
                impatient.cancel();
                sleep(millis(1));
                out.cut();
                sleep(millis(200));
                out.heal();
            }
            sleep(seconds(10));
            Duration before = simulation.clock().time();
            assertEquals("x", On.ask("far", "x"));
            assertTrue(simulation.clock().time().minus(before).compareTo(seconds(1)) < 0);
            server.close();
        });
    }

    @Test
    void whatIsSentAgainToOneWhoHasClosedMeanwhileDoesNotResetTheAnswer() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = simulation.network().host("far");
            Server server =
                    far.run(() ->
                            startServer(
                                    client -> {
                                        try (client) {
                                            client.readLine();
                                            sleep(millis(50));
                                            client.write("answer\n");
                                        }
                                    },
                                    "",
                                    80));
            Connection connection = openConnection("far", 80);
            sleep(millis(10));
            backFrom(simulation, far).cut();
            connection.write("question\n");
            sleep(millis(100));
            simulation.network().heal();
            assertEquals("answer", connection.readLine());
            connection.close();
            server.close();
        });
    }

    @Test
    void whoHearsOthersTalkButIsNotHeardTimesOut() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = simulation.network().host("far");
            simulation.network().retransmissionTime(minutes(1));
            Server server =
                    far.run(() ->
                            startServer(
                                    client -> {
                                        while (true) {
                                            client.write("x\n");
                                            sleep(millis(500));
                                        }
                                    },
                                    "",
                                    80));
            Connection connection = openConnection("far", 80);
            sleep(seconds(1));
            simulation.network().oneWay(simulation.network().host("test"), far).cut();
            connection.write("hello\n");
            SocketException error =
                    assertThrows(
                            SocketException.class,
                            () -> {
                                while (connection.readLine() != null) {
                                    assertTrue(simulation.clock().time().toMinutes() < 30);
                                }
                            });
            assertTrue(error.getMessage().endsWith("Connection timed out"), error::getMessage);
            long attempts =
                    simulation.network().events().stream()
                            .filter(event -> event.contains("6 bytes"))
                            .count();
            assertTrue(attempts < 12, () -> attempts + " attempts: the pauses do not grow");
            connection.close();
            server.close();
            server.closeClients();
            sleep(seconds(1)); // The other end hears of it when it writes next.
        });
    }

    // ---------------------------------------------------------------- all, none

    @Test
    void whereAllIsLostNobodyConnects() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            toTest(simulation, far).loss(1);
            ConnectException error =
                    assertThrows(ConnectException.class, () -> openConnection("far", 80));
            assertTrue(error.getMessage().endsWith("Connection timed out"), error::getMessage);
        });
    }

    @Test
    void whatIsLostAndSentAgainIsToldOf() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            toTest(simulation, far).loss(0.5);
            assertEquals("x", On.ask("far", "x"));
            String events = String.join("\n", simulation.network().events());
            assertTrue(events.contains("loss, and sent again"), events);
        });
    }

    @Test
    void aCutLosesAlsoWhatArrivesAfterIt() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            sleep(millis(1));
            Link link = toTest(simulation, far).latency(millis(100));
            Connection connection = openConnection("far", 80);
            connection.write("x\n");
            link.cut();
            sleep(millis(10));
            link.heal();
            Duration before = simulation.clock().time();
            assertEquals("x", connection.readLine());
            Duration late = simulation.clock().time().minus(before);
            assertTrue(late.compareTo(millis(400)) > 0, late::toString);
            connection.close();
        });
    }

    @Test
    void allLinksAreThoseOfLaterHostsToo() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            SimulatedHost a = network.host("a");
            Link all = network.links().cut();
            SimulatedHost later = network.host("later");
            assertTrue(network.link(a, later).isCut());
            assertFalse(network.link(later, later).isCut());
            all.heal();
            assertFalse(network.link(a, later).isCut());
            assertFalse(network.link(a, network.host("last")).isCut());
        });
    }

    @Test
    void aHostThatDoesNotReachItselfIsHealed() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            Link itself = network.link(network.host("a"), network.host("a")).cut();
            network.heal();
            assertFalse(itself.isCut());
        });
    }
}
