package org.asyncio4j.channel;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What all ends of a channel share: the items under way, and who waits.
 *
 * <p>While a receiver waits the buffer is empty; while a sender waits it is full.
 */
final class Channel<T> {
    final LoopBinding binding = new LoopBinding(this);

    private final WaitQueue sending = new WaitQueue(this, "a receiver of ");
    private final WaitQueue receiving = new WaitQueue(this, "an item of ");
    private final Deque<T> buffer = new ArrayDeque<>();
    private final int capacity;
    private final String name;
    private int peak;
    private int senders;
    private int receivers;

    Channel(int capacity, String name) {
        this.capacity = capacity;
        this.name = name;
    }

    /** One who waits at an end, to give an item away or to get one. */
    private static final class Exchange<T> extends WaitQueue.Waiter {
        final Object end;
        T item;

        /** Whether the item has changed hands; else it was woken because it never will. */
        boolean done;

        Exchange(Fiber fiber, Object end, T item) {
            super(fiber);
            this.end = end;
            this.item = item;
        }

        @Override
        public boolean isBinding() {
            return true;
        }
    }

    // ---------------------------------------------------------------- items

    /** Gives an item to who waits for one, else puts it into the buffer, if there is room. */
    boolean offer(T item) {
        if (!receiving.isEmpty()) {
            Exchange<T> receiver = first(receiving);
            receiver.item = item;
            complete(receiving, receiver);
            return true;
        }
        if (buffer.size() >= capacity) {
            return false;
        }
        buffer.add(item);
        peak = Math.max(peak, buffer.size());
        return true;
    }

    /** The next item, or null if there is none. A sender that waits may fill the gap. */
    T poll() {
        if (!sending.isEmpty()) {
            Exchange<T> sender = first(sending);
            buffer.add(sender.item);
            complete(sending, sender);
        }
        return buffer.poll();
    }

    /** Waits until a receiver has taken the item. Returns false where none ever will. */
    boolean awaitReceiver(Fiber fiber, SendChannel<T> end, T item) {
        return exchange(sending, new Exchange<>(fiber, end, item)).done;
    }

    /** Waits until a sender has given an item. Returns null where none ever will. */
    T awaitItem(Fiber fiber, ReceiveChannel<T> end) {
        return exchange(receiving, new Exchange<T>(fiber, end, null)).item;
    }

    /**
     * Waits in the queue. Once the item has changed hands it is too late for a cancellation: it
     * would lose the item, or send it although the sender believes the contrary. It is thrown by
     * the next wait, as in Trio.
     */
    private Exchange<T> exchange(WaitQueue queue, Exchange<T> exchange) {
        queue.await(exchange, () -> {});
        return exchange;
    }

    private void complete(WaitQueue queue, Exchange<T> exchange) {
        exchange.done = true;
        queue.wake(exchange);
    }

    @SuppressWarnings("unchecked") // Nothing else enters the queues.
    private Exchange<T> first(WaitQueue queue) {
        return (Exchange<T>) queue.firstWaiter();
    }

    // ---------------------------------------------------------------- ends

    void senderOpened() {
        senders++;
    }

    void receiverOpened() {
        receivers++;
    }

    boolean hasSenders() {
        return senders > 0;
    }

    boolean hasReceivers() {
        return receivers > 0;
    }

    void senderClosed(SendChannel<T> end) {
        wakeAt(end, sending);
        senders--;
        if (senders == 0) {
            receiving.wakeAll();
        }
    }

    void receiverClosed(ReceiveChannel<T> end) {
        wakeAt(end, receiving);
        receivers--;
        if (receivers == 0) {
            sending.wakeAll();
            buffer.clear();
        }
    }

    private static void wakeAt(Object end, WaitQueue queue) {
        queue.forEachWaiter(waiter -> {
            if (((Exchange<?>) waiter).end == end) {
                queue.wake(waiter);
            }
        });
    }

    // ---------------------------------------------------------------- looking at it

    MemoryChannel.Statistics statistics() {
        binding.touch();
        return new MemoryChannel.Statistics(
                buffer.size(),
                capacity,
                peak,
                senders,
                receivers,
                sending.size(),
                receiving.size());
    }

    /** How one of the ends is called. */
    String label(Object end) {
        return Label.of(end, name);
    }

    @Override
    public String toString() {
        return Label.of(this, name)
                + " with "
                + buffer.size()
                + "/"
                + (capacity == MemoryChannel.UNLIMITED ? "unlimited" : capacity)
                + ", open to "
                + senders
                + " senders and "
                + receivers
                + " receivers";
    }
}
