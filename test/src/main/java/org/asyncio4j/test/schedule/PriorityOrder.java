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
 * <p>The paper knows threads, which are interrupted anywhere, and do not wait by spinning. Tasks
 * that merely give way may do just that, and must not keep all others from running; but to push
 * them behind all others each time would rule out many orders. So some runs have them fall behind
 * at once, some when they have done so a few times in a row, and some draw another priority for
 * them; and in half of its moments a task gets another random priority instead of the lowest. Every
 * fourth run is in random order: where few tasks must meet in just one way, many changes are better
 * than few.
 *
 * <p>Tasks that wake each other for ever could starve a third: who has been passed over for very
 * long runs first.
 */
public final class PriorityOrder implements Chooser {
    private static final int MOST_MOMENTS = 5;

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

    /** Whether who gives way gets another priority until then. */
    private final boolean redraws;

    /** Whether nobody has a priority. */
    private final boolean erratic;

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
        redraws = random.nextBoolean();
        erratic = random.nextInt(4) == 0;
    }

    @Override
    public int choose(List<? extends Turn> ready) {
        if (erratic) {
            return random.nextInt(ready.size());
        }
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
        return priority == null ? redraw(turn) : priority;
    }

    private long redraw(Turn turn) {
        long priority = random.nextLong() >>> 1;
        priorities.put(turn, priority);
        return priority;
    }

    private void fallBehind(Turn turn) {
        priorities.put(turn, --lowest);
    }

    @Override
    public void ended(Turn turn) {
        if (erratic) {
            return;
        }
        turns++;
        if (turn instanceof Fiber fiber && fiber.isFinished()) {
            priorities.remove(turn);
            return;
        }
        if (turn.isReady()) {
            givesWay(turn);
        }
        while (nextMoment < moments.length && moments[nextMoment] <= turns) {
            nextMoment++;
            if (random.nextBoolean()) {
                fallBehind(turn);
            } else {
                redraw(turn);
            }
        }
    }

    private void givesWay(Turn turn) {
        yields = turn == yielder ? yields + 1 : 1;
        yielder = turn;
        if (yields >= patience) {
            yields = 0;
            fallBehind(turn);
        } else if (redraws) {
            redraw(turn);
        }
    }
}
