package org.asyncio4j.test.junit;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.hours;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.asyncio4j.DeadlockError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.asyncio4j.net.Server;
import org.asyncio4j.sync.Event;
import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.CancelEverywhere;
import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.OnLoop;
import org.asyncio4j.test.ScheduleFailure;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.TestClock;
import org.asyncio4j.test.Trail;
import org.asyncio4j.test.UncleanEndError;
import org.asyncio4j.test.Victim;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.opentest4j.TestAbortedException;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What a test method with {@code @AsyncTest} or {@code @OnLoop} is, for JUnit and for its author.
 */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncTestExtensionTest {
    /** What the samples have done, in order. They run one at a time. */
    private static final List<Object> STEPS = new ArrayList<>();

    /** What a sample leaves, to be released by its test. */
    private static Closeable left;

    private static Process process;

    @BeforeEach
    void forget() {
        STEPS.clear();
    }

    private static String messageOf(Class<?> sample) {
        return assertInstanceOf(UncleanEndError.class, Trials.failureOf(sample)).getMessage();
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
    }

    // ---------------------------------------------------------------- a loop of its own

    static class Plain {
        @AsyncTest
        void waits(TestClock clock) {
            sleep(hours(24 * 7));
            assertEquals(hours(24 * 7), clock.time());
            STEPS.add(Thread.currentThread().isVirtual());
        }
    }

    @Test
    void mayWait() {
        Trials.succeed(Plain.class);
        assertEquals(List.of(true), STEPS);
    }

    static class AllParameters {
        @BeforeEach
        void before(Seed seed, TestInfo info, EventLoop loop, Trail trail) {
            trail.expect("test", "after");
            check(loop, seed);
            assertEquals("test", info.getTestMethod().orElseThrow().getName());
        }

        @AsyncTest
        void test(
                TestInfo info,
                Trail trail,
                TestClock clock,
                EventLoop loop,
                Seed seed,
                Simulation simulation) {
            trail.add("test");
            check(loop, seed);
            assertSame(simulation.loop(), loop);
            assertSame(simulation.clock(), clock);
            assertSame(simulation.seed(), seed);
            assertNotNull(info);
        }

        @AfterEach
        void after(EventLoop loop, TestInfo info, Seed seed, Trail trail) {
            trail.add("after");
            check(loop, seed);
            assertNotNull(info);
        }

        private static void check(EventLoop loop, Seed seed) {
            assertSame(getRunningLoop(), loop);
            assertEquals(0, seed.value());
        }
    }

    @Test
    void parametersMayComeInAnyOrder() {
        Trials.succeed(AllParameters.class);
    }

    static class UnfulfilledTrail {
        @AsyncTest
        void test(Trail trail) {
            trail.expect("a", "b");
            trail.add("a");
        }
    }

    @Test
    void whatATrailExpectsMustCome() {
        assertContains(Trials.failureOf(UnfulfilledTrail.class).getMessage(), "has not come: b");
    }

    static class WantsVictim {
        @AsyncTest
        void test(Victim victim) {}
    }

    @Test
    void aVictimIsForOneThatIsCancelled() {
        assertContains(Trials.failureOf(WantsVictim.class).getMessage(), "@CancelEverywhere");
    }

    static class WantsClockOfRealTime {
        @AsyncTest(realTime = true)
        void test(TestClock clock) {}
    }

    @Test
    void realTimeHasNoTestClock() {
        assertContains(Trials.failureOf(WantsClockOfRealTime.class).getMessage(), "real clock");
    }

    static class RealTime {
        @AsyncTest(realTime = true)
        void test() {
            long begin = System.nanoTime();
            sleep(millis(20));
            assertTrue(System.nanoTime() - begin >= 20_000_000);
        }
    }

    @Test
    void realTimeIsReal() {
        Trials.succeed(RealTime.class);
    }

    static class MadeTests {
        @TestFactory
        @OnLoop
        Stream<DynamicTest> tests() {
            return Stream.empty();
        }
    }

    @Test
    void testsThatAreMadeAreRefused() {
        List<Throwable> failures = Trials.failuresOf(MadeTests.class);
        assertContains(failures.getFirst().getMessage(), "@ParameterizedTest with @OnLoop");
    }

    static class TwoAnnotations {
        @AsyncTest
        @OnLoop
        void test() {}
    }

    @Test
    void oneAnnotationIsEnough() {
        assertContains(Trials.failureOf(TwoAnnotations.class).getMessage(), "has 2");
    }

    static class NoSchedules {
        @AsyncTest(schedules = 0)
        void test() {}
    }

    @Test
    void thereIsAtLeastOneSchedule() {
        assertContains(Trials.failureOf(NoSchedules.class).getMessage(), "schedules = 0");
    }

    // ---------------------------------------------------------------- what is left behind

    static class LeavesTask {
        @AsyncTest
        void test() {
            createTask("heartbeat", () -> sleep(hours(1)));
        }
    }

    static class LeavesTimer {
        @AsyncTest
        void test(EventLoop loop) {
            loop.callLater(hours(1), () -> {});
        }
    }

    static class LeavesException {
        @AsyncTest
        void test() {
            createTask(() -> {
                throw new IOException("nobody looks");
            });
        }
    }

    static class LeavesServer {
        @AsyncTest
        void test() throws IOException {
            startServer(_ -> {}, "127.0.0.1", 0);
        }
    }

    static class LeavesFile {
        @AsyncTest
        void test(@TempDir Path folder) throws IOException {
            left = new FileInputStream(Files.writeString(folder.resolve("open.txt"), "x").toFile());
        }
    }

    static class LeavesProcess {
        @AsyncTest
        void test() throws IOException {
            process = new ProcessBuilder("sleep", "60").start();
        }
    }

    static class KeepsTheLoop {
        @AsyncTest(slowStepMillis = 30)
        void test() {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < 600_000_000) {
                Thread.onSpinWait();
            }
        }
    }

    static class SleepsReally {
        @AsyncTest
        void test() throws InterruptedException {
            Thread.sleep(100); // Is what is to be found; the loop must get to look meanwhile.
        }
    }

    static class Deadlocked {
        @AsyncTest
        void test() {
            new Event().await();
        }
    }

    static class Endless {
        @AsyncTest(maxTurns = 1000)
        void test() {
            while (true) {
                yieldNow();
            }
        }
    }

    @Test
    void aTaskThatIsLeftFails() {
        assertContains(messageOf(LeavesTask.class), "a task: heartbeat waits for the clock");
    }

    @Test
    void aTimerThatIsLeftFails() {
        assertContains(messageOf(LeavesTimer.class), "a timer: ");
    }

    @Test
    void anExceptionThatNobodyFetchesFails() {
        assertContains(messageOf(LeavesException.class), "nobody looks");
    }

    @Test
    void aServerThatIsLeftFails() {
        assertContains(messageOf(LeavesServer.class), "127.0.0.1");
    }

    @Test
    void anOpenFileFails() throws IOException {
        try {
            assertContains(messageOf(LeavesFile.class), "open.txt");
        } finally {
            left.close();
        }
    }

    @Test
    void aProcessThatIsLeftFails() throws InterruptedException {
        try {
            assertContains(messageOf(LeavesProcess.class), "a process: " + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aStepThatKeepsTheLoopFails() {
        String message = messageOf(KeepsTheLoop.class);
        assertContains(message, "kept the loop");
        assertContains(message, "KeepsTheLoop.test");
    }

    @Test
    void aWaitForRealTimeFails() {
        String message = messageOf(SleepsReally.class);
        assertContains(message, "waited for real time");
        assertContains(message, "SleepsReally.test");
    }

    @Test
    void aDeadlockFails() {
        assertInstanceOf(DeadlockError.class, Trials.failureOf(Deadlocked.class));
    }

    @Test
    void anEndlessTestFails() {
        assertContains(Trials.failureOf(Endless.class).getMessage(), "1000 turns");
    }

    static class LeavesWhatItMay {
        @AsyncTest(
                allow = {
                    Leftover.TASK,
                    Leftover.TIMER,
                    Leftover.EXCEPTION,
                    Leftover.FILE,
                    Leftover.PROCESS,
                    Leftover.CONNECTION
                })
        void test(EventLoop loop, @TempDir Path folder) throws IOException {
            createTask(() -> sleep(hours(1)));
            loop.callLater(hours(1), () -> {});
            new LeavesException().test();
            new LeavesFile().test(folder);
            new LeavesProcess().test();
            new LeavesServer().test();
        }
    }

    @Test
    void whatIsAllowedPasses() throws Exception {
        try {
            Trials.succeed(LeavesWhatItMay.class);
        } finally {
            left.close();
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void inParallelNobodyKnowsWhoseFilesTheyAre() throws IOException {
        try {
            List<Trials.End> ends =
                    Trials.run(
                            LeavesFile.class,
                            Map.of("junit.jupiter.execution.parallel.enabled", "true"));
            assertEquals(Status.SUCCESSFUL, ends.getFirst().status());
        } finally {
            left.close();
        }
    }

    static class AtTheSameTime {
        private static final Semaphore STARTED = new Semaphore(0);

        @RepeatedTest(2)
        @OnLoop(realTime = true)
        void test() throws InterruptedException {
            STARTED.release();
            toThread(() -> STARTED.acquire(2));
            STARTED.release(2);
        }
    }

    @Test
    void inParallelEachHasItsLoop() {
        AtTheSameTime.STARTED.drainPermits();
        List<Trials.End> ends =
                Trials.run(
                        AtTheSameTime.class,
                        Map.of(
                                "junit.jupiter.execution.parallel.enabled", "true",
                                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                "junit.jupiter.execution.parallel.config.fixed.parallelism", "2"));
        assertEquals(
                List.of(Status.SUCCESSFUL, Status.SUCCESSFUL),
                ends.stream().map(Trials.End::status).toList());
    }

    // ---------------------------------------------------------------- failures

    static class Failing {
        static final IOException FAILURE = new IOException("as it is");

        @AsyncTest
        void test() throws IOException {
            createTask("other", () -> sleep(hours(1)));
            yieldNow();
            throw FAILURE;
        }
    }

    @Test
    void aFailureIsTheSameObjectAndShowsTheTasks() {
        Throwable failure = Trials.failureOf(Failing.class);
        assertSame(Failing.FAILURE, failure);
        String remarks = List.of(failure.getSuppressed()).toString();
        assertContains(remarks, "The tasks when it failed: ");
        assertContains(remarks, "other waits for the clock");
    }

    static class Aborting {
        @AfterEach
        void after() {
            STEPS.add("after");
        }

        @AsyncTest
        void test() {
            assumeTrue(false, "not here");
        }
    }

    @Test
    void anAssumptionAborts() {
        Trials.End end = Trials.run(Aborting.class).getFirst();
        assertEquals(Status.ABORTED, end.status());
        assertInstanceOf(TestAbortedException.class, end.failure());
        assertEquals(List.of("after"), STEPS);
    }

    static class AbortingWithFailingCleanUp {
        @AfterEach
        void after() {
            throw new IllegalStateException("clean-up");
        }

        @AsyncTest
        void test() {
            assumeTrue(false, "not here");
        }
    }

    @Test
    void anAbortDoesNotHideAFailureOfTheCleanUp() {
        Throwable failure = Trials.failureOf(AbortingWithFailingCleanUp.class);
        assertEquals("clean-up", failure.getMessage());
        assertInstanceOf(TestAbortedException.class, failure.getSuppressed()[0]);
    }

    // ---------------------------------------------------------------- the time limit

    static class Slow {
        @AfterEach
        void after() {
            yieldNow();
            STEPS.add("after");
        }

        @AsyncTest(realTime = true, timeoutSeconds = 1)
        void test() {
            createTask("other", () -> sleep(hours(2)));
            sleep(hours(1));
        }
    }

    @Test
    void whatTakesTooLongIsCancelledAndShowsItsTasks() {
        // Takes the second of its limit.
        Throwable failure = Trials.failureOf(Slow.class);
        assertContains(failure.getMessage(), "'Slow.test' has not ended after 1 s of real time");
        assertContains(failure.getMessage(), "other waits for the clock");
        assertEquals(List.of("after"), STEPS);
    }

    static class TimedByJUnit {
        @Timeout(1) // A busy machine needs some time until there is something to cancel.
        @AsyncTest(realTime = true)
        void test() {
            try {
                sleep(hours(1));
            } finally {
                yieldNow();
                STEPS.add("cleaned up");
            }
        }
    }

    @Test
    void aLimitOfJUnitsCancelsToo() {
        Throwable failure = Trials.failureOf(TimedByJUnit.class);
        assertInstanceOf(TimeoutException.class, failure);
        assertContains(failure.getSuppressed()[0].getMessage(), "waits for the clock");
        assertEquals(List.of("cleaned up"), STEPS);
        assertFalse(Thread.interrupted());
    }

    // ---------------------------------------------------------------- the simulated network

    static class OnSimulatedNetwork {
        @BeforeEach
        void before(SimulatedNetwork network) throws IOException {
            try (Server server = startServer(_ -> {}, "test", 80)) {
                assertEquals(1, network.hosts().size());
                assertTrue(server.isServing());
            }
        }

        @AsyncTest
        void test(Simulation simulation) {
            assertNotNull(simulation.network());
        }
    }

    @Test
    void whoWantsTheNetworkIsOnIt() {
        Trials.succeed(OnSimulatedNetwork.class);
    }

    static class OnRealNetwork {
        @AsyncTest
        void test(Simulation simulation) {
            assertThrows(IllegalStateException.class, simulation::network);
        }
    }

    @Test
    void theOthersAreOnTheRealOne() {
        Trials.succeed(OnRealNetwork.class);
    }

    // ---------------------------------------------------------------- fixtures

    static class Base {
        @BeforeEach
        void beforeOfBase() {
            sleep(hours(1));
            STEPS.add("before of base");
        }

        @AfterEach
        void afterOfBase() {
            sleep(hours(1));
            STEPS.add("after of base");
        }
    }

    static class Derived extends Base {
        private EventLoop loop;

        @BeforeEach
        void beforeOfDerived(EventLoop loop) {
            this.loop = loop;
            STEPS.add("before of derived");
        }

        @AsyncTest
        void test(TestClock clock) {
            assertSame(loop, getRunningLoop());
            assertEquals(hours(1), clock.time());
            STEPS.add("test");
        }

        @AfterEach
        void afterOfDerived() {
            assertSame(loop, getRunningLoop());
            STEPS.add("after of derived");
        }
    }

    @Test
    void fixturesRunOnTheSameLoopInJUnitsOrder() {
        Trials.succeed(Derived.class);
        assertEquals(
                List.of(
                        "before of base",
                        "before of derived",
                        "test",
                        "after of derived",
                        "after of base"),
                STEPS);
    }

    static class FailingBefore extends Derived {
        @BeforeEach
        void fail() {
            throw new IllegalStateException("set-up");
        }
    }

    @Test
    void afterAFailingSetUpOnlyTheCleanUpRuns() {
        assertEquals("set-up", Trials.failureOf(FailingBefore.class).getMessage());
        assertEquals(
                List.of("before of base", "before of derived", "after of derived", "after of base"),
                STEPS);
    }

    static class WithFolders {
        private Path folder;

        @BeforeEach
        void before(@TempDir Path folder) {
            this.folder = folder;
        }

        @AsyncTest(schedules = 2)
        void test() {
            assertNotNull(folder);
        }

        @AfterEach
        void after(@TempDir Path folder) {
            assertSame(this.folder, folder);
        }
    }

    @Test
    void cleanUpGetsTheArgumentsOfTheSetUp() {
        Trials.succeed(WithFolders.class);
    }

    static class WithForeignCleanUp {
        @AsyncTest
        void test() {}

        @AfterEach
        void after(TestReporter reporter) {
            STEPS.add(reporter);
        }
    }

    @Test
    void cleanUpMayGetAllItsArgumentsFromElsewhere() {
        Trials.succeed(WithForeignCleanUp.class);
        assertEquals(1, STEPS.size());
    }

    static class WithMixedCleanUp extends WithForeignCleanUp {
        @AfterEach
        void afterAll(TestReporter reporter, EventLoop loop) {}
    }

    @Test
    void cleanUpThatWantsMoreIsToldHow() {
        assertContains(
                Trials.failureOf(WithMixedCleanUp.class).getMessage(),
                "Give one like it to a @BeforeEach method");
    }

    static class FailingEverywhere {
        @AsyncTest
        void test() {
            throw new IllegalStateException("test");
        }

        @AfterEach
        void fail() {
            throw new IllegalStateException("clean-up");
        }
    }

    @Test
    void theFirstFailureCounts() {
        Throwable failure = Trials.failureOf(FailingEverywhere.class);
        assertEquals("test", failure.getMessage());
        assertEquals("clean-up", failure.getSuppressed()[0].getMessage());
    }

    static class WithPlainTest {
        @BeforeEach
        void before() {
            STEPS.add("before, on a loop: " + Thread.currentThread().isVirtual());
        }

        @Test
        void plain() {
            STEPS.add("plain");
        }
    }

    @Test
    void plainTestsAreLeftAlone() {
        Trials.succeed(WithPlainTest.class);
        assertEquals(List.of("before, on a loop: false", "plain"), STEPS);
    }

    static class Outer {
        final List<Object> seen = new ArrayList<>();

        @BeforeEach
        void beforeOfOuter() {
            seen.add("outer");
        }

        @AfterEach
        void afterOfOuter() {
            STEPS.add(List.copyOf(seen));
        }

        @Nested
        class Inner {
            @BeforeEach
            void beforeOfInner() {
                seen.add("inner");
            }

            @AsyncTest(schedules = 3)
            void test() {
                seen.add("test");
            }

            @AfterEach
            void afterOfInner() {
                seen.add("after inner");
            }
        }
    }

    @Test
    void nestedClassesHaveFreshInstancesAllTheWay() {
        Trials.succeed(Outer.class);
        List<String> each = List.of("outer", "inner", "test", "after inner");
        assertEquals(List.of(each, each, each), STEPS);
    }

    // ---------------------------------------------------------------- several schedules

    static class Several {
        @TempDir Path folder;
        private int count;

        @BeforeEach
        void before() {
            count++;
        }

        @AsyncTest(schedules = 20)
        void test(Seed seed, EventLoop loop) {
            assertEquals(1, count++);
            assertNotNull(folder);
            STEPS.add(this);
            STEPS.add(seed);
            STEPS.add(loop);
        }
    }

    @Test
    void eachScheduleHasItsOwnInstanceSeedAndLoop() {
        Trials.succeed(Several.class);
        assertEquals(60, STEPS.size());
        assertEquals(60, Set.copyOf(STEPS).size());
    }

    static class WithConstructor {
        private final TestInfo info;

        WithConstructor(TestInfo info) {
            this.info = info;
        }

        @AsyncTest(schedules = 2)
        void test() {
            STEPS.add(info.getDisplayName());
        }
    }

    @Test
    void constructorsGetTheirArguments() {
        Trials.succeed(WithConstructor.class);
        assertEquals(2, STEPS.size());
    }

    @ParameterizedClass
    @ValueSource(strings = {"a", "b"})
    static class WithClassParameters {
        private final String text;

        WithClassParameters(String text) {
            this.text = text;
        }

        @AsyncTest(schedules = 2)
        void test() {
            STEPS.add(text);
        }
    }

    @Test
    void constructorsOfParameterizedClassesGetTheirArguments() {
        Trials.succeed(WithClassParameters.class);
        assertEquals(List.of("a", "a", "b", "b"), STEPS);
    }

    @ParameterizedClass
    @ValueSource(strings = {"a", "b"})
    static class WithInjectedParameters {
        @Parameter private String text;

        @AsyncTest(schedules = 2)
        void test() {
            STEPS.add(text);
        }
    }

    @Test
    void fieldsOfParameterizedClassesAreTakenOver() {
        Trials.succeed(WithInjectedParameters.class);
        assertEquals(List.of("a", "a", "b", "b"), STEPS);
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        @AsyncTest(schedules = 2)
        void first() {
            STEPS.add(this);
        }

        @AsyncTest
        void second() {
            STEPS.add(this);
        }
    }

    @Test
    void anInstancePerClassIsForAllSchedules() {
        Trials.succeed(PerClass.class);
        assertEquals(3, STEPS.size());
        assertEquals(1, Set.copyOf(STEPS).size());
    }

    static class LosesUpdate {
        private int balance = 100;

        @AsyncTest(schedules = 100)
        void test() {
            Task<?> first = createTask(this::withdraw);
            Task<?> second =
                    createTask(() -> {
                        yieldNow();
                        withdraw();
                    });
            first.await();
            second.await();
            STEPS.add(balance);
            assertTrue(balance >= 0);
        }

        private void withdraw() {
            if (balance >= 70) {
                yieldNow();
                balance -= 70;
            }
        }
    }

    static class AbortsInSchedules {
        @AsyncTest(schedules = 100)
        void test() {
            STEPS.add("run");
            assumeTrue(false);
        }
    }

    @Test
    void aMistakeOfOneOrderIsFoundAndReplayed() {
        ScheduleFailure found =
                assertInstanceOf(ScheduleFailure.class, Trials.failureOf(LosesUpdate.class));
        STEPS.clear();
        System.setProperty("asyncio4j.seed", found.getToken());
        try {
            ScheduleFailure replayed =
                    assertInstanceOf(ScheduleFailure.class, Trials.failureOf(LosesUpdate.class));
            assertEquals(found.getTrace(), replayed.getTrace());
            assertEquals(List.of(-40), STEPS);
        } finally {
            System.clearProperty("asyncio4j.seed");
        }
    }

    static class OneSchedule {
        @AsyncTest
        void test(Seed seed) {
            STEPS.add(seed.value());
        }
    }

    @Test
    void theSeedOfOneScheduleMayBeChosenToo() {
        Trials.succeed(OneSchedule.class);
        System.setProperty("asyncio4j.seed", "17");
        try {
            Trials.succeed(OneSchedule.class);
        } finally {
            System.clearProperty("asyncio4j.seed");
        }
        assertEquals(List.of(0L, 17L), STEPS);
    }

    @Test
    void anAbortEndsTheExploration() {
        Trials.End end = Trials.run(AbortsInSchedules.class).getFirst();
        assertEquals(Status.ABORTED, end.status());
        assertEquals(List.of("run"), STEPS);
    }

    static class WithParameters {
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @OnLoop(schedules = 10)
        void test(int n, TestClock clock, TestInfo info) {
            sleep(hours(n));
            assertEquals(hours(n), clock.time());
            STEPS.add(n);
        }
    }

    @Test
    void parametersAndSchedulesGoTogether() {
        Trials.succeed(WithParameters.class);
        assertEquals(20, STEPS.size());
        assertEquals(10, STEPS.stream().filter(n -> n.equals(2)).count());
    }

    static class Repeated {
        @BeforeEach
        void before(RepetitionInfo info) {
            STEPS.add("before " + info.getCurrentRepetition());
        }

        @RepeatedTest(2)
        @OnLoop
        void test(RepetitionInfo info, TestClock clock) {
            assertNotNull(clock);
            STEPS.add("test " + info.getCurrentRepetition());
        }

        @AfterEach
        void after(RepetitionInfo info) {
            STEPS.add("after " + info.getCurrentRepetition());
        }
    }

    @Test
    void repetitionsRunOnALoopEach() {
        Trials.succeed(Repeated.class);
        assertEquals(
                List.of("before 1", "test 1", "after 1", "before 2", "test 2", "after 2"), STEPS);
    }

    // ---------------------------------------------------------------- cancelled everywhere

    static class CancelledAsAWhole {
        private int steps;

        @BeforeEach
        void before() {
            sleep(hours(1));
            assertEquals(0, steps);
        }

        @CancelEverywhere
        void test() {
            steps++;
            sleep(hours(1));
            steps++;
            sleep(hours(1));
            steps++;
        }

        @AfterEach
        void after() {
            assertEquals(0, currentTask().cancelling());
            STEPS.add(steps);
        }
    }

    @Test
    void theMethodItselfIsTheVictim() {
        Trials.succeed(CancelledAsAWhole.class);
        // Uncancelled; at the first wait, twice; at the second wait, twice; and no third.
        assertEquals(List.of(3, 1, 1, 2, 2, 3), STEPS);
    }

    static class CancelledInPart {
        @CancelEverywhere
        void test(Victim victim, TestClock clock) {
            boolean slept = victim.run(() -> sleep(hours(1)));
            STEPS.add(slept + " " + clock.time().toHours());
        }
    }

    @Test
    void theVictimIsAParameter() {
        Trials.succeed(CancelledInPart.class);
        assertEquals(List.of("true 1", "false 0", "false 1", "true 1"), STEPS);
    }

    static class LeavesWhenCancelled {
        @CancelEverywhere
        void test() {
            sleep(hours(1));
            Task<?> child = createTask("child", () -> sleep(hours(1)));
            sleep(hours(2));
            child.await();
        }
    }

    @Test
    void aFailureNamesTheWait() {
        Throwable failure = Trials.failureOf(LeavesWhenCancelled.class);
        assertContains(failure.getMessage(), "a task: child");
        String remark = failure.getSuppressed()[0].toString();
        assertContains(remark, "at its wait number 2, while it waited: it waits for the clock");
    }
}
