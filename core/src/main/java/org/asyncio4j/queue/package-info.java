/**
 * Queues between tasks of one loop: {@code asyncio.Queue} and its kin.
 *
 * <p>A bounded queue is back-pressure: who puts faster than others get is made to wait. Among tasks
 * that wait to get, or to put, whoever has waited longest goes first, and no cancellation loses an
 * item or a wake-up. No method takes a timeout: put the call into {@code timeout} or {@code
 * moveOnAfter}.
 *
 * <p>A queue belongs to the loop that first waits on it; use from another loop or from a foreign
 * thread is answered with an {@link IllegalStateException}. A foreign thread hands over its items
 * through the loop:
 *
 * <pre>{@code
 * loop.callSoonThreadsafe(() -> queue.putNowait(item));
 * }</pre>
 *
 * <p>Items are never null: passing null throws {@link NullPointerException}.
 */
package org.asyncio4j.queue;
