package org.asyncio4j.test;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.test.schedule.Chooser;
import org.asyncio4j.test.schedule.DelayBoundedSearch;
import org.asyncio4j.test.schedule.DeviatingOrder;
import org.asyncio4j.test.schedule.Deviations;
import org.asyncio4j.test.schedule.Plan;
import org.asyncio4j.test.schedule.PriorityOrder;
import org.asyncio4j.test.schedule.RandomOrder;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs a test again and again, each time with another order of those tasks that are ready at the
 * same time, to find mistakes that depend on the order.
 *
 * <pre>{@code
 * void accountIsNeverOverdrawn() {
 *     Exploration.of(1000).strategy(Strategy.PRIORITIES).run(simulation -> {
 *         int[] balance = {100};
 *         Action<RuntimeException> withdraw = () -> {
 *             if (balance[0] >= 70) {
 *                 yieldNow(); // Stands for a question to the bank.
 *                 balance[0] -= 70;
 *             }
 *         };
 *         gather(withdraw, withdraw);
 *         if (balance[0] < 0) {
 *             throw new AssertionError("overdrawn by " + -balance[0]);
 *         }
 *     });
 * }
 * }</pre>
 *
 * <p>Each run is a {@link Simulation} of its own: a fresh loop, clock and {@link Seed}, one after
 * the other. What the body keeps outside of itself, in fields say, all of them share; so a body
 * must make anew what it changes, and do nothing by chance but by its seed.
 *
 * <p>Only what runs may be ready in another order; what loops promise holds in every schedule:
 * callbacks run in the order in which they were added, tasks that start eagerly run at once,
 * waiters of a lock get it in turn. Between two waits a task is never interrupted.
 *
 * <p>The first run that fails is run again several times, in orders that come nearer and nearer to
 * first in, first out while it fails in the same way: with an exception of the same class, or by
 * the same assertion. What is left is thrown as a {@link ScheduleFailure}, whose message tells the
 * story of who ran when, and a token. The system property {@code asyncio4j.seed}, as in {@code mvn
 * test -Dtest=AccountTest -Dasyncio4j.seed=17}, says what explorations run instead:
 *
 * <ul>
 *   <li>{@code 17}: that seed only, in the order that the strategy gives it
 *   <li>{@code 17:3>1,9>2}: that seed only, in this order: first in, first out, but at choice 3 the
 *       task at place 1 of those that are ready, and so on
 *   <li>{@code random}: as many as usual, from another seed on each time
 * </ul>
 *
 * <p>The same seed and body give the same run to the last byte of its {@linkplain
 * ScheduleFailure#getTrace() trace}, on every machine, as long as nothing comes from outside of the
 * simulation: threads, real connections, files, the real clock, identity hash codes. Where
 * something did, the message says so.
 *
 * <p>Immutable.
 */
public final class Exploration {
    private final int schedules;
    private final Strategy strategy;
    private final SimulationOptions options;
    private final long firstSeed;

    /**
     * What an exploration that has found nothing has done.
     *
     * @param schedules how many simulations it has run
     * @param turns how many turns their tasks have had in all
     * @param complete whether these were all orders there are, so that there is nothing to find for
     *     this seed; only {@link Strategy#EXHAUSTIVE} can know
     */
    public record Result(int schedules, long turns, boolean complete) {}

    private Exploration(
            int schedules, Strategy strategy, SimulationOptions options, long firstSeed) {
        this.schedules = schedules;
        this.strategy = strategy;
        this.options = options;
        this.firstSeed = firstSeed;
    }

    /**
     * One that runs so many simulations, at most. In random order, from seed 0 on, with the usual
     * options, unless it is told otherwise. {@link Strategy#PRIORITIES} runs one more before them,
     * first in, first out, to see how long the test is.
     *
     * @throws IllegalArgumentException if it is none at all
     */
    public static Exploration of(int schedules) {
        if (schedules < 1) {
            throw new IllegalArgumentException(
                    "An exploration needs at least one schedule, not " + schedules + ".");
        }
        return new Exploration(schedules, Strategy.RANDOM, SimulationOptions.DEFAULT, 0);
    }

    /** In which orders the tasks run. */
    public Exploration strategy(Strategy strategy) {
        return new Exploration(schedules, strategy, options, firstSeed);
    }

    public Exploration options(SimulationOptions options) {
        return new Exploration(schedules, strategy, options, firstSeed);
    }

    /**
     * The seed of the first simulation; each further one has the next number. With {@link
     * Strategy#EXHAUSTIVE} all have this one, since only the order may differ there.
     */
    public Exploration firstSeed(long firstSeed) {
        return new Exploration(schedules, strategy, options, firstSeed);
    }

    /**
     * Runs the simulations, on the calling thread.
     *
     * @throws ScheduleFailure if one fails
     * @throws IllegalStateException inside a loop; or if that property says an order that the test
     *     does not have, and the test passes
     * @throws IllegalArgumentException if the system property {@code asyncio4j.seed} is malformed
     */
    public Result run(SimulationBody body) {
        if (Fiber.isOnLoop()) {
            throw new IllegalStateException(
                    "An exploration makes loops of its own, so it cannot run inside one: call it"
                            + " outside of Asyncio.run(...).");
        }
        String property = System.getProperty(Seed.PROPERTY, "");
        if (property.equals("random")) {
            return explore(body, ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), schedules);
        }
        if (property.isEmpty()) {
            return explore(body, firstSeed, schedules);
        }
        Seed seed = Seed.parse(property);
        if (seed.hasOrder()) {
            return replay(seed, body);
        }
        return explore(body, seed.value(), strategy == Strategy.EXHAUSTIVE ? schedules : 1);
    }

    private Result replay(Seed seed, SimulationBody body) {
        DeviatingOrder order = seed.chooser();
        Trial trial = Trial.inDetail(options, seed, order, body);
        if (trial.failed()) {
            throw new Explanation(options, body).ofReplay(trial, order.misfit());
        }
        if (order.misfit() != null) {
            throw new IllegalStateException(
                    "The test has passed, but not in the order of -Dasyncio4j.seed="
                            + seed
                            + ": there was no choice "
                            + order.misfit()
                            + ". That seed is of another test, or the test has changed since.");
        }
        return new Result(1, trial.turns(), false);
    }

    private Result explore(SimulationBody body, long first, int most) {
        Plan plan = plan(body);
        long turns = 0;
        for (int runs = 0; runs < most; runs++) {
            Seed seed = new Seed(strategy == Strategy.EXHAUSTIVE ? first : first + runs);
            Chooser chooser = plan.next(seed.value());
            if (chooser == null) {
                return new Result(runs, turns, plan.isComplete());
            }
            Trial trial = Trial.of(options, seed, chooser, body);
            if (trial.failed()) {
                String which = "Schedule " + (runs + 1) + " of " + most + " (" + strategy + ")";
                throw new Explanation(options, body).of(trial, which);
            }
            turns += trial.turns();
            plan.ran(trial.choices());
        }
        return new Result(most, turns, plan.isComplete());
    }

    private Plan plan(SimulationBody body) {
        return switch (strategy) {
            case FIFO -> _ -> new DeviatingOrder(Deviations.NONE);
            case RANDOM -> RandomOrder::new;
            case PRIORITIES -> {
                long length = length(body);
                yield seed -> new PriorityOrder(seed, length);
            }
            case EXHAUSTIVE -> new DelayBoundedSearch(schedules);
        };
    }

    /**
     * About how many turns a run has. Always that of the same run, so that a seed means the same
     * when it is run alone.
     */
    private long length(SimulationBody body) {
        Seed seed = new Seed(firstSeed, Deviations.NONE);
        Trial trial = Trial.of(options, seed, seed.chooser(), body);
        if (trial.failed()) {
            throw new Explanation(options, body).of(trial, "A first look at the test");
        }
        return trial.turns();
    }
}
