package org.asyncio4j.test;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.RunOptions;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.sync.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExplorationTest {
    private static final String PROPERTY = "asyncio4j.seed";

    @AfterEach
    void forgetTheSeed() {
        System.clearProperty(PROPERTY);
    }

    /** Three tasks of some turns; what they did in which order. */
    private static String threeTasks(Simulation simulation) {
        StringBuilder trail = new StringBuilder();
        gather(() -> steps(trail, 'a'), () -> steps(trail, 'b'), () -> steps(trail, 'c'));
        return simulation.seed() + trail.toString();
    }

    private static void steps(StringBuilder trail, char name) {
        for (int i = 0; i < 4; i++) {
            trail.append(name);
            yieldNow();
        }
    }

    private static List<String> trailsOf(Exploration exploration) {
        List<String> trails = new ArrayList<>();
        exploration.run(simulation -> trails.add(threeTasks(simulation)));
        return trails;
    }

    // ---------------------------------------------------------------- seeds and orders

    @Test
    void eachRunHasTheNextSeed() {
        List<Seed> seeds = new ArrayList<>();
        Exploration.of(3).run(simulation -> seeds.add(simulation.seed()));
        Exploration.of(2).firstSeed(-1).run(simulation -> seeds.add(simulation.seed()));
        assertEquals("[0, 1, 2, -1, 0]", seeds.toString());
    }

    @Test
    void tellsWhatItHasDone() {
        assertEquals(
                new Exploration.Result(5, 5 * 4, false),
                Exploration.of(5).run(_ -> gather(() -> {}, () -> {})));
    }

    @Test
    void firstInFirstOutIsAlwaysTheSame() {
        for (String trail : trailsOf(Exploration.of(10).strategy(Strategy.FIFO))) {
            assertEquals("abcabcabcabc", trail.substring(1));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RANDOM", "PRIORITIES"})
    void eachSeedHasItsOrder(Strategy strategy) {
        Exploration exploration = Exploration.of(200).strategy(strategy);
        List<String> trails = trailsOf(exploration);
        assertEquals(trails, trailsOf(exploration), "and always the same");
        Set<String> orders = new HashSet<>();
        trails.forEach(trail -> orders.add(trail.replaceAll("\\d", "")));
        assertTrue(orders.size() > 50, orders.size() + " orders");
    }

    @Test
    void searchTriesAllOrdersWithOneSeed() {
        List<String> trails = new ArrayList<>();
        Exploration.Result result =
                Exploration.of(1000)
                        .strategy(Strategy.EXHAUSTIVE)
                        .firstSeed(7)
                        .run(simulation -> {
                            StringBuilder trail = new StringBuilder();
                            gather(
                                    () -> trail.append('a'),
                                    () -> trail.append('b'),
                                    () -> trail.append('c'));
                            trails.add(simulation.seed() + trail.toString());
                        });
        assertTrue(result.complete());
        assertEquals(6, result.schedules());
        assertEquals(List.of("7abc", "7bac", "7cab", "7acb", "7bca", "7cba"), trails);
    }

    @Test
    void searchSaysWhenItWasNotAll() {
        Exploration search = Exploration.of(100).strategy(Strategy.EXHAUSTIVE);
        Exploration.Result result = search.run(simulation -> threeTasks(simulation));
        assertEquals(100, result.schedules());
        assertFalse(result.complete());
    }

    // ---------------------------------------------------------------- what holds in all orders

    @ParameterizedTest
    @EnumSource
    void callbacksKeepTheirOrder(Strategy strategy) {
        Exploration.of(300)
                .strategy(strategy)
                .run(simulation -> {
                    EventLoop loop = simulation.loop();
                    StringBuilder trail = new StringBuilder();
                    createTask(() -> trail.append('-'));
                    for (char name : new char[] {'a', 'b', 'c', 'd'}) {
                        loop.callSoon(() -> trail.append(name));
                    }
                    createTask(() -> trail.append('-'));
                    loop.callLater(hours(1), () -> trail.append('e'));
                    loop.callLater(hours(1), () -> trail.append('f'));
                    sleep(hours(2));
                    assertEquals("abcdef", trail.toString().replace("-", ""));
                });
    }

    @ParameterizedTest
    @EnumSource
    void eagerTasksRunAtOnce(Strategy strategy) {
        Exploration.of(300)
                .strategy(strategy)
                .run(_ -> {
                    StringBuilder trail = new StringBuilder();
                    createTask(() -> trail.append('-'));
                    getRunningLoop().createTask(TaskOptions.eager(), () -> trail.append('a'));
                    trail.append('b');
                    createTask(() -> trail.append('-'));
                    sleep(hours(1));
                    assertEquals("ab--", trail.toString());
                });
    }

    @ParameterizedTest
    @EnumSource
    void waitersOfALockGetItInTurn(Strategy strategy) {
        Exploration.of(300)
                .strategy(strategy)
                .run(_ -> {
                    Lock lock = new Lock();
                    StringBuilder came = new StringBuilder();
                    StringBuilder went = new StringBuilder();
                    List<Action<?>> tasks = new ArrayList<>();
                    for (char name : new char[] {'a', 'b', 'c', 'd'}) {
                        tasks.add(() -> {
                            came.append(name);
                            try (var _ = lock.acquire()) {
                                yieldNow();
                                went.append(name);
                            }
                        });
                    }
                    gather(tasks.toArray(Action<?>[]::new));
                    assertEquals(came.toString(), went.toString());
                });
    }

    // ---------------------------------------------------------------- the system property

    @ParameterizedTest
    @EnumSource(names = {"RANDOM", "PRIORITIES", "FIFO"})
    void aSeedRunsAloneAsItRanAmongOthers(Strategy strategy) {
        Exploration exploration = Exploration.of(20).strategy(strategy).firstSeed(100);
        String found = trailsOf(exploration).getLast();
        System.setProperty(PROPERTY, "119");
        List<String> alone = trailsOf(exploration);
        assertEquals(found, alone.getLast());
        assertEquals(
                strategy == Strategy.PRIORITIES ? 2 : 1, alone.size(), "one to see the length");
    }

    @Test
    void searchTakesASeedForAllOfItsOrders() {
        System.setProperty(PROPERTY, "9");
        List<Seed> seeds = new ArrayList<>();
        Exploration.of(10)
                .strategy(Strategy.EXHAUSTIVE)
                .run(simulation -> {
                    seeds.add(simulation.seed());
                    gather(() -> {}, () -> {});
                });
        assertEquals("[9, 9]", seeds.toString());
    }

    @Test
    void anOrderCanBeGiven() {
        System.setProperty(PROPERTY, "9:0>2,3>1");
        Exploration exploration = Exploration.of(20).strategy(Strategy.PRIORITIES);
        assertEquals(List.of("9:0>2,3>1" + "cabacbacbacb"), trailsOf(exploration));
        System.setProperty(PROPERTY, "9:");
        assertEquals(List.of("9:" + "abcabcabcabc"), trailsOf(exploration));
    }

    @Test
    void aGivenOrderThatFailsIsToldAsItIs() {
        Exploration search = Exploration.of(1000).strategy(Strategy.EXHAUSTIVE);
        ScheduleFailure found =
                assertThrows(
                        ScheduleFailure.class,
                        () -> search.run(_ -> ClassicMistake.LOCK_ORDER.broken()));
        System.setProperty(PROPERTY, found.getToken());
        for (Strategy strategy : Strategy.values()) {
            ScheduleFailure again =
                    assertThrows(
                            ScheduleFailure.class,
                            () ->
                                    Exploration.of(10)
                                            .strategy(strategy)
                                            .run(_ -> ClassicMistake.LOCK_ORDER.broken()));
            assertEquals(found.getTrace(), again.getTrace());
            assertEquals(found.getStory(), again.getStory());
            assertEquals(found.getToken(), again.getToken());
            assertTrue(again.getMessage().startsWith("Seed " + found.getToken() + " failed with "));
        }
    }

    @Test
    void aGivenOrderMayPass() {
        System.setProperty(PROPERTY, "9:0>1");
        assertEquals(
                new Exploration.Result(1, 4, false),
                Exploration.of(20).run(_ -> gather(() -> {}, () -> {})));
    }

    /** Else somebody believed that a mistake is mended which was not even looked for. */
    @Test
    void anOrderThatTheTestDoesNotHaveIsToldOf() {
        System.setProperty(PROPERTY, "9:0>2");
        Exploration exploration = Exploration.of(20);
        IllegalStateException passed =
                assertThrows(
                        IllegalStateException.class,
                        () -> exploration.run(_ -> gather(() -> {}, () -> {})));
        assertTrue(passed.getMessage().contains("there was no choice 0>2"), passed.getMessage());
        ScheduleFailure failed =
                assertThrows(
                        ScheduleFailure.class,
                        () ->
                                exploration.run(_ -> {
                                    throw new IOException("boo");
                                }));
        assertTrue(failed.getMessage().contains("There was no choice 0>2"), failed.getMessage());
    }

    @Test
    void firstSeedCanBeChance() {
        System.setProperty(PROPERTY, "random");
        List<Long> seeds = new ArrayList<>();
        Exploration.of(2).run(simulation -> seeds.add(simulation.seed().value()));
        Exploration.of(1).run(simulation -> seeds.add(simulation.seed().value()));
        assertEquals(seeds.get(0) + 1, seeds.get(1));
        assertNotEquals(seeds.get(0), seeds.get(2), "which happens once in two thousand millions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Random", "x", "17:3", "17:3>1;4>1"})
    void othersAreRefused(String property) {
        System.setProperty(PROPERTY, property);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Exploration.of(1).run(_ -> {}));
        assertTrue(refusal.getMessage().contains("'" + property + "' is no seed"));
    }

    // ---------------------------------------------------------------- failures

    @Test
    void failuresOfAnyKindAreFound() {
        assertFails(() -> new IOException("boo"), IOException.class);
        assertFails(() -> new Error("boo"), Error.class);
        assertFails(() -> new StackOverflowError("boo"), StackOverflowError.class);
        assertFails(() -> new CancelledError("boo"), CancelledError.class);
    }

    private static void assertFails(Supplier<Throwable> failure, Class<? extends Throwable> type) {
        ScheduleFailure found =
                assertThrows(
                        ScheduleFailure.class,
                        () ->
                                Exploration.of(10)
                                        .run(_ -> {
                                            switch (failure.get()) {
                                                case Exception exception -> throw exception;
                                                case Error error -> throw error;
                                                default -> throw new AssertionError();
                                            }
                                        }));
        assertEquals(type, found.getCause().getClass());
    }

    @Test
    void testThatDoesNotApplyComesOutAtOnce() {
        int[] runs = {0};
        TestAbortedException abort = new TestAbortedException("not here");
        assertSame(
                abort,
                assertThrows(
                        TestAbortedException.class,
                        () ->
                                Exploration.of(10)
                                        .run(_ -> {
                                            runs[0]++;
                                            throw abort;
                                        })));
        assertEquals(1, runs[0]);
    }

    @Test
    void whatBefallsTheJvmComesOutAtOnce() {
        OutOfMemoryError error = new OutOfMemoryError("not really");
        assertSame(
                error,
                assertThrows(
                        OutOfMemoryError.class,
                        () ->
                                Exploration.of(10)
                                        .run(_ -> {
                                            throw error;
                                        })));
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        assertThrows(CancelledError.class, () -> Exploration.of(10).run(_ -> sleep(hours(1))));
        assertTrue(Thread.interrupted());
    }

    @Test
    void endlessTestIsFound() {
        SimulationOptions options = SimulationOptions.DEFAULT.withMaxTurns(2_000);
        ScheduleFailure failure =
                assertThrows(
                        ScheduleFailure.class,
                        () ->
                                Exploration.of(10)
                                        .options(options)
                                        .run(_ -> {
                                            while (true) {
                                                yieldNow();
                                            }
                                        }));
        assertInstanceOf(AssertionError.class, failure.getCause());
        assertTrue(failure.getMessage().contains("has not ended after 2000 turns"));
        assertTrue(failure.getStory().lines().count() < 10, failure.getStory());
    }

    /** A look at a thread that is just being woken once left its loop asleep, one time in 50. */
    @Test
    void threadsMayBeUsed() {
        Exploration.of(200).run(_ -> gather(() -> toThread(() -> {}), () -> toThread(() -> {})));
    }

    // ---------------------------------------------------------------- misuse

    @Test
    void needsASchedule() {
        assertThrows(IllegalArgumentException.class, () -> Exploration.of(0));
    }

    @Test
    void doesNotRunInsideALoop() {
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    Exploration exploration = Exploration.of(1);
                    assertThrows(IllegalStateException.class, () -> exploration.run(_ -> {}));
                });
    }

    @Test
    void isImmutable() {
        Exploration one = Exploration.of(1);
        one.strategy(Strategy.FIFO).firstSeed(9).options(SimulationOptions.DEFAULT.withName("x"));
        List<String> seen = new ArrayList<>();
        one.run(simulation -> seen.add(simulation.seed() + " " + simulation.loop()));
        assertEquals(List.of("0 EventLoop[simulation, running]"), seen);
    }
}
