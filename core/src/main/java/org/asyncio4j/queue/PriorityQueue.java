package org.asyncio4j.queue;

import java.util.Comparator;

/**
 * A queue that gives out its lowest item first: {@code asyncio.PriorityQueue}.
 *
 * <p>What is lowest is decided when a task gets, not when it is woken. Among equals any may come
 * first: where the order of arrival matters, compare a number of arrival as well.
 *
 * <pre>{@code
 * record Job(int urgency, String what) {}
 *
 * PriorityQueue<Job> jobs = new PriorityQueue<>(Comparator.comparingInt(Job::urgency));
 * jobs.put(new Job(3, "tidy up"));
 * jobs.put(new Job(1, "put out the fire"));
 * jobs.get();    // put out the fire
 * }</pre>
 *
 * @param <T> the items; never null, and comparable unless there is a comparator
 */
public final class PriorityQueue<T> extends Queue<T> {
    /** Makes a queue without limit, in the natural order of its items. */
    public PriorityQueue() {
        this(0);
    }

    /**
     * Makes a queue in the natural order of its items. Putting an item that cannot be compared
     * throws {@link ClassCastException}.
     *
     * @param maxsize how many items fit in; 0 or less for no limit
     */
    public PriorityQueue(int maxsize) {
        this(maxsize, null, null);
    }

    /**
     * Makes a queue without limit.
     *
     * @param order what comes first is lowest; null for the natural order
     */
    public PriorityQueue(Comparator<? super T> order) {
        this(0, order, null);
    }

    /**
     * Makes a queue.
     *
     * @param maxsize how many items fit in; 0 or less for no limit
     * @param order what comes first is lowest; null for the natural order
     */
    public PriorityQueue(int maxsize, Comparator<? super T> order) {
        this(maxsize, order, null);
    }

    /**
     * Makes a queue.
     *
     * @param maxsize how many items fit in; 0 or less for no limit
     * @param order what comes first is lowest; null for the natural order
     * @param name what reports call it; null for none
     */
    public PriorityQueue(int maxsize, Comparator<? super T> order, String name) {
        super(new java.util.PriorityQueue<>(order), maxsize, name);
    }
}
