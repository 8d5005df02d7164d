package org.asyncio4j.test.schedule;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.spi.Turn;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, 2010): each task
 * gets a random priority, and the highest that is ready runs; at a few random moments whoever runs
 * falls behind all others. A mistake that needs d orderings among n tasks in k turns is found with
 * a probability of at least 1/(n·k^(d-1)), where d - 1 is the number of moments.
 *
 * <p>The paper assumes tasks that do not wait by spinning. One that merely gives way may do just
 * that, so it falls behind when it has done so a few times in a row, or, in some runs, at once.
 * Tasks that wake each other for ever could starve a third all the same: who has been passed over
 * for very long runs first.
 */
public final class PriorityOrder implements Chooser {
    private static final int MOST_MOMENTS = 3;

    /** How often a task may give way in a row before it falls behind; each run has one of them. */
    private static final int[] PATIENCE = {1, 2, 4, 16};

    private static final int MOST_PASSED_OVER = 1_000;

    private final Random random;

    /** By number of turn, ascending, when whoever runs falls behind. */
    private final long[] moments;

    private int nextMoment;
    private long turns;

    /** Priorities at first sight are 0 or more; who has fallen behind has a negative one. */
    private final Map<Turn, Long> priorities = new IdentityHashMap<>();

    private long lowest;

    private final int patience;

    /** Who gave way last, and how often in a row. */
    private Turn yielder;

    private int yields;

    /** Who has been ready longest, and how often others were chosen since. */
    private Turn oldest;

    private int passedOver;

    /**
     * @param length about how many turns the run will have
     */
    public PriorityOrder(long seed, long length) {
        random = Chance.of(seed, "priorities");
        moments = new long[random.nextInt(MOST_MOMENTS + 1)];
        for (int i = 0; i < moments.length; i++) {
            moments[i] = 1 + Math.floorMod(random.nextLong(), Math.max(1, length));
        }
        Arrays.sort(moments);
        patience = PATIENCE[random.nextInt(PATIENCE.length)];
    }

    @Override
    public int choose(List<? extends Turn> ready) {
        if (isStarving(ready.getFirst())) {
            priorities.put(ready.getFirst(), Long.MAX_VALUE);
        }
        int best = 0;
        long bestPriority = Long.MIN_VALUE;
        for (int i = 0; i < ready.size(); i++) {
            long priority = priorityOf(ready.get(i));
            if (priority > bestPriority) {
                bestPriority = priority;
                best = i;
            }
        }
        return best;
    }

    private boolean isStarving(Turn first) {
        if (first != oldest) {
            oldest = first;
            passedOver = 0;
        }
        return ++passedOver > MOST_PASSED_OVER;
    }

    private long priorityOf(Turn turn) {
        Long priority = priorities.get(turn);
        if (priority == null) {
            priority = random.nextLong() >>> 1;
            priorities.put(turn, priority);
        }
        return priority;
    }

    @Override
    public void ended(Turn turn) {
        turns++;
        boolean falls = hasMomentCome();
        if (turn.isReady()) {
            falls |= givesWay(turn);
        }
        if (turn instanceof Fiber fiber && fiber.isFinished()) {
            priorities.remove(turn);
        } else if (falls) {
            priorities.put(turn, --lowest);
        }
    }

    private boolean hasMomentCome() {
        boolean come = false;
        while (nextMoment < moments.length && moments[nextMoment] <= turns) {
            nextMoment++;
            come = true;
        }
        return come;
    }

    private boolean givesWay(Turn turn) {
        yields = turn == yielder ? yields + 1 : 1;
        yielder = turn;
        if (yields < patience) {
            return false;
        }
        yields = 0;
        return true;
    }
}
