package org.asyncio4j.test.schedule;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * All orders, one after the other: first in, first out; then those that differ from it in one
 * choice, in two, and so on, each once. Most mistakes need few (Emmi, Qadeer, Rakamarić,
 * "Delay-bounded scheduling", 2011).
 *
 * <p>An order that has run shows how many were ready at each choice; its children differ from it in
 * one choice more, behind its own last. So it needs programs that do the same each time when given
 * the same order.
 */
public final class DelayBoundedSearch implements Plan {
    private final int mostDeviations;

    /** How many more runs there will be. */
    private long runsLeft;

    /** Those that ran, whose children have not all been tried yet. */
    private final Queue<Parent> parents = new ArrayDeque<>();

    /** How many children they have that were not tried. */
    private long childrenLeft;

    /** Whether some children were forgotten, because their turn would never have come. */
    private boolean incomplete;

    /** The order that runs, or ran last. */
    private Deviations current;

    /**
     * @param mostRuns how often it will be asked, at most
     */
    public DelayBoundedSearch(int mostRuns) {
        this(mostRuns, Integer.MAX_VALUE);
    }

    /**
     * @param mostDeviations orders with more are not tried
     */
    DelayBoundedSearch(int mostRuns, int mostDeviations) {
        this.runsLeft = mostRuns;
        this.mostDeviations = mostDeviations;
    }

    @Override
    public Chooser next(long seed) {
        Deviations next = next();
        return next == null ? null : new DeviatingOrder(next);
    }

    Deviations next() {
        runsLeft--;
        if (current == null) {
            current = Deviations.NONE;
            return current;
        }
        Parent parent = parents.peek();
        if (parent == null) {
            return null;
        }
        childrenLeft--;
        current = parent.nextChild();
        if (parent.isDone()) {
            parents.remove();
        }
        return current;
    }

    @Override
    public void ran(Choices choices) {
        int from = current.last() + 1;
        if (from >= choices.size() || current.size() >= mostDeviations) {
            return;
        }
        if (childrenLeft >= runsLeft) {
            incomplete = true;
            return;
        }
        Parent parent = new Parent(current, from, choices);
        parents.add(parent);
        childrenLeft += parent.children();
    }

    @Override
    public boolean isComplete() {
        return current != null && parents.isEmpty() && !incomplete;
    }

    /** An order that has run, and how far its children have been tried. */
    private static final class Parent {
        private final Deviations deviations;
        private final int[] counts;
        private final int from;
        private int offset;
        private int index = 1;

        Parent(Deviations deviations, int from, Choices choices) {
            this.deviations = deviations;
            this.from = from;
            this.counts = new int[choices.size() - from];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = choices.count(from + i);
            }
        }

        long children() {
            long children = 0;
            for (int count : counts) {
                children += count - 1;
            }
            return children;
        }

        Deviations nextChild() {
            Deviations child = deviations.with(from + offset, index);
            if (++index == counts[offset]) {
                offset++;
                index = 1;
            }
            return child;
        }

        boolean isDone() {
            return offset == counts.length;
        }
    }
}
