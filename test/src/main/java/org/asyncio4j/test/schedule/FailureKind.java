package org.asyncio4j.test.schedule;

import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.test.Simulation;
import org.asyncio4j.test.UncleanEndError;

import java.util.Objects;
import java.util.TreeSet;

/**
 * What makes two failures the same: their class; for assertions also where in the user's code they
 * were made, or, where we made them, what they say; for groups what is in them.
 */
public final class FailureKind {
    private final String text;

    private FailureKind(String text) {
        this.text = text;
    }

    public static FailureKind of(Throwable failure) {
        return new FailureKind(text(failure));
    }

    private static String text(Throwable failure) {
        String type = failure.getClass().getName();
        if (failure instanceof AssertionError) {
            StackTraceElement[] stack = failure.getStackTrace();
            StackTraceElement frame = isOfSimulation(failure, stack) ? null : UserCode.frame(stack);
            return type + " " + (frame == null ? withoutNumbers(failure.getMessage()) : frame);
        }
        if (failure instanceof ExceptionGroup group) {
            TreeSet<String> kinds = new TreeSet<>();
            group.leaves().forEach(leaf -> kinds.add(text(leaf)));
            return type + " " + kinds;
        }
        return type;
    }

    /** What is made when the run is over has the frame of who started it, whatever was found. */
    private static boolean isOfSimulation(Throwable failure, StackTraceElement[] stack) {
        return failure instanceof UncleanEndError
                || stack.length > 0 && stack[0].getClassName().equals(Simulation.class.getName());
    }

    /** The first two lines, which say what is wrong and the first case of it. */
    private static String withoutNumbers(String message) {
        String[] lines = Objects.toString(message).split("\n", 3);
        String begin = lines[0] + (lines.length > 1 ? lines[1] : "");
        return begin.replaceAll("@[0-9a-f]+|0x[0-9a-f]+|\\d+", "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FailureKind that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
