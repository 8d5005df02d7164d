import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.net.Server;
import org.asyncio4j.test.Exploration;
import org.asyncio4j.test.ScheduleFailure;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.network.FaultPlan;
import org.asyncio4j.test.network.SimulatedHost;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/**
 * The example's store on a network whose hosts crash and whose links fail, with the order of tasks,
 * the faults and all delays by a seed.
 *
 * <p>Each of two clients writes 1, 2, 3 and so on under a name of its own and reads what the other
 * writes. What a read may return is known exactly: nothing older than what was confirmed, or read
 * by anybody, before the read began; nothing that nobody has begun to write.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicatedStoreTest {
    /** On a busy machine a step may stand still for a second, and that is no matter here. */
    private static final SimulationOptions OPTIONS =
            SimulationOptions.DEFAULT
                    .withSimulatedNetwork(true)
                    .withSlowStep(seconds(20))
                    .withTimeout(Duration.ofMinutes(5));

    private static final int PORT = 7000;

    /** How many seeds the right version has to survive, and how many a mistake may. */
    private static final int SEEDS = 10_000;

    private static final int SEEDS_TO_FIND = 2000;

    @Test
    void theStoreSurvivesTenThousandSeeds() {
        Exploration.Result result =
                Exploration.of(SEEDS)
                        .options(OPTIONS)
                        .run(simulation ->
                                new World(simulation, ReplicatedStore.Mistake.NONE).run());
        assertEquals(SEEDS, result.schedules());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aMistakeIsFoundAndItsSeedFindsItAgain(ReplicatedStore.Mistake mistake) {
        ScheduleFailure found =
                assertThrows(ScheduleFailure.class, () -> explore(SEEDS_TO_FIND, 0, mistake));
        assertTrue(found.getMessage().contains("seed"), found::getMessage);
        ScheduleFailure again =
                assertThrows(
                        ScheduleFailure.class, () -> explore(1, found.getSeed().value(), mistake));
        assertEquals(found.getCause().getMessage(), again.getCause().getMessage());
        assertEquals(found.getTrace(), again.getTrace());
    }

    private static void explore(int seeds, long first, ReplicatedStore.Mistake mistake) {
        Exploration.of(seeds)
                .options(OPTIONS)
                .firstSeed(first)
                .run(simulation -> new World(simulation, mistake).run());
    }

    // ---------------------------------------------------------------- the world

    /** Three nodes and two clients, each on a host of its own. */
    private static final class World {
        private static final Duration TROUBLE = millis(2500);

        private final SimulatedNetwork network;
        private final Random random;
        private final ReplicatedStore.Mistake mistake;
        private final Map<String, ReplicatedStore.Address> addresses = new LinkedHashMap<>();

        World(Simulation simulation, ReplicatedStore.Mistake mistake) {
            this.network = simulation.network();
            this.random = simulation.seed().random();
            this.mistake = mistake;
        }

        void run() throws Exception {
            for (String name : List.of("kv-1", "kv-2", "kv-3")) {
                addresses.put(name, new ReplicatedStore.Address(name, PORT));
                network.host(name);
            }
            network.links().jitter(millis(2));
            addresses.keySet().forEach(this::startNode);
            SimulatedHost left = network.host("left");
            SimulatedHost right = network.host("right");

            Task<Void> faults = network.faults(plan(left, right));
            Register leftRegister = new Register("a");
            Register rightRegister = new Register("b");
            Random leftRandom = new Random(random.nextLong());
            Random rightRandom = new Random(random.nextLong());
            List<Task<Void>> users = new ArrayList<>();
            users.add(
                    left.createTask(
                            () -> use("left", leftRegister, rightRegister, leftRandom, faults)));
            users.add(
                    right.createTask(
                            () -> use("right", rightRegister, leftRegister, rightRandom, faults)));
            for (Task<Void> user : users) {
                user.await(Exception.class);
            }
        }

        private FaultPlan plan(SimulatedHost... clients) {
            List<SimulatedHost> hosts = new ArrayList<>(List.of(clients));
            addresses.keySet().forEach(name -> hosts.add(network.host(name)));
            return FaultPlan.of(TROUBLE, hosts)
                    .withPartitions(millis(200), seconds(1))
                    .withDelays(seconds(1), millis(300), millis(100))
                    .withResets(seconds(1))
                    .withCrashes(seconds(1), millis(300));
        }

        private void startNode(String name) {
            ReplicatedStore.Disk disk = new ReplicatedStore.Disk();
            Map<String, ReplicatedStore.Address> others = new LinkedHashMap<>(addresses);
            others.remove(name);
            network.host(name)
                    .start(() -> {
                        Random chance = new Random(random.nextLong());
                        var node = new ReplicatedStore.Node(name, disk, chance, mistake);
                        try (Server _ = startServer(node::serve, "", PORT)) {
                            node.run(others);
                        }
                    });
        }

        private void use(
                String name, Register own, Register other, Random chance, Task<Void> faults)
                throws TimeoutException {
            ReplicatedStore.Client client = new ReplicatedStore.Client(name, addresses);
            try {
                while (!faults.isDone()) {
                    try {
                        if (chance.nextInt(3) == 0) {
                            timeout(seconds(1), () -> own.write(client));
                        } else {
                            timeout(seconds(1), () -> other.read(client));
                        }
                    } catch (TimeoutException e) {
                        // Nobody knows whether it was done.
                    }
                    sleep(millis(chance.nextInt(100)));
                }
                // All is well again: now everything has to work.
                timeout(seconds(20), () -> own.write(client));
                timeout(seconds(20), () -> other.read(client));
            } finally {
                client.close();
            }
        }
    }

    /** What is known of a value that one client writes. */
    private static final class Register {
        private final String name;
        private int begun;
        private int confirmed;
        private int seen;

        Register(String name) {
            this.name = name;
        }

        void write(ReplicatedStore.Client client) {
            int value = ++begun;
            client.put(name, Integer.toString(value));
            confirmed = value;
        }

        void read(ReplicatedStore.Client client) {
            int oldest = Math.max(confirmed, seen);
            String text = client.get(name);
            int value = text.equals("nothing") ? 0 : Integer.parseInt(text);
            assertTrue(
                    value >= oldest,
                    () ->
                            "At "
                                    + getRunningLoop().time()
                                    + " the store says that "
                                    + name
                                    + " is "
                                    + value
                                    + ", which was "
                                    + oldest
                                    + " before.");
            assertTrue(value <= begun, () -> name + " is " + value + ", which nobody has written");
            seen = Math.max(seen, value);
        }
    }
}
