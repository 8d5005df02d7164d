package org.asyncio4j.test.schedule;

/** Which orders of turns an exploration tries, one run after the other. */
public interface Plan {
    /**
     * The order of the next run.
     *
     * @param seed that of the run
     * @return null if there is no order left that has not been tried
     */
    Chooser next(long seed);

    /** What the run has been that was planned last, if it has not failed. */
    default void ran(Choices choices) {}

    /** Whether all orders there are have been tried. */
    default boolean isComplete() {
        return false;
    }
}
