package org.asyncio4j.test;

import org.asyncio4j.test.schedule.Chance;
import org.asyncio4j.test.schedule.DeviatingOrder;
import org.asyncio4j.test.schedule.Deviations;

import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all chance in a simulation comes from: the order of tasks where that is explored, the faults
 * of a network, the data of a test.
 *
 * <p>Written as {@code 17}; or as {@code 17:3>1,9>2}, which also says the order of tasks: first in,
 * first out, but at choice 3 the task at place 1 of those that are ready, and at choice 9 the one
 * at place 2, both counted from 0; {@code 17:} is first in, first out. {@code -Dasyncio4j.seed=…}
 * takes both to run an {@link Exploration}'s simulation again. Immutable; equal where written
 * alike.
 */
public final class Seed {
    /** The system property by which explorations are told which seed to run. */
    public static final String PROPERTY = "asyncio4j.seed";

    private static final Pattern FORM = Pattern.compile("([+-]?\\d{1,19})(?::(.*))?");

    private final long value;

    /** Null where it does not say the order. */
    private final Deviations order;

    /** A seed that leaves the order of tasks to the strategy. */
    public Seed(long value) {
        this(value, null);
    }

    Seed(long value, Deviations order) {
        this.value = value;
        this.order = order;
    }

    /**
     * The seed that is written so.
     *
     * @throws IllegalArgumentException if none is
     */
    public static Seed parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text, "it does not begin with a number");
        }
        try {
            long value = Long.parseLong(matcher.group(1));
            String order = matcher.group(2);
            return new Seed(value, order == null ? null : Deviations.parse(order));
        } catch (IllegalArgumentException e) {
            throw malformed(text, e.getMessage());
        }
    }

    private static IllegalArgumentException malformed(String text, String reason) {
        return new IllegalArgumentException(
                "'"
                        + text
                        + "' is no seed: "
                        + reason
                        + ". A seed is a number, as 17, or with the order of tasks 17:3>1,9>2, in"
                        + " ascending order of the choices. In a shell it needs quotes, since >"
                        + " means something else there.");
    }

    /** The number. */
    public long value() {
        return value;
    }

    /** A generator of the same numbers each time: for a test's data. */
    public Random random() {
        return Chance.of(value, "data");
    }

    /** Whether it says the order of tasks too. */
    boolean hasOrder() {
        return order != null;
    }

    /** The order of tasks that it says; else first in, first out. */
    DeviatingOrder chooser() {
        return new DeviatingOrder(order == null ? Deviations.NONE : order);
    }

    Deviations order() {
        return order;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Seed that
                && value == that.value
                && Objects.equals(order, that.order);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value) + 31 * Objects.hashCode(order);
    }

    @Override
    public String toString() {
        return order == null ? Long.toString(value) : value + ":" + order;
    }
}
