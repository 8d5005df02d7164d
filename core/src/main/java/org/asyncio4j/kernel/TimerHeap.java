package org.asyncio4j.kernel;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Timers by deadline; those with equal deadlines in the order of their registration.
 *
 * <p>A heap with four children a node, half as deep as a binary one. The deadlines stand in an
 * array of their own, so that sifting mostly reads neighbouring numbers and does not touch the
 * timers. A timer knows its index, so that cancelling removes it at once and leaves no garbage
 * behind.
 */
final class TimerHeap {
    private static final int ARITY = 4;
    private static final int INITIAL_CAPACITY = 16;

    private long[] deadlines = new long[INITIAL_CAPACITY];
    private Timer[] timers = new Timer[INITIAL_CAPACITY];
    private int size;
    private long registrations;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    long earliestDeadline() {
        return size == 0 ? Long.MAX_VALUE : deadlines[0];
    }

    void add(Timer timer, long deadline) {
        if (size == timers.length) {
            timers = Arrays.copyOf(timers, size * 2);
            deadlines = Arrays.copyOf(deadlines, size * 2);
        }
        timer.deadline = deadline;
        timer.sequence = registrations++;
        siftUp(size++, timer);
    }

    /** Takes the timer out, if it is in. */
    boolean remove(Timer timer) {
        int index = timer.index;
        if (index == Timer.NOT_SCHEDULED) {
            return false;
        }
        timer.index = Timer.NOT_SCHEDULED;
        Timer last = timers[--size];
        timers[size] = null;
        if (last != timer) {
            siftDown(index, last);
            if (timers[index] == last) {
                siftUp(index, last);
            }
        }
        return true;
    }

    Timer removeEarliest() {
        Timer earliest = timers[0];
        remove(earliest);
        return earliest;
    }

    /** In no order. */
    void forEach(Consumer<Timer> visitor) {
        for (int index = 0; index < size; index++) {
            visitor.accept(timers[index]);
        }
    }

    private void siftUp(int index, Timer timer) {
        while (index > 0) {
            int parent = (index - 1) / ARITY;
            if (!isBefore(timer, timers[parent], deadlines[parent])) {
                break;
            }
            put(index, timers[parent], deadlines[parent]);
            index = parent;
        }
        put(index, timer, timer.deadline);
    }

    private void siftDown(int index, Timer timer) {
        while (true) {
            int firstChild = index * ARITY + 1;
            if (firstChild >= size) {
                break;
            }
            int child = earliestOf(firstChild, Math.min(firstChild + ARITY, size));
            if (isBefore(timer, timers[child], deadlines[child])) {
                break;
            }
            put(index, timers[child], deadlines[child]);
            index = child;
        }
        put(index, timer, timer.deadline);
    }

    private int earliestOf(int from, int to) {
        int earliest = from;
        for (int child = from + 1; child < to; child++) {
            if (deadlines[child] < deadlines[earliest]
                    || deadlines[child] == deadlines[earliest]
                            && timers[child].sequence < timers[earliest].sequence) {
                earliest = child;
            }
        }
        return earliest;
    }

    private static boolean isBefore(Timer timer, Timer other, long otherDeadline) {
        return timer.deadline < otherDeadline
                || timer.deadline == otherDeadline && timer.sequence < other.sequence;
    }

    private void put(int index, Timer timer, long deadline) {
        timers[index] = timer;
        deadlines[index] = deadline;
        timer.index = index;
    }
}
