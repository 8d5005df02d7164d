package org.asyncio4j.bench.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.Suite;
import org.asyncio4j.bench.table.Languages;
import org.asyncio4j.bench.table.Languages.Installed;
import org.asyncio4j.bench.table.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Does every simulation once, small: that all come to the same result, not how fast. */
@Timeout(60)
class SimulationsSmokeTest {

    private static final Map<String, Suite> PEERS =
            Map.of(
                    "asyncio4j", new TestKitSimulations().suite(),
                    "asyncio4j-run", new LoopSimulations().suite(),
                    "kotlin", KotlinSimulations.suite());

    /** What a small amount of each simulation comes to, whoever does it. */
    private enum Expected {
        HEARTBEATS(1, 4_889, 8_892_385),
        QUEUE(60, 2_389, 53_942_327),
        SCHEDULES(5, 5, 105);

        private final int amount;
        private final long events;
        private final long checksum;

        Expected(int amount, long events, long checksum) {
            this.amount = amount;
            this.events = events;
            this.checksum = checksum;
        }

        String simulation() {
            return name().toLowerCase(Locale.ROOT);
        }

        void check(List<Sample> samples) {
            assertEquals(1, samples.size());
            assertEquals(simulation(), samples.getFirst().benchmark());
            assertEquals(events, samples.getFirst().operations());
            assertEquals("checksum=" + checksum, samples.getFirst().extra());
        }
    }

    static Stream<Arguments> simulations() {
        return PEERS.keySet().stream()
                .flatMap(peer ->
                        Stream.of(Expected.values()).map(expected -> Arguments.of(peer, expected)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("simulations")
    void comesToTheSameResult(String peer, Expected expected) throws Exception {
        expected.check(PEERS.get(peer).time(expected.simulation(), expected.amount, 0, 1));
    }

    @ParameterizedTest(name = "trio: {0}")
    @MethodSource("expectations")
    void trioComesToTheSameResult(Expected expected) throws Exception {
        Path root = Path.of(System.getProperty("basedir", "bench")).toAbsolutePath().getParent();
        Languages languages = new Languages(root, List.of(), List.of());
        Installed python = languages.pythonWithTrio();
        assumeTrue(python.isPresent(), python.absence());
        List<String> command =
                List.of(
                        python.path(),
                        languages.source("python/simulation.py"),
                        expected.simulation(),
                        expected.amount + "",
                        "0",
                        "1");
        expected.check(Program.run(command, Map.of()).samples());
    }

    static Stream<Expected> expectations() {
        return Stream.of(Expected.values());
    }

    /** Nothing is simulated here: the beats are just counted. */
    @Test
    void expectsAsManyHeartbeatsAsThereAre() {
        Tally tally = new Tally();
        for (int task = 0; task < Heartbeats.TASKS; task++) {
            long now = 0;
            for (int beat = 0;
                    (now += Heartbeats.pauseSeconds(task, beat))
                            <= 3_600L * Expected.HEARTBEATS.amount;
                    beat++) {
                tally.event(now);
            }
        }
        assertEquals(Expected.HEARTBEATS.events, tally.result().events());
        assertEquals(Expected.HEARTBEATS.checksum, tally.result().checksum());
    }
}
