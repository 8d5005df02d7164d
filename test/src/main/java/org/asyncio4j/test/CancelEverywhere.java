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
 * A test of JUnit's that runs again and again, each time cancelled at another of its waits, as
 * {@link Cancellation} does: all must hold wherever it happens.
 *
 * <pre>{@code
 * @CancelEverywhere
 * void putsOrDoesNot(Victim victim) {
 *     Queue<Integer> queue = new Queue<>(1);
 *     boolean done = victim.run(() -> queue.put(1));
 *     assertEquals(done ? 1 : 0, queue.size());
 * }
 * }</pre>
 *
 * <p>With a {@link Victim} parameter, what that runs is cancelled. Without one it is the test
 * method itself, which then has to end, cancelled or not, without a failure and leave nothing
 * behind. {@code @BeforeEach} and {@code @AfterEach} methods are not cancelled. All else is as with
 * {@link AsyncTest}. A parameterised test calls {@link Cancellation#everywhere(CancellationBody)}
 * in its body instead.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@ExtendWith(AsyncTestExtension.class)
@SuppressWarnings("exports") // Only JUnit makes one.
public @interface CancelEverywhere {
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
