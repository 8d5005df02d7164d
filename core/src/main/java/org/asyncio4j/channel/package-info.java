/**
 * Memory channels: Trio's way to pass items between tasks, which ends by itself.
 *
 * <p>A channel has two kinds of ends, and each can be {@linkplain
 * org.asyncio4j.channel.SendChannel#clone cloned}, so that every task has one of its own. When all
 * ends of one kind are closed, the other side is told: receivers get what is left and then the end
 * of the channel, senders learn that nobody listens any more.
 *
 * <p>Compared with {@link org.asyncio4j.queue.Queue}: a channel knows who is at it, so that the
 * last producer's {@code close} ends all consumers; it has no {@code join}. An item is handed
 * directly to the receiver that has waited longest.
 *
 * <p>A channel belongs to the loop that first waits on it; use from another loop or from a foreign
 * thread is answered with an {@link IllegalStateException}. No method takes a timeout: put the call
 * into {@code timeout} or {@code moveOnAfter}. Items are never null: passing null throws {@link
 * NullPointerException}.
 */
package org.asyncio4j.channel;
