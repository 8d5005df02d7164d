package org.asyncio4j.bench.simulation;

/**
 * The numbers of the simulated heartbeats: tasks that sleep for about a minute, again and again.
 */
public final class Heartbeats {

    /** How many tasks. */
    public static final int TASKS = 100;

    private Heartbeats() {}

    /** How many seconds a task sleeps before its next beat: 30 to 138. */
    public static int pauseSeconds(int task, int beat) {
        return 30 + task + (7 * beat + 3 * task) % 10;
    }
}
