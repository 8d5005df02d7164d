package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.minutes;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultPlanTest {

    @Test
    void whenItIsOverAllIsWell() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            On.simulation(
                    seed,
                    simulation -> {
                        SimulatedNetwork network = simulation.network();
                        List<SimulatedHost> hosts = new ArrayList<>();
                        for (String name : List.of("a", "b", "c")) {
                            hosts.add(On.echo(simulation, name));
                        }
                        network.faults(
                                        FaultPlan.of(minutes(2), hosts)
                                                .withPartitions(seconds(2), seconds(5))
                                                .withDelays(seconds(1), seconds(9), seconds(1))
                                                .withResets(seconds(5))
                                                .withCrashes(seconds(2), seconds(5)))
                                .await();
                        assertEquals(minutes(2), simulation.clock().time());
                        assertFalse(network.links().isCut());
                        sleep(millis(1));
                        for (SimulatedHost host : hosts) {
                            assertTrue(host.isUp());
                            Duration before = simulation.clock().time();
                            assertEquals("x", On.ask(host.name(), "x"));
                            assertEquals(millis(2), simulation.clock().time().minus(before));
                        }
                        String events = String.join("\n", network.events());
                        for (String kind : List.of("cut", "healed", "slowed", "crashed")) {
                            assertTrue(events.contains(kind), events);
                        }
                    });
        }
    }

    @Test
    void anEmptyPlanDoesNothing() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = simulation.network().host("a");
            simulation.network().faults(FaultPlan.of(seconds(5), List.of(host))).await();
            assertEquals(List.of(), simulation.network().events());
        });
    }

    @Test
    void aPlanThatCannotBe() throws Exception {
        On.simulation(simulation -> {
            SimulatedHost host = simulation.network().host("a");
            FaultPlan plan = FaultPlan.of(seconds(5), List.of(host));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> plan.withPartitions(Duration.ZERO, seconds(1)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> plan.withCrashes(seconds(1), seconds(-1)));
            assertThrows(IllegalArgumentException.class, () -> FaultPlan.of(seconds(1), List.of()));
            assertThrows(
                    IllegalArgumentException.class, () -> FaultPlan.of(seconds(-1), List.of(host)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> plan.withDelays(seconds(1), seconds(1), seconds(-1)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> simulation.network().lookupTime(seconds(-1)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> simulation.network().retransmissionTime(seconds(-1)));
        });
    }

    @Test
    void everyFaultIsBetweenDifferentHosts() throws Exception {
        for (int count = 1; count <= 3; count++) {
            List<String> names = List.of("test", "b", "c").subList(0, count);
            On.simulation(simulation -> {
                SimulatedNetwork network = simulation.network();
                if (names.size() == 1) {
                    network.host("other");
                }
                List<SimulatedHost> hosts = names.stream().map(network::host).toList();
                FaultPlan plan =
                        FaultPlan.of(minutes(5), hosts)
                                .withPartitions(seconds(1), seconds(1))
                                .withResets(seconds(1));
                Task<Void> faults = network.faults(plan);
                int cuts = 0;
                int healed = 0;
                for (; !faults.isDone(); sleep(millis(10))) {
                    if (network.links().isCut()) {
                        cuts++;
                    } else {
                        healed++;
                    }
                }
                faults.await();
                // About half of the time, unless some cuts cut nothing.
                int all = cuts + healed;
                assertTrue(cuts * 10 > all * 4, cuts + " of " + all);
                for (String event : network.events()) {
                    assertFalse(event.matches(".* (\\w+) > \\1 .*"), event);
                }
            });
        }
    }

    @Test
    void twoPlansAreNotTheSameFaults() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            FaultPlan plan =
                    FaultPlan.of(minutes(1), List.of(network.host("a"), network.host("b")))
                            .withPartitions(seconds(5), seconds(1));
            List<Duration> cuts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Duration begin = simulation.clock().time();
                Task<Void> faults = network.faults(plan);
                while (!network.links().isCut()) {
                    sleep(millis(1));
                }
                cuts.add(simulation.clock().time().minus(begin));
                faults.await();
            }
            assertNotEquals(cuts.getFirst(), cuts.getLast());
        });
    }

    @Test
    void whatSomebodyElseHasBrokenIsWellAtTheEndToo() throws Exception {
        On.simulation(simulation -> {
            SimulatedNetwork network = simulation.network();
            SimulatedHost host = On.echo(simulation, "a");
            sleep(millis(1));
            Task<Void> faults = network.faults(FaultPlan.of(seconds(5), List.of(host)));
            host.crash();
            network.isolate(host);
            faults.await();
            sleep(millis(1));
            assertEquals("x", On.ask("a", "x"));
        });
    }
}
