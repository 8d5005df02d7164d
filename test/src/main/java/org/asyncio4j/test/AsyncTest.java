package org.asyncio4j.test;

import org.asyncio4j.test.junit.AsyncTestExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test of JUnit's that runs on a loop, as a {@link Simulation}: it may wait, time is simulated,
 * and it must end clean.
 *
 * <pre>{@code
 * @AsyncTest
 * void sleepsForAWeek(TestClock clock) {
 *     sleep(hours(24 * 7));
 *     assertEquals(hours(24 * 7), clock.time());
 * }
 * }</pre>
 *
 * <p><b>Fixtures.</b> The {@code @BeforeEach} and {@code @AfterEach} methods of such a test run on
 * the same loop, before and after it in its main task, so they may wait as well; clean-up also runs
 * when the test has failed or was cancelled. {@code @BeforeAll} and {@code @AfterAll} methods run
 * outside of any loop, as JUnit runs them.
 *
 * <p><b>Parameters</b> of the test and of these methods may be, in any order: {@link
 * org.asyncio4j.EventLoop}, {@link TestClock}, {@link Seed}, {@link Simulation}, {@link Trail},
 * {@link org.asyncio4j.test.network.SimulatedNetwork}, and what JUnit and other extensions provide.
 * Who has a parameter for the simulated network is on it; the others are on the real one.
 *
 * <p><b>Several schedules.</b> With {@link #schedules} the test runs that often, each time with
 * another order of its tasks, as {@link Exploration} does. Each run has an instance of the test
 * class of its own, unless the class has {@code @TestInstance(PER_CLASS)}: made by the constructor,
 * with what other extensions had put into the fields of JUnit's instance. Arguments from elsewhere,
 * a {@code @TempDir} say, are the same in all runs, and callbacks of other extensions run once.
 *
 * <p><b>Failures</b> reach JUnit as they are; what they have suppressed shows what the tasks did. A
 * violated assumption aborts the test.
 *
 * <p>It runs in a thread of its own. A limit of JUnit's own, {@code @Timeout}, cancels its main
 * task too. Open files and processes are looked at unless JUnit runs tests in parallel, where
 * nobody knows whose they are.
 *
 * @see OnLoop for parameterised and repeated tests
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@ExtendWith(AsyncTestExtension.class)
@SuppressWarnings("exports") // Only JUnit makes one.
public @interface AsyncTest {
    /** In how many orders of its tasks the test runs; 1 is the order of a loop outside of tests. */
    int schedules() default 1;

    /** How the orders are chosen where there are several. */
    Strategy strategy() default Strategy.RANDOM;

    /** What the test may leave behind or do nevertheless. */
    Leftover[] allow() default {};

    /** Whether its loop goes by the real clock, for tests of what is really outside. */
    boolean realTime() default false;

    /** How long all its runs may take together, in real time. Not while a debugger is attached. */
    int timeoutSeconds() default 60;

    /** How long one step may keep the loop. */
    int slowStepMillis() default 1000;

    /** After how many turns of its tasks one run is taken for endless. */
    long maxTurns() default 10_000_000;
}
