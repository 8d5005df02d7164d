package org.asyncio4j.test;

import org.asyncio4j.test.schedule.DeviatingOrder;
import org.asyncio4j.test.schedule.Deviations;
import org.asyncio4j.test.schedule.FailureKind;
import org.asyncio4j.test.schedule.Shrinker;
import org.asyncio4j.test.schedule.Story;

import java.util.Arrays;

/** Runs a simulation that has failed again, finds out what it takes, and says so. */
final class Explanation {
    private static final int MOST_RUNS = 500;
    private static final long MOST_NANOS = 5_000_000_000L;

    /** How often a failure that came once is sought again, where chance from outside may be. */
    private static final int MOST_REPETITIONS = 3;

    /** A run that takes this many times the turns of the one that failed leads nowhere. */
    private static final int TOO_MANY_TIMES = 10;

    private static final int LEAST_TURNS = 10_000;

    /** A longer one helps nobody: then the seed itself is better. */
    private static final int LONGEST_TOKEN = 1_000;

    private static final int MOST_LINES = 6;

    private final SimulationOptions options;
    private final SimulationBody body;
    private final StringBuilder message = new StringBuilder();

    /** With what it failed first in, first out; null if it has passed. */
    private Throwable usual;

    Explanation(SimulationOptions options, SimulationBody body) {
        this.options = options;
        this.body = body;
    }

    /**
     * @param which run has failed, as the begin of a sentence
     */
    ScheduleFailure of(Trial found, String which) {
        appendFailure(which, found);
        int begin = message.length();
        try {
            return explained(found);
        } catch (Throwable thrown) {
            // Such as the end of the time: what has been found counts for more.
            message.setLength(begin);
            return unexplained(found, thrown);
        }
    }

    private ScheduleFailure explained(Trial found) {
        Deviations all = Deviations.of(found.choices());
        if (!failsAgain(found, all)) {
            return onlyOnce(found);
        }
        Shrinker shrinker = new Shrinker(order -> attempt(found, order), MOST_RUNS, MOST_NANOS);
        Deviations least = shrinker.shrink(all);
        Trial shown = inDetail(found, least);
        if (!isLike(shown, found)) {
            return onlyOnce(found);
        }
        appendOrder(all.size(), least.size(), shrinker.isFewest());
        appendSeeds(found.seed(), shown.seed());
        return toldOf(shown, found);
    }

    /**
     * Of one that was run in detail because it is known to fail.
     *
     * @param misfit what of the order did not come about; null if nothing
     */
    ScheduleFailure ofReplay(Trial trial, String misfit) {
        appendFailure("Seed " + trial.seed(), trial);
        if (misfit != null) {
            message.append("\n  There was no choice ")
                    .append(misfit)
                    .append(": the seed is of another test, or the test has changed since.\n");
        }
        return toldOf(trial, trial);
    }

    // ---------------------------------------------------------------- running again

    private boolean failsAgain(Trial found, Deviations order) {
        for (int i = 0; i < MOST_REPETITIONS; i++) {
            if (attempt(found, order).fails()) {
                return true;
            }
        }
        return false;
    }

    private Shrinker.Attempt attempt(Trial found, Deviations order) {
        long turns = Math.max(LEAST_TURNS, found.turns() * TOO_MANY_TIMES);
        SimulationOptions bounded = options.withMaxTurns(Math.min(turns, options.maxTurns()));
        Seed seed = new Seed(found.seed().value(), order);
        Trial trial = Trial.of(bounded, seed, seed.chooser(), body);
        if (order.equals(Deviations.NONE)) {
            usual = trial.failure();
        }
        return new Shrinker.Attempt(isLike(trial, found), trial.choices());
    }

    private Trial inDetail(Trial found, Deviations order) {
        Seed seed = new Seed(found.seed().value(), order);
        return Trial.inDetail(options, seed, new DeviatingOrder(order), body);
    }

    private static boolean isLike(Trial trial, Trial found) {
        return trial.failed()
                && FailureKind.of(trial.failure()).equals(FailureKind.of(found.failure()));
    }

    // ---------------------------------------------------------------- telling

