package org.asyncio4j.test.schedule;

import java.util.HashSet;
import java.util.Set;

/**
 * Finds an order that makes a program fail as another does, but is nearer to first in, first out:
 * that is the shorter story.
 *
 * <p>First it leaves out what comes after the failure has become inevitable, then single deviations
 * and groups of them (delta debugging, of Zeller); then it tries all orders with even fewer, as far
 * as there is time.
 */
public final class Shrinker {
    /** Runs the program. */
    @FunctionalInterface
    public interface Trial {
        Attempt run(Deviations deviations);
    }

    /**
     * What came of a trial.
     *
     * @param fails whether it failed in the way that is wanted
     */
    public record Attempt(boolean fails, Choices choices) {}

    private final Trial trial;
    private final int mostRuns;
    private final long mostNanos;
    private final long begin = System.nanoTime();
    private final Set<Deviations> passed = new HashSet<>();
    private int runs;

    /** The longest trial. */
    private long longest;

    /** The best so far that fails. */
    private Deviations best;

    /** Whether no order with fewer deviations fails. */
    private boolean fewest;

    public Shrinker(Trial trial, int mostRuns, long mostNanos) {
        this.trial = trial;
        this.mostRuns = mostRuns;
        this.mostNanos = mostNanos;
    }

    /** How often the program was run. */
    public int runs() {
        return runs;
    }

    /** Whether all orders that are nearer were tried; else there may be one that fails. */
    public boolean isFewest() {
        return fewest;
    }

    /**
     * @param failing makes the program fail
     * @return the same, or what does so with fewer deviations
     */
    public Deviations shrink(Deviations failing) {
        best = failing;
        if (fails(Deviations.NONE)) {
            fewest = true;
            return best;
        }
        cutOffEnd();
        leaveOutGroups();
        searchForFewer();
        overtakeFewer();
        return best;
    }

    /** Not every shorter one need fail where a longer does, so what it finds may not be the end. */
    private void cutOffEnd() {
        int passing = 0;
        int failing = best.size();
        Deviations all = best;
        while (failing - passing > 1 && mayRun()) {
            int middle = (passing + failing) >>> 1;
            if (fails(all.first(middle))) {
                failing = middle;
            } else {
                passing = middle;
            }
        }
    }

    private void leaveOutGroups() {
        for (int group = Math.max(1, best.size() / 2); group > 0; group /= 2) {
            boolean shorter;
            do {
                shorter = leaveOut(group);
            } while (shorter && group == 1 && mayRun());
        }
    }

    private boolean leaveOut(int group) {
        boolean shorter = false;
        int from = 0;
        while (from < best.size() && mayRun()) {
            Deviations rest = best.without(from, Math.min(best.size(), from + group));
            if (fails(rest)) {
                shorter = true;
            } else {
                from += group;
            }
        }
        return shorter;
    }

    private void searchForFewer() {
        if (best.size() < 2) {
            fewest = true; // Without any it passes.
            return;
        }
        DelayBoundedSearch search = new DelayBoundedSearch(mostRuns - runs, best.size() - 1);
        Deviations next = search.next();
        while (next != null && mayRun()) {
            Attempt attempt = run(next);
            if (attempt.fails()) {
                fewest = true; // Those with fewer come first.
                return;
            }
            search.ran(attempt.choices());
            next = search.next();
        }
        fewest = next == null && search.isComplete();
    }

    private void overtakeFewer() {
        for (int i = 0; i < best.size(); i++) {
            for (int index = 1; i < best.size() && index < best.index(i) && mayRun(); index++) {
                if (fails(best.withIndex(i, index))) {
                    break;
                }
            }
        }
    }

    private boolean mayRun() {
        return runs < mostRuns && System.nanoTime() - begin + longest <= mostNanos;
    }

    private boolean fails(Deviations deviations) {
        return !passed.contains(deviations) && run(deviations).fails();
    }

    private Attempt run(Deviations deviations) {
        runs++;
        long before = System.nanoTime();
        Attempt attempt = trial.run(deviations);
        longest = Math.max(longest, System.nanoTime() - before);
        if (attempt.fails()) {
            best = shorter(Deviations.of(attempt.choices()), deviations);
        } else {
            passed.add(deviations);
        }
        return attempt;
    }

    /** What was really done: without what came too late. */
    private static Deviations shorter(Deviations done, Deviations wanted) {
        return done.size() <= wanted.size() ? done : wanted;
    }
}
