package org.asyncio4j.test.junit;

import org.asyncio4j.test.AsyncTest;
import org.asyncio4j.test.CancelEverywhere;
import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.OnLoop;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.Strategy;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a test method's annotation says.
 *
 * @param cancelEverywhere whether it is {@link CancelEverywhere}
 */
record Settings(
        int schedules, Strategy strategy, boolean cancelEverywhere, SimulationOptions options) {
    static Settings of(Method test) {
        List<Settings> found = new ArrayList<>();
        AnnotationSupport.findAnnotation(test, AsyncTest.class).ifPresent(it -> found.add(of(it)));
        AnnotationSupport.findAnnotation(test, OnLoop.class).ifPresent(it -> found.add(of(it)));
        AnnotationSupport.findAnnotation(test, CancelEverywhere.class)
                .ifPresent(it -> found.add(of(it)));
        if (found.size() != 1) {
            throw new IllegalStateException(
                    test
                            + " needs one of the annotations @AsyncTest, @OnLoop and"
                            + " @CancelEverywhere, and has "
                            + found.size()
                            + ".");
        }
        return found.getFirst();
    }

    private static Settings of(AsyncTest it) {
        return new Settings(
                positive("schedules", it.schedules()),
                it.strategy(),
                false,
                options(
                        it.allow(),
                        it.realTime(),
                        it.timeoutSeconds(),
                        it.slowStepMillis(),
                        it.maxTurns()));
    }

    private static Settings of(OnLoop it) {
        return new Settings(
                positive("schedules", it.schedules()),
                it.strategy(),
                false,
                options(
                        it.allow(),
                        it.realTime(),
                        it.timeoutSeconds(),
                        it.slowStepMillis(),
                        it.maxTurns()));
    }

    private static Settings of(CancelEverywhere it) {
        return new Settings(
                1,
                Strategy.FIFO,
                true,
                options(
                        it.allow(),
                        it.realTime(),
                        it.timeoutSeconds(),
                        it.slowStepMillis(),
                        it.maxTurns()));
    }

    private static SimulationOptions options(
            Leftover[] allow,
            boolean realTime,
            int timeoutSeconds,
            int slowStepMillis,
            long maxTurns) {
        return SimulationOptions.DEFAULT
                .withAllowed(allow)
                .withRealTime(realTime)
                .withTimeout(Duration.ofSeconds(positive("timeoutSeconds", timeoutSeconds)))
                .withSlowStep(Duration.ofMillis(positive("slowStepMillis", slowStepMillis)))
                .withMaxTurns(positive("maxTurns", maxTurns));
    }

    private static int positive(String attribute, int value) {
        return (int) positive(attribute, (long) value);
    }

    private static long positive(String attribute, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(attribute + " = " + value + ": must be positive");
        }
        return value;
    }
}
