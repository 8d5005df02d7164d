package org.asyncio4j.test;

import org.asyncio4j.test.junit.AsyncTestExtension;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * {@link AsyncTest} without its {@code @Test}: for {@code @ParameterizedTest},
 * {@code @RepeatedTest} and other templates of JUnit's, each of whose invocations then runs on a
 * loop.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @ValueSource(ints = {1, 2})
 * @OnLoop(schedules = 100)
 * void isFair(int permits, TestClock clock) { … }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(AsyncTestExtension.class)
@SuppressWarnings("exports") // Only JUnit makes one.
public @interface OnLoop {
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
