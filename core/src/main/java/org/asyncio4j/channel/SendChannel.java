package org.asyncio4j.channel;

import org.asyncio4j.kernel.Fiber;

import java.util.Objects;

/**
 * The end of a channel where items go in: Trio's {@code MemorySendChannel}. From {@link
 * MemoryChannel#open}.
 *
 * <p>Any number of tasks may send at one end; who has waited longest is served first, at whichever
 * end. Tasks that finish at different times take a {@linkplain #clone clone} each and close it when
 * they are done: receivers get the end of the channel after the last one has.
 *
 * <pre>{@code
 * for (URI address : addresses) {
 *     SendChannel<Page> pages = sender.clone();
 *     group.createTask(() -> {
 *         try (pages) {
 *             pages.send(fetch(address));
 *         }
 *     });
 * }
 * sender.close();
 * }</pre>
 *
 * @param <T> the items; never null
 */
public final class SendChannel<T> implements AutoCloseable {
    private final Channel<T> channel;
    private boolean closed;

    SendChannel(Channel<T> channel) {
        this.channel = channel;
        channel.senderOpened();
    }

    /**
     * Sends an item: to the receiver that has waited longest, or into the buffer. Waits while there
     * is neither a receiver nor room.
     *
     * <p>Gives way: only if it must wait. Cancellation: the item was not sent; one that comes when
     * the item has been received is thrown by the next wait instead. Woken by: {@link
     * ReceiveChannel#receive}, {@link #close}, the close of the last receiving end.
     *
     * @throws ClosedResourceException if this end is closed, before or meanwhile
     * @throws BrokenResourceException if all receiving ends are closed, before or meanwhile
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public void send(T item) {
        Objects.requireNonNull(item, "item");
        Fiber fiber = channel.binding.enter();
        requireUsable();
        if (!channel.offer(item) && !channel.awaitReceiver(fiber, this, item)) {
            requireUsable();
        }
    }

    /**
     * Sends an item if that needs no waiting. Never gives way.
     *
     * @throws WouldBlockException if nobody waits to receive and there is no room
     * @throws ClosedResourceException if this end is closed
     * @throws BrokenResourceException if all receiving ends are closed
     * @throws IllegalStateException from a foreign thread
     */
    public void sendNowait(T item) {
        Objects.requireNonNull(item, "item");
        channel.binding.touch();
        requireUsable();
        if (!channel.offer(item)) {
            throw new WouldBlockException(
                    "Nobody waits to receive from " + channel + ", and it has no room.");
        }
    }

    private void requireUsable() {
        requireOpen();
        if (!channel.hasReceivers()) {
            throw new BrokenResourceException(
                    "All receiving ends of "
                            + channel
                            + " are closed: nobody will get what is sent.");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedResourceException(
                    this + ": this end was closed, so it cannot be used any more.");
        }
    }

    /**
     * Another end to the same channel, to be closed by itself. Never gives way.
     *
     * @throws ClosedResourceException if this end is closed
     * @throws IllegalStateException from a foreign thread
     */
    @Override
    public SendChannel<T> clone() {
        channel.binding.touch();
        requireOpen();
        return new SendChannel<>(channel);
    }

    /**
     * Closes this end. Who waits to send at it gets {@link ClosedResourceException}. If it was the
     * last, who waits to receive gets {@link EndOfChannelException}, after the items that are under
     * way. A second call does nothing. Never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    @Override
    public void close() {
        channel.binding.touch();
        if (!closed) {
            closed = true;
            channel.senderClosed(this);
        }
    }

    /**
     * What there is to know of the channel, with all its ends, at this moment.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public MemoryChannel.Statistics statistics() {
        return channel.statistics();
    }

    /** Who it is, and the state of its channel. */
    @Override
    public String toString() {
        return channel.label(this) + (closed ? " (closed) to " : " to ") + channel;
    }
}
