package org.asyncio4j.channel;

import java.util.Objects;

/**
 * The two ends of a new channel between tasks: Trio's {@code open_memory_channel}.
 *
 * <p>Data flows from left to right. Each end is closed by itself; closing both is no duty, but
 * where one is forgotten the other side may wait forever.
 *
 * <p>How many items may be under way unreceived is the channel's capacity. 0 makes sender and
 * receiver meet, and is the right one in doubt; some let producers run ahead; {@link #UNLIMITED}
 * gives up back-pressure.
 *
 * <pre>{@code
 * var channel = MemoryChannel.<String>open(0);
 * taskGroup(group -> {
 *     group.createTask(() -> {
 *         try (var sender = channel.sender()) {
 *             sender.send("hello");
 *             sender.send("goodbye");
 *         }
 *     });
 *     group.createTask(() -> {
 *         try (var receiver = channel.receiver()) {
 *             for (String word : receiver) {
 *                 IO.println(word);
 *             }
 *         }
 *     });
 * });
 * }</pre>
 *
 * @param sender where items go in
 * @param receiver where items come out
 */
public record MemoryChannel<T>(SendChannel<T> sender, ReceiveChannel<T> receiver) {
    /** As a capacity: senders never wait. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Pairs two ends. New ones come from {@link #open}. */
    public MemoryChannel {
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(receiver, "receiver");
    }

    /**
     * Makes a channel.
     *
     * @param capacity how many items may be under way: 0 to make both sides meet, {@link
     *     #UNLIMITED}
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public static <T> MemoryChannel<T> open(int capacity) {
        return open(capacity, null);
    }

    /**
     * Makes a channel.
     *
     * @param capacity how many items may be under way: 0 to make both sides meet, {@link
     *     #UNLIMITED}
     * @param name what reports call it; null for none
     * @throws IllegalArgumentException if {@code capacity} is negative
     */
    public static <T> MemoryChannel<T> open(int capacity, String name) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity < 0: " + capacity);
        }
        Channel<T> channel = new Channel<>(capacity, name);
        return new MemoryChannel<>(new SendChannel<>(channel), new ReceiveChannel<>(channel));
    }

    /**
     * A snapshot of a channel.
     *
     * @param buffered how many items are under way
     * @param capacity how many may be, or {@link MemoryChannel#UNLIMITED}
     * @param peak the most there have ever been
     * @param senders how many ends to send are open
     * @param receivers how many ends to receive are open
     * @param waitingToSend how many wait in {@link SendChannel#send}, at all ends
     * @param waitingToReceive how many wait in {@link ReceiveChannel#receive}, at all ends
     */
    public record Statistics(
            int buffered,
            int capacity,
            int peak,
            int senders,
            int receivers,
            int waitingToSend,
            int waitingToReceive) {}
}
