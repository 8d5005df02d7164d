package org.asyncio4j.channel;

import org.asyncio4j.kernel.Fiber;

import java.util.Iterator;

/**
 * The end of a channel where items come out: Trio's {@code MemoryReceiveChannel}. From {@link
 * MemoryChannel#open}.
 *
 * <p>Each item goes to one receiver. Any number of tasks may receive at one end, or at {@linkplain
 * #clone clones} of it; who has waited longest gets the next item, at whichever end. A {@code for}
 * loop receives until the channel ends.
 *
 * <pre>{@code
 * try (receiver) {
 *     for (Page page : receiver) {
 *         store(page);
 *     }
 * }
 * }</pre>
 *
 * @param <T> the items; never null
 */
public final class ReceiveChannel<T> implements AutoCloseable, Iterable<T> {
    private final Channel<T> channel;
    private boolean closed;

    ReceiveChannel(Channel<T> channel) {
        this.channel = channel;
        channel.receiverOpened();
    }

    /**
     * Receives the next item, and waits for one if none is there.
     *
     * <p>Gives way: only if it must wait. Cancellation: no item was received; one that comes when
     * an item has been handed over is thrown by the next wait instead. Woken by: {@link
     * SendChannel#send}, {@link #close}, the close of the last sending end.
     *
     * @throws EndOfChannelException if nothing is left and all sending ends are closed, before or
     *     meanwhile
     * @throws ClosedResourceException if this end is closed, before or meanwhile
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    public T receive() {
        Fiber fiber = channel.binding.enter();
        requireOpen();
        T item = channel.poll();
        if (item == null) {
            requireSenders();
            item = channel.awaitItem(fiber, this);
        }
        if (item == null) {
            requireOpen();
            requireSenders();
        }
        return item;
    }

    /**
     * Receives the next item if that needs no waiting. Never gives way.
     *
     * @throws WouldBlockException if no item is there
     * @throws EndOfChannelException if nothing is left and all sending ends are closed
     * @throws ClosedResourceException if this end is closed
     * @throws IllegalStateException from a foreign thread
     */
    public T receiveNowait() {
        channel.binding.touch();
        requireOpen();
        T item = channel.poll();
        if (item == null) {
            requireSenders();
            throw new WouldBlockException("No item is there to be received from " + channel + ".");
        }
        return item;
    }

    private void requireSenders() {
        if (!channel.hasSenders()) {
            throw new EndOfChannelException(
                    "All sending ends of " + channel + " are closed: no more items will come.");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedResourceException(
                    this + ": this end was closed, so it cannot be used any more.");
        }
    }

    /**
     * Another end of the same channel, to be closed by itself. It does not get a copy of the items:
     * each item goes to one end. Never gives way.
     *
     * @throws ClosedResourceException if this end is closed
     * @throws IllegalStateException from a foreign thread
     */
    @Override
    public ReceiveChannel<T> clone() {
        channel.binding.touch();
        requireOpen();
        return new ReceiveChannel<>(channel);
    }

    /**
     * Closes this end. Who waits to receive at it gets {@link ClosedResourceException}. If it was
     * the last, the items under way are dropped, and who sends gets {@link
     * BrokenResourceException}. A second call does nothing. Never gives way.
     *
     * @throws IllegalStateException from a foreign thread
     */
    @Override
    public void close() {
        channel.binding.touch();
        if (!closed) {
            closed = true;
            channel.receiverClosed(this);
        }
    }

    /**
     * Receives until the channel ends. The iterator's {@code hasNext} and {@code next} wait as
     * {@link #receive} does, and throw what it throws except for the end of the channel.
     */
    @Override
    public Iterator<T> iterator() {
        return new ChannelIterator<>(this);
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
        return channel.label(this) + (closed ? " (closed) of " : " of ") + channel;
    }
}
