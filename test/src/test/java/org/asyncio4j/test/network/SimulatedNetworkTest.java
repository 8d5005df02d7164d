package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.minutes;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.Net.getAddrInfo;
import static org.asyncio4j.net.Net.getNameInfo;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.DeadlockError;
import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.DatagramOptions;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.UncleanEndError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedNetworkTest {

    // ---------------------------------------------------------------- names

    @Test
    void hostsAreFoundByNameAndByAddress() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            SimulatedHost shop = network.host("Shop").alias("www.shop.example");
            assertEquals(shop, network.host("shop"));
            assertEquals("10.0.0.2", shop.address().getHostAddress());
            for (String name : List.of("shop", "SHOP", "www.shop.example", "www.shop.example.")) {
                assertEquals(List.of(shop.address()), getAddrInfo(name), name);
            }
            assertEquals("Shop", getNameInfo(shop.address()));
            assertEquals("test", getNameInfo(network.host("test").address()));
            assertEquals("10.0.0.99", getNameInfo(InetAddress.ofLiteral("10.0.0.99")));
            assertEquals("network of Shop, test", network.toString());
        });
    }

    @Test
    void namesThatNoHostCanHave() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            for (String name : List.of("", "10.0.0.1", "localhost", "a b", "-a")) {
                assertThrows(IllegalArgumentException.class, () -> network.host(name), name);
            }
            network.host("a");
            SimulatedHost b = network.host("b");
            assertThrows(IllegalArgumentException.class, () -> b.alias("a"));
        });
    }

    @Test
    void aLookUpTakesTheTimeItIsGiven() throws Exception {
        On.simulation(simulation -> {
            simulation.network().lookupTime(seconds(2));
            simulation.network().host("shop");
            getAddrInfo("shop");
            assertEquals(seconds(2), simulation.clock().time());
            assertThrows(UnknownHostException.class, () -> getAddrInfo("shopp"));
            assertEquals(seconds(4), simulation.clock().time());
            getAddrInfo("localhost");
            assertEquals(seconds(4), simulation.clock().time());
        });
    }

    @Test
    void theJdksMemoryOfANameLeadsToTheHostThatHasItNow() throws Exception {
        for (List<String> hosts : List.of(List.of("memory", "x"), List.of("x", "memory"))) {
            On.simulation(simulation -> {
                hosts.forEach(simulation.network()::host);
                On.echo(simulation, "memory");
                sleep(millis(1));
                InetAddress remembered = InetAddress.getByName("memory");
                try (var socket = new org.asyncio4j.net.LoopSocketFactory().createSocket()) {
                    socket.connect(new InetSocketAddress(remembered, 80));
                }
            });
        }
    }

    @Test
    void anAddressOfNobodyHasNoRoute() throws Exception {
        On.simulation(simulation -> {
            ConnectException error =
                    assertThrows(ConnectException.class, () -> openConnection("10.0.0.99", 80));
            assertTrue(error.getCause() instanceof NoRouteToHostException, error::toString);
            ConnectException other =
                    assertThrows(ConnectException.class, () -> openConnection("fd00::1", 80));
            assertTrue(other.getMessage().contains("o route to host"), other::getMessage);
        });
    }

    @Test
    void whoHasIpv6IsFoundUnderIt() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            network.host("test").withIpv6();
            SimulatedHost six = On.echo(simulation, "six").withIpv6();
            sleep(millis(1));
            assertEquals("fd00:0:0:0:0:0:0:2", six.addresses().get(1).getHostAddress());
            try (Connection connection = openConnection("fd00::2", 80)) {
                assertEquals("a", On.ask(connection, "a"));
            }
            ConnectException error =
                    assertThrows(
                            ConnectException.class,
                            () -> network.host("old").run(() -> openConnection("fd00::2", 80)));
            assertTrue(error.getMessage().contains("unreachable"), error::getMessage);
        });
    }

    @Test
    void thereAreNoUnixSockets() throws Exception {
        On.simulation(simulation -> {
            IOException error =
                    assertThrows(
                            IOException.class, () -> Net.openUnixConnection(Path.of("/tmp/x")));
            assertTrue(error.getMessage().contains("no Unix sockets"), error::getMessage);
            assertThrows(IOException.class, () -> Net.startUnixServer(_ -> {}, Path.of("/tmp/x")));
        });
    }

    // ---------------------------------------------------------------- time

    @Test
    void aRoundTripTakesTwiceTheLatency() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            simulation.network().link(far, simulation.network().host("test")).latency(millis(40));
            Connection connection = openConnection("far", 80);
            assertEquals(millis(80), simulation.clock().time());
            On.ask(connection, "a");
            assertEquals(millis(160), simulation.clock().time());
            connection.close();
        });
    }

    @Test
    void anIdleNetworkDoesNotHoldTheClock() throws Exception {
        On.simulation(simulation -> {
            On.echo(simulation, "idle");
            sleep(millis(1));
            Connection connection = openConnection("idle", 80);
            sleep(hours(24 * 365));
            assertEquals("still there", On.ask(connection, "still there"));
            connection.close();
        });
    }

    @Test
    void whoWaitsForAPeerThatSaysNothingIsInADeadlock() {
        DeadlockError error =
                assertThrows(
                        DeadlockError.class,
                        () ->
                                On.simulation(simulation -> {
                                    On.echo(simulation, "silent");
                                    sleep(millis(1));
                                    openConnection("silent", 80).readLine();
                                }));
        assertTrue(
                error.getMessage().contains("bytes from connection to 10.0.0.2:80"),
                error::getMessage);
    }

    @Test
    void aBacklogThatIsFullDelaysWhoConnects() throws Exception {
        On.simulation(simulation -> {
            Server server =
                    simulation
                            .network()
                            .host("busy")
                            .run(() ->
                                    startServer(
                                            _ -> sleep(seconds(10)),
                                            "",
                                            80,
                                            ServerOptions.DEFAULT
                                                    .withBacklog(1)
                                                    .withMaxConnections(1)));
            List<Duration> connected = new ArrayList<>();
            List<Task<Connection>> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(
                        createTask(() -> {
                            Connection connection = openConnection("busy", 80);
                            connected.add(simulation.clock().time());
                            return connection;
                        }));
            }
            for (Task<Connection> client : clients) {
                client.await(IOException.class).close();
            }
            assertTrue(connected.getFirst().compareTo(seconds(1)) < 0, connected::toString);
            assertTrue(connected.getLast().compareTo(seconds(10)) > 0, connected::toString);
            server.close();
            server.waitClosed();
        });
    }

    // ---------------------------------------------------------------- partitions

    @Test
    void aConnectionSurvivesAPartition() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            sleep(millis(1));
            Connection connection = openConnection("far", 80);
            sleep(millis(1)); // So that the other end knows it is connected.
            simulation.network().isolate(far);
            Task<String> answer = createTask(() -> On.ask(connection, "a"));
            sleep(minutes(10));
            assertFalse(answer.isDone());
            simulation.network().heal();
            assertEquals("a", answer.await(IOException.class));
            Duration after = simulation.clock().time().minus(minutes(10));
            assertTrue(after.compareTo(minutes(2)) <= 0, after::toString);
            assertEquals("b", On.ask(connection, "b"));
            connection.close();
        });
    }

    @Test
    void aPartitionThatLastsEndsAConnection() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            sleep(millis(1));
            Connection connection = openConnection("far", 80);
            simulation.network().isolate(far);
            SocketException error =
                    assertThrows(SocketException.class, () -> On.ask(connection, "a"));
            assertEquals(
                    "Cannot receive on the connection to 10.0.0.2:80: Connection timed out",
                    error.getMessage());
            long waited = simulation.clock().time().toMinutes();
            assertTrue(waited >= 15 && waited <= 18, () -> "after " + waited + " minutes");
            connection.close();
        });
    }

    @Test
    void theTimeForRetriesCanBeShorter() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            simulation.network().retransmissionTime(seconds(5));
            sleep(millis(1));
            Connection connection = openConnection("far", 80);
            simulation.network().isolate(far);
            assertThrows(SocketException.class, () -> On.ask(connection, "a"));
            long waited = simulation.clock().time().toSeconds();
            assertTrue(waited >= 5 && waited <= 7, () -> "after " + waited + " s");
            connection.close();
        });
    }

    @Test
    void inAPartitionNobodyConnects() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost far = On.echo(simulation, "far");
            simulation.network().isolate(far);
            ConnectException error =
                    assertThrows(ConnectException.class, () -> openConnection("far", 80));
            assertEquals("Cannot connect to 10.0.0.2:80: Connection timed out", error.getMessage());
            assertEquals(seconds(127), simulation.clock().time());
            assertThrows(
                    SocketTimeoutException.class,
                    () ->
                            openConnection(
                                    "far",
                                    80,
                                    org.asyncio4j.net.ConnectOptions.DEFAULT.withTimeout(
                                            seconds(3))));
            Task<Connection> connecting = createTask(() -> openConnection("far", 80));
            sleep(seconds(10));
            simulation.network().heal();
            Connection connection = connecting.await(IOException.class);
            assertEquals("a", On.ask(connection, "a"));
            connection.close();
        });
    }

    @Test
    void aPartitionIsBetweenGroups() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            List<SimulatedHost> hosts = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                hosts.add(On.echo(simulation, name));
            }
            sleep(millis(1));
            network.partition(hosts.subList(0, 2), hosts.subList(2, 3));
            hosts.getFirst()
                    .run(() -> {
                        assertEquals("x", On.ask("b", "x"));
                        assertThrows(
                                TimeoutException.class,
                                () -> timeout(seconds(9), () -> On.ask("c", "x")));
                    });
            assertEquals("x", On.ask("c", "x"));
            network.heal();
            hosts.getFirst().run(() -> assertEquals("x", On.ask("c", "x")));
        });
    }

    @Test
    void whatTheNetworkResetsIsResetAtBothEnds() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            List<String> trail = new ArrayList<>();
            SimulatedHost far = network.host("far");
            Server server =
                    far.run(() ->
                            startServer(
                                    client -> {
                                        try {
                                            client.readLine();
                                        } catch (SocketException e) {
                                            trail.add(e.getMessage());
                                            throw e;
                                        }
                                    },
                                    "",
                                    80));
            Connection connection = openConnection("far", 80);
            sleep(millis(1));
            network.link(network.host("test"), far).reset();
            SocketException error =
                    assertThrows(SocketException.class, () -> connection.readLine());
            assertEquals(
                    "Cannot receive on the connection to 10.0.0.2:80: Connection reset by peer",
                    error.getMessage());
            sleep(millis(1));
            assertEquals(
                    List.of(
                            "Cannot receive on the connection to 10.0.0.1:32768:"
                                    + " Connection reset by peer"),
                    trail);
            connection.close();
            server.close();
        });
    }

    // ---------------------------------------------------------------- datagrams

    @Test
    void groupsAndAll() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            InetAddress group = InetAddress.ofLiteral("239.1.2.3");
            List<String> trail = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                network.host(name)
                        .start(() -> {
                            try (DatagramEndpoint endpoint =
                                    createDatagramEndpoint(new InetSocketAddress("0.0.0.0", 9))) {
                                if (!name.equals("c")) {
                                    endpoint.joinGroup(group);
                                }
                                endpoint.forEach(datagram ->
                                        trail.add(name + " " + new String(datagram.data())));
                            }
                        });
            }
            sleep(millis(1));
            try (DatagramEndpoint sender =
                    createDatagramEndpoint(DatagramOptions.DEFAULT.withAllowBroadcast(true))) {
                sender.send("group", new InetSocketAddress(group, 9));
                sleep(millis(1));
                assertEquals(List.of("a group", "b group"), trail);
                trail.clear();
                sender.send("all", new InetSocketAddress("255.255.255.255", 9));
                sleep(millis(1));
                assertEquals(List.of("a all", "b all", "c all"), trail);
            }
            try (DatagramEndpoint sender =
                    createDatagramEndpoint(new InetSocketAddress("0.0.0.0", 0))) {
                SocketException error =
                        assertThrows(
                                SocketException.class,
                                () ->
                                        sender.send(
                                                "all",
                                                new InetSocketAddress("255.255.255.255", 9)));
                assertTrue(error.getMessage().contains("allowBroadcast"), error::getMessage);
            }
        });
    }

    @Test
    void aReceiverWhoDoesNotReceiveLosesDatagrams() throws Exception {
        On.simulation(simulation -> {
            DatagramEndpoint receiver =
                    simulation
                            .network()
                            .host("slow")
                            .run(() -> createDatagramEndpoint(new InetSocketAddress("0.0.0.0", 9)));
            try (DatagramEndpoint sender =
                    createDatagramEndpoint(DatagramOptions.DEFAULT.withRemoteAddress("slow", 9))) {
                for (int i = 0; i < 300; i++) {
                    sender.send(new byte[1000]);
                }
                sleep(millis(1));
                int received = 0;
                while (receiver.tryReceive() != null) {
                    received++;
                }
                assertEquals(140, received, "what 208 KiB hold");
                assertEquals(160, receiver.statistics().droppedBySystem());
            }
            receiver.close();
        });
    }

    // ---------------------------------------------------------------- what has happened

    /** Three hosts ask each other, with faults all the time. */
    private static List<String> story(long seed) throws Exception {
        List<String> story = new ArrayList<>();
        On.simulation(
                seed,
                simulation -> {
                    SimulatedNetwork network = simulation.network();
                    network.links().jitter(millis(3)).loss(0.05);
                    List<SimulatedHost> hosts = new ArrayList<>();
                    for (String name : List.of("a", "b", "c")) {
                        hosts.add(On.echo(simulation, name));
                    }
                    Task<Void> faults =
                            network.faults(
                                    FaultPlan.of(seconds(20), hosts)
                                            .withPartitions(seconds(1), seconds(1))
                                            .withDelays(seconds(2), seconds(1), millis(200))
                                            .withResets(seconds(2))
                                            .withCrashes(seconds(3), seconds(1)));
                    gather(
                            () -> askUntil(faults, "a", story),
                            () -> askUntil(faults, "b", story),
                            () -> askUntil(faults, "c", story));
                    story.addAll(network.events());
                    story.add(network.packets() + " packets");
                });
        return story;
    }

    private static void askUntil(Task<Void> end, String host, List<String> story) {
        while (!end.isDone()) {
            try {
                story.add(timeout(seconds(1), () -> On.ask(host, host)));
            } catch (IOException | TimeoutException e) {
                story.add(host + " " + e);
            }
            sleep(millis(50));
        }
    }

    @Test
    void theSameSeedIsTheSameStoryToTheLastByte() throws Exception {
        List<String> first = story(7);
        assertTrue(first.size() > 300, () -> "only " + first.size());
        assertEquals(first, story(7));
        assertNotEquals(first, story(8));
    }

    @Test
    void aFailureTellsWhatHappenedOnTheNetwork() {
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () ->
                                On.simulation(simulation -> {
                                    On.echo(simulation, "shop");
                                    sleep(millis(1));
                                    assertEquals("b", On.ask("shop", "a"));
                                }));
        String told = error.getSuppressed()[error.getSuppressed().length - 1].toString();
        assertTrue(told.startsWith("What happened on the network:\n"), told);
        assertTrue(told.contains("0.002000 s test:32768 > shop:80 connected\n"), told);
        assertTrue(told.contains("0.003000 s test:32768 > shop:80 closed"), told);
    }

    @Test
    void whatIsLeftOpenIsFound() {
        UncleanEndError error =
                assertThrows(
                        UncleanEndError.class,
                        () ->
                                On.simulation(simulation -> {
                                    On.echo(simulation, "shop");
                                    sleep(millis(1));
                                    openConnection("shop", 80);
                                }));
        assertTrue(
                error.getMessage().contains("open: test: connection to 10.0.0.2:80"),
                error::getMessage);
    }

    @Test
    void onTheRealNetworkThereIsNone() {
        IllegalStateException error =
                assertThrows(
                        IllegalStateException.class, () -> Simulation.run(Simulation::network));
        assertTrue(error.getMessage().contains("withSimulatedNetwork"), error::getMessage);
        assertFalse(SimulationOptions.DEFAULT.simulatedNetwork());
    }

    @Test
    void outsideOfALoopThereIsNone() {
        assertThrows(
                IllegalStateException.class,
                () -> new SimulatedNetwork(new org.asyncio4j.test.Seed(1)));
    }

    @Test
    void whoWantsToReadGetsNothingFromAClosedServer() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost shop = On.echo(simulation, "shop");
            sleep(millis(1));
            Connection connection = openConnection("shop", 80);
            sleep(millis(1));
            shop.kill();
            assertNull(connection.readLine());
            connection.close();
        });
    }
}
