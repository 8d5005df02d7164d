package org.asyncio4j.test;

import org.asyncio4j.Asyncio;
import org.asyncio4j.kernel.Fiber;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps that a test's tasks leave behind, and the order that they should have had.
 *
 * <pre>{@code
 * Trail trail = new Trail();
 * gather(
 *         () -> {
 *             trail.add("a begins");
 *             sleep(seconds(1));
 *             trail.add("a ends");
 *         },
 *         () -> trail.add("b"));
 * trail.assertTrail(anyOrder("a begins", "b"), "a ends");
 * }</pre>
 *
 * <p>What may come in any order stands in {@link #anyOrder}: the right answer where the order of
 * tasks is explored. With {@link #expect} the order is known up front, and the first step that is
 * not the right one fails where it is made, with the stack of who made it.
 *
 * <p>May be used from any thread. Never gives way.
 */
public final class Trail {
    private static final String INDENT = "\n    ";

    private final boolean timed;
    private final List<String> steps = new ArrayList<>();

    /** What was expected up front, and is to come; null if nothing was. */
    private Expectation expectation;

    /** Makes an empty trail. */
    public Trail() {
        this(false);
    }

    private Trail(boolean timed) {
        this.timed = timed;
    }

    /**
     * Makes an empty trail whose steps begin with the time on their loop's clock, in seconds:
     * {@code "1.5 s: a"}. For simulated time, which begins at 0.
     */
    public static Trail timed() {
        return new Trail(true);
    }

    /**
     * Steps that come one after the other, in whatever order: for {@link #assertTrail} and {@link
     * #expect}.
     *
     * @param steps each {@link String#valueOf(Object)}; the same one may be there several times
     */
    public static AnyOrder anyOrder(Object... steps) {
        return new AnyOrder(steps);
    }

    // ---------------------------------------------------------------- leaving it

    /**
     * A step is made.
     *
     * @param step {@link String#valueOf(Object)} is what is remembered
     * @throws AssertionError if another was {@linkplain #expect expected}
     * @throws IllegalStateException outside of a loop, where times are wanted
     */
    public synchronized void add(Object step) {
        String text = timed ? seconds(time()) + " s: " + step : String.valueOf(step);
        boolean right = expectation == null || expectation.accept(text);
        steps.add(text);
        if (!right) {
            throw new AssertionError(
                    describe(
                            "\"" + text + "\" was not to come now, but " + expectation.next(),
                            steps.size() - 1,
                            expectation));
        }
    }

    private static Duration time() {
        if (!Fiber.isOnLoop()) {
            throw new IllegalStateException(
                    "A timed trail takes the time of the loop that runs the caller, and "
                            + Thread.currentThread()
                            + " is run by none.");
        }
        return Asyncio.time();
    }

    private static String seconds(Duration duration) {
        BigDecimal seconds =
                BigDecimal.valueOf(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNano(), 9))
                        .stripTrailingZeros();
        return seconds.toPlainString();
    }

    /** The steps until now. */
    public synchronized List<String> steps() {
        return List.copyOf(steps);
    }

    /** Forgets the steps, not what is expected: for the next part of a test. */
    public synchronized void clear() {
        steps.clear();
    }

    // ---------------------------------------------------------------- up front

    /**
     * From now on these steps are expected, in this order, after what was expected before; {@link
     * #add} fails at any other. {@link #assertFulfilled} tells whether all came.
     *
     * @param expected a step each, or several in {@link #anyOrder}
     */
    public synchronized void expect(Object... expected) {
        if (expectation == null) {
            expectation = new Expectation(expected);
        } else {
            expectation.append(expected);
        }
    }

    /**
     * Checks that all that was {@linkplain #expect expected} has come.
     *
     * @throws AssertionError with the steps and what is missing
     */
    public synchronized void assertFulfilled() {
        if (expectation != null && !expectation.isFulfilled()) {
            throw new AssertionError(
                    describe(
                            "What was expected has not come: " + expectation.next(),
                            steps.size(),
                            expectation));
        }
    }

    // ---------------------------------------------------------------- afterwards

    /**
     * Checks that exactly these steps were made, in this order.
     *
     * @param expected a step each, or several in {@link #anyOrder}
     * @throws AssertionError with all steps, the first that differs, and what should have come
     */
    public synchronized void assertTrail(Object... expected) {
        Expectation rest = new Expectation(expected);
        for (int index = 0; index < steps.size(); index++) {
            if (!rest.accept(steps.get(index))) {
                throw new AssertionError(
                        describe(
                                "The trail is not as expected: \""
                                        + steps.get(index)
                                        + "\" came instead of "
                                        + rest.next(),
                                index,
                                rest));
            }
        }
        if (!rest.isFulfilled()) {
            throw new AssertionError(
                    describe(
                            "The trail ends too early, before " + rest.next(), steps.size(), rest));
        }
    }

    /**
     * @param wrong the index of the first step that differs
     * @param rest what was expected instead of it and after it
     */
    private String describe(String what, int wrong, Expectation rest) {
        StringBuilder text = new StringBuilder(what).append(".\n  The steps:");
        for (int index = 0; index < steps.size(); index++) {
            text.append(INDENT).append(index == wrong ? "> " : "  ").append(steps.get(index));
        }
        if (wrong == steps.size()) {
            text.append(INDENT).append("> the end");
        }
        text.append("\n  Expected from > on:");
        List<String> toCome = rest.toCome();
        if (toCome.isEmpty()) {
            text.append(" nothing more");
        }
        toCome.forEach(each -> text.append(INDENT).append("  ").append(each));
        return text.toString();
    }

    @Override
    public String toString() {
        return Arrays.toString(steps().toArray());
    }
}
