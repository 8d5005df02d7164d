package org.asyncio4j.bench.simulation;

/**
 * The numbers of the simulated producers and consumers at a bounded queue, each of whom waits for
 * the queue only so long.
 *
 * <p>Time goes in ticks, and every task has a slot of its own in it: whatever time a task waits, it
 * ends there. So no two clocks ever ring at once, what happens does not depend on who would be
 * first, and everybody can be held to the same result.
 */
public final class Workshop {

    /** How many producers, and how many consumers. */
    public static final int WORKERS = 10;

    /** How many items the queue takes. */
    public static final int QUEUE_SIZE = 10;

    /** A part of a second that a floating-point number of seconds holds exactly. */
    public static final int TICK_MILLIS = 125;

    private static final int SLOTS = 32;

    /** So many items a producer makes fast, then so many slowly. */
    private static final int SHIFT = 50;

    private static final int FAST = 16;
    private static final int SLOW = 80;
    private static final int CONSUMING = 40;
    private static final int PUT_LIMIT = 16;
    private static final int GET_LIMIT = 32;

    private Workshop() {}

    /** How long a producer works on an item: faster than a consumer, then slower, in turns. */
    private static int producing(int producer, int item) {
        return (item / SHIFT % 2 == 0 ? FAST : SLOW) + scatter(producer, item);
    }

    /** How long a consumer works on an item. */
    private static int consuming(int consumer, int item) {
        return CONSUMING + scatter(consumer, item);
    }

    private static int scatter(int worker, int item) {
        return (int) ((worker * 7_919L + item * 104_729L) % 31);
    }

    /** In how many ticks a producer gives up an item that the queue does not take. */
    public static int putLimit(long now, int producer) {
        return untilSlot(now, PUT_LIMIT, producer);
    }

    /** In how many ticks a consumer gives up to wait for an item. */
    public static int getLimit(long now, int consumer) {
        return untilSlot(now, GET_LIMIT, WORKERS + consumer);
    }

    /** In how many ticks a producer has made its next item. */
    public static int produced(long now, int producer, int item) {
        return untilSlot(now, producing(producer, item), producer);
    }

    /** In how many ticks a consumer is done with an item. */
    public static int consumed(long now, int consumer, int item) {
        return untilSlot(now, consuming(consumer, item), WORKERS + consumer);
    }

    private static int untilSlot(long now, int atLeast, int slot) {
        return atLeast + (int) Math.floorMod(slot - now - atLeast, (long) SLOTS);
    }
}