    private void appendFailure(String which, Trial trial) {
        message.append(which).append(" failed with ");
        String[] lines = trial.failure().toString().split("\\R");
        for (int i = 0; i < Math.min(lines.length, MOST_LINES); i++) {
            message.append(lines[i]).append('\n');
        }
        if (lines.length > MOST_LINES) {
            message.append("  …\n");
        }
    }

    private void appendOrder(int all, int least, boolean fewest) {
        message.append("\n  First in, first out the test ");
        if (least == 0) {
            message.append("fails as well, with this seed.\n");
            return;
        }
        boolean passes = usual == null;
        message.append(passes ? "passes. " : "fails differently: " + firstLine(usual) + "\n  ")
                .append(fewest ? "It takes " : "It takes at most ")
                .append(least == 1 ? "one other choice" : least + " other choices")
                .append(passes ? " to fail" : " to fail like this")
                .append(all > least ? ", of " + all + " in the order that was found.\n" : ".\n");
    }

    private void appendSeeds(Seed found, Seed shown) {
        boolean both = shown.toString().length() <= LONGEST_TOKEN && !shown.equals(found);
        if (both) {
            appendSeed("To run what follows again:  ", shown);
        }
        appendSeed(both ? "To run it as it was found:  " : "To run it again:  ", found);
    }

    /** In quotes, since a shell takes > for its own. */
    private void appendSeed(String what, Seed seed) {
        String quote = seed.toString().indexOf('>') < 0 ? "" : "\"";
        message.append("  ")
                .append(what)
                .append(quote)
                .append("-Dasyncio4j.seed=")
                .append(seed)
                .append(quote)
                .append('\n');
    }

    private ScheduleFailure toldOf(Trial shown, Trial found) {
        appendDisturbance(shown.disturbed() || found.disturbed() || options.realTime());
        String story = Story.of(shown.recording(), end(shown.failure()));
        message.append("\nThe story, in which Task-1 runs the test");
        message.append(story.contains("\n  > ") ? ", with > where the order differs:\n" : ":\n");
        message.append(story);
        return failure(shown, found, story, shown.recording().trace());
    }

    private static String end(Throwable failure) {
        return failure instanceof UncleanEndError
                ? "ends the test"
                : "fails: " + firstLine(failure);
    }

    private static String firstLine(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    private ScheduleFailure onlyOnce(Trial found) {
        message.append("\n  It has not failed in this way again when it was run in the same order.")
                .append(" Something else than the seed\n  decides: threads, real time or I/O, what")
                .append(" an earlier run has left in a field, an identity hash code.\n");
        appendSeed("The seed was:  ", found.seed());
        return failure(found, found, "", "");
    }

    private ScheduleFailure unexplained(Trial found, Throwable thrown) {
        message.append("\n  It could not be run again to the end: ")
                .append(firstLine(thrown))
                .append('\n');
        appendSeed("To run it as it was found:  ", found.seed());
        ScheduleFailure failure = failure(found, found, "", "");
        failure.addSuppressed(thrown);
        return failure;
    }

    private void appendDisturbance(boolean disturbed) {
        if (disturbed) {
            message.append(
                            "  Something came from outside in its course, from a thread or real"
                                    + " I/O,")
                    .append(" at a moment that no seed decides:\n  another run may differ.\n");
        }
    }

    private ScheduleFailure failure(Trial shown, Trial found, String story, String trace) {
        ScheduleFailure failure =
                new ScheduleFailure(
                        message.toString(),
                        shown.failure(),
                        found.seed(),
                        shown.seed().toString(),
                        story,
                        trace);
        failure.setStackTrace(withoutOurs(failure.getStackTrace()));
        return failure;
    }

    /** Begins where the exploration was started. */
    private static StackTraceElement[] withoutOurs(StackTraceElement[] stack) {
        int begin = 0;
        while (begin < stack.length && isOurs(stack[begin].getClassName())) {
            begin++;
        }
        return Arrays.copyOfRange(stack, begin, stack.length);
    }

    private static boolean isOurs(String type) {
        return type.equals(Explanation.class.getName()) || type.equals(Exploration.class.getName());
    }
}
