package org.asyncio4j.spi;

/**
 * One whose turn it may be on a loop: a task, a callback, or a thread that a library has started
 * inside one. The same object at each of its turns. On the loop's thread only.
 */
public interface Turn {
    /** Who it is, as "Task-3" or "the callback …". */
    String describe();

    /**
     * What it does now, as the end of a sentence: "waits for …", "is ready to run", "has ended".
     */
    String activity();

    /** Whether it is a task, or a callback that has waited and goes on like one. */
    boolean isTask();

    /** Whether it stands ready to run (again), so that after its own turn it has just given way. */
    boolean isReady();
}
