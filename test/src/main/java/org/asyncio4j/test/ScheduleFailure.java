package org.asyncio4j.test;

/**
 * One of the simulations of an {@link Exploration} has failed. The message says with what, how to
 * run it again, and the story of who ran when; the cause is the failure itself.
 */
public final class ScheduleFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient Seed seed;
    private final String token;
    private final String story;
    private final String trace;

    ScheduleFailure(
            String message, Throwable cause, Seed seed, String token, String story, String trace) {
        super(message, cause);
        this.seed = seed;
        this.token = token;
        this.story = story;
        this.trace = trace;
    }

    /** The seed with which it was found. */
    public Seed getSeed() {
        return seed;
    }

    /**
     * What {@code -Dasyncio4j.seed=…} takes to run the simulation whose story this tells: the seed,
     * and the order of tasks as near to first in, first out as was found.
     */
    public String getToken() {
        return token;
    }

    /**
     * Who ran when, for a person; empty where the failure came only once, or could not be run
     * again.
     */
    public String getStory() {
        return story;
    }

    /**
     * Each turn of each task, a line each: number, simulated time, who, what it did next and where,
     * whom it overtook. The same to the last byte each time the token is run, where nothing from
     * outside interferes.
     */
    public String getTrace() {
        return trace;
    }
}
