/**
 * What tasks of one loop agree by: locks, events, conditions, semaphores, barriers and limiters.
 *
 * <p>They are for tasks, not for threads. Tasks run one at a time and change hands only where they
 * wait, so a lock is needed only around code that waits; between two waits nothing can interfere.
 *
 * <p>What holds for all of them:
 *
 * <ul>
 *   <li>Who waits longest goes first. Nobody overtakes, and what is free for the moment between a
 *       wake-up and the woken task's turn is not given to a newcomer.
 *   <li>A call that need not wait does not give way to other tasks.
 *   <li>Cancelled means it did not happen: a task that is cancelled after it was woken passes the
 *       wake-up on.
 *   <li>No method takes a timeout: put the call into {@code timeout} or {@code moveOnAfter}.
 *   <li>In a cancelled scope a waiting method throws {@code CancelledError} at once.
 *   <li>An object belongs to the loop that first waits on it. Use from another loop or from a
 *       foreign thread is answered with an {@link IllegalStateException}.
 *   <li>{@code toString} tells the state; {@code statistics()} gives it as a record.
 *   <li>Passing null where an object is needed throws {@link NullPointerException}; a name may be
 *       null.
 * </ul>
 *
 * <p>The model is Python's {@code asyncio}, and Trio for what asyncio lacks.
 */
package org.asyncio4j.sync;
