package org.asyncio4j.test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** What steps are to come in which order, and how far that has come true. */
final class Expectation {
    /** Groups of steps, each in any order; the first may have come in part. Never an empty one. */
    private final Deque<List<String>> groups = new ArrayDeque<>();

    /**
     * @param steps groups in any order, and single steps
     */
    Expectation(Object... steps) {
        append(steps);
    }

    void append(Object... steps) {
        Arrays.stream(steps)
                .map(Expectation::group)
                .filter(group -> !group.isEmpty())
                .forEach(groups::add);
    }

    private static List<String> group(Object step) {
        return step instanceof AnyOrder group
                ? group.toCome()
                : new ArrayList<>(List.of(String.valueOf(step)));
    }

    /** A step comes. Returns whether it was to come now; if not, nothing has changed. */
    boolean accept(String step) {
        if (groups.isEmpty() || !groups.getFirst().remove(step)) {
            return false;
        }
        if (groups.getFirst().isEmpty()) {
            groups.removeFirst();
        }
        return true;
    }

    boolean isFulfilled() {
        return groups.isEmpty();
    }

    /** What is to come next, as the end of a sentence. */
    String next() {
        return groups.isEmpty() ? "the end" : text(groups.getFirst());
    }

    /** All that is to come, a line each. */
    List<String> toCome() {
        return groups.stream().map(Expectation::text).toList();
    }

    private static String text(List<String> group) {
        return group.size() == 1 ? group.getFirst() : "in any order " + String.join(", ", group);
    }
}
