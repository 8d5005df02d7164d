package org.asyncio4j;

/**
 * How a task starts.
 *
 * @param name its name, or null for a number
 * @param eagerStart whether it runs at once, inside {@code createTask}, until it first waits; then
 *     the creator goes on before all others. Without it the task's first turn comes when the
 *     creator has given way.
 */
public record TaskOptions(String name, boolean eagerStart) {
    static final TaskOptions DEFAULT = new TaskOptions(null, false);

    public static TaskOptions named(String name) {
        return new TaskOptions(name, false);
    }

    /** An eager start. */
    public static TaskOptions eager() {
        return new TaskOptions(null, true);
    }

    public TaskOptions withName(String name) {
        return new TaskOptions(name, eagerStart);
    }
}
