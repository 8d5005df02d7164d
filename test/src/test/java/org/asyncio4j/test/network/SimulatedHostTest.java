package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.minutes;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.DatagramOptions;
import org.asyncio4j.net.Server;
import org.asyncio4j.test.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulatedHostTest {

    @Test
    void whatRunsOnAHostIsThere() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost here = simulation.network().host("here");
            assertEquals("10.0.0.1", own());
            assertEquals("10.0.0.2", here.run(() -> own()));
            assertEquals(
                    "10.0.0.2",
                    here.createTask(() -> createTask(() -> own()).await(IOException.class))
                            .await(IOException.class));
            List<String> trail = new ArrayList<>();
            here.createTask(() -> getRunningLoop().callSoon(() -> trail.add(own())));
            here.createTask(TaskOptions.named("named"), () -> trail.add(own()));
            sleep(millis(1));
            assertEquals(List.of("10.0.0.2", "10.0.0.2"), trail);
            assertEquals("10.0.0.1", own());
            assertEquals("here", here.toString());
        });
    }

    /** The address under which the caller's host is known. */
    private static String own() throws IOException {
        try (DatagramEndpoint endpoint =
                createDatagramEndpoint(DatagramOptions.DEFAULT.withRemoteAddress("test", 9))) {
            InetAddress address = ((InetSocketAddress) endpoint.sockName()).getAddress();
            return address.getHostAddress();
        }
    }

    @Test
    void localhostIsTheHostItself() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost one = On.echo(simulation, "one");
            sleep(millis(1));
            one.run(() -> {
                assertEquals("a", On.ask("localhost", "a"));
                assertEquals("a", On.ask("one", "a"));
            });
            assertThrows(ConnectException.class, () -> On.ask("localhost", "a"));
        });
    }

    // ---------------------------------------------------------------- crashes

    @Test
    void aCrashCancelsAllTasksOfTheHostAndNoOther() throws Exception {
        On.simulation(simulation -> {
            List<String> trail = new ArrayList<>();
            SimulatedHost host = simulation.network().host("host");
            Task<Void> other = createTask(() -> wait("other", trail));
            Task<Void> visitor = createTask(() -> sleep(seconds(1)));
            Task<Void> program =
                    host.start(() -> {
                        createTask(() -> {
                            createTask(() -> wait("grandchild", trail));
                            wait("child", trail);
                        });
                        taskGroup(group -> {
                            group.createTask(() -> wait("in a group", trail));
                        });
                    });
            sleep(millis(1));
            host.crash();
            assertFalse(host.isUp());
            assertThrows(CancelledError.class, () -> program.await());
            sleep(millis(1));
            trail.sort(null);
            assertEquals(List.of("child ends", "grandchild ends", "in a group ends"), trail);
            assertFalse(other.isDone());
            other.cancel();
            visitor.await();
        });
    }

    private static void wait(String who, List<String> trail) {
        try {
            sleep(hours(1));
        } finally {
            trail.add(who + " ends");
        }
    }

    @Test
    void theHandlersOfAServerEndWithItsHost() throws Exception {
        On.simulation(simulation -> {
            List<String> trail = new ArrayList<>();
            SimulatedHost host = simulation.network().host("host");
            host.start(() -> startServer(_ -> wait("handler", trail), "", 80).serveForever());
            sleep(millis(1));
            Connection connection = openConnection("host", 80);
            sleep(millis(1));
            host.crash();
            sleep(millis(1));
            assertEquals(List.of("handler ends"), trail);
            connection.abort();
        });
    }

    @Test
    void aCrashIsSilent() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = On.echo(simulation, "host");
            sleep(millis(1));
            Connection connection = openConnection("host", 80);
            Task<String> reader = createTask(() -> connection.readLine());
            sleep(millis(1));
            host.crash();
            sleep(hours(24));
            assertFalse(reader.isDone(), "nobody has said anything");
            connection.write("is anybody there?\n");
            SocketException error =
                    assertThrows(SocketException.class, () -> reader.await(IOException.class));
            assertTrue(error.getMessage().endsWith(": Connection timed out"), error::getMessage);
            connection.close();
        });
    }

    @Test
    void aHostThatWasRestartedKnowsNothingOfFormerConnections() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = On.echo(simulation, "host");
            sleep(millis(1));
            Connection connection = openConnection("host", 80);
            host.crash();
            sleep(seconds(1));
            host.restart();
            sleep(seconds(1));
            SocketException error =
                    assertThrows(SocketException.class, () -> On.ask(connection, "a"));
            assertTrue(
                    error.getMessage().endsWith(": Connection reset by peer"), error::getMessage);
            connection.close();
            assertEquals("b", On.ask("host", "b"));
        });
    }

    @Test
    void whoWritesDuringACrashIsResetAfterTheRestart() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = On.echo(simulation, "host");
            sleep(millis(1));
            Connection connection = openConnection("host", 80);
            host.crash();
            Task<String> answer = createTask(() -> On.ask(connection, "a"));
            sleep(minutes(1));
            host.restart(On::serve);
            assertThrows(SocketException.class, () -> answer.await(IOException.class));
            Duration late = simulation.clock().time().minus(minutes(1));
            assertTrue(late.compareTo(minutes(1)) <= 0, late::toString);
            connection.close();
        });
    }

    @Test
    void whatATaskDoesAfterTheCrashGetsNowhere() throws Exception {
        On.simulation(simulation -> {
            List<String> trail = new ArrayList<>();
            SimulatedHost peer = simulation.network().host("peer");
            Server server = peer.run(() -> startServer(On::repeat, "", 80));
            SimulatedHost host = simulation.network().host("host");
            host.start(() -> {
                try {
                    sleep(hours(1));
                } finally {
                    SocketException error =
                            assertThrows(
                                    SocketException.class, () -> openConnection("10.0.0.2", 80));
                    trail.add(error.getMessage());
                }
            });
            sleep(millis(1));
            host.crash();
            sleep(millis(1));
            assertTrue(trail.getFirst().contains("The host host has crashed"), trail::toString);
            server.close();
        });
    }

    @Test
    void whatIsKilledIsClosedByItsSystem() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = simulation.network().host("host");
            host.start(() -> startServer(_ -> sleep(hours(1)), "", 80).serveForever());
            sleep(millis(1));
            Connection quiet = openConnection("host", 80);
            Connection unread = openConnection("host", 80);
            unread.write("nobody reads this");
            sleep(millis(1));
            host.kill();
            assertNull(quiet.readLine());
            assertThrows(SocketException.class, () -> unread.readLine());
            quiet.close();
            unread.close();
            host.restart();
            sleep(millis(1));
            openConnection("host", 80).close();
        });
    }

    @Test
    void aHostThatIsDownRunsNothing() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = simulation.network().host("host");
            assertThrows(IllegalStateException.class, () -> host.restart());
            host.crash();
            host.crash();
            assertThrows(IllegalStateException.class, () -> host.run(() -> {}));
            assertThrows(IllegalStateException.class, () -> host.createTask(() -> {}));
            assertThrows(IllegalStateException.class, () -> host.start(() -> {}));
            assertNull(host.restart());
            host.run(() -> {});
        });
    }

    @Test
    void aHostIsStartedOnce() throws Exception {
        On.simulation(simulation -> {
            List<String> trail = new ArrayList<>();
            SimulatedHost host = simulation.network().host("host");
            host.start(() -> trail.add("one"));
            IllegalStateException error =
                    assertThrows(
                            IllegalStateException.class, () -> host.start(() -> trail.add("two")));
            assertTrue(error.getMessage().contains("createTask"), error::getMessage);
            sleep(millis(1));
            host.crash();
            host.restart();
            assertThrows(IllegalStateException.class, () -> host.start(() -> {}));
            sleep(millis(1));
            assertEquals(List.of("one", "one"), trail);
        });
    }

    @Test
    void aPowerFailureAfterAKillEndsItsSystem() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = simulation.network().host("host");
            simulation.network().retransmissionTime(minutes(1));
            host.start(() -> startServer(_ -> sleep(hours(1)), "", 80).serveForever());
            sleep(millis(1));
            Connection connection = openConnection("host", 80);
            sleep(millis(1));
            host.kill();
            host.crash();
            connection.write("is anybody there?");
            sleep(millis(1));
            String events = String.join("\n", simulation.network().events());
            assertTrue(events.contains("host crashed"), events);
            assertTrue(events.contains("17 bytes, host is down"), events);
            connection.abort();
        });
    }

    // ---------------------------------------------------------------- clocks

    @Test
    void aHostsClockIsWrongAsItWasTold() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = simulation.network().host("host");
            assertEquals(TestClock.BEGIN, host.clock().instant());
            host.skew(seconds(-3));
            assertEquals(TestClock.BEGIN.minusSeconds(3), host.clock().instant());
            sleep(hours(1));
            assertEquals(TestClock.BEGIN.plusSeconds(3597), host.clock().instant());
            host.drift(1000);
            sleep(seconds(1000));
            assertEquals(TestClock.BEGIN.plusSeconds(4598), host.clock().instant());
            host.drift(0);
            sleep(seconds(1000));
            assertEquals(TestClock.BEGIN.plusSeconds(5598), host.clock().instant());
            assertEquals(simulation.clock().instant().minusSeconds(2), host.clock().instant());
        });
    }
}
