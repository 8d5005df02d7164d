package org.asyncio4j.test.stream;

import org.asyncio4j.Action;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Label;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Bytes in one direction, in memory: what is sent at one side is received at the other. Half of a
 * {@link MemoryStream}, and useful by itself below a {@code StreamReader} or {@code StreamWriter}.
 *
 * <p>It keeps up to its capacity; a sender of more waits, and the receiver takes the rest from the
 * sender's own memory. With a capacity of 0 it keeps nothing: both sides go <em>in lockstep</em>, a
 * send ends when the last byte of it was received.
 *
 * <pre>{@code
 * MemoryPipe pipe = new MemoryPipe();
 * pipe.split(seed.random());                 // what is received comes in pieces of any size
 * pipe.put("HTTP/1.1 200 OK\r\n\r\n");
 * pipe.failAfter(10, () -> new SocketException("Connection reset"));
 * Response response = parse(new StreamReader(pipe));
 * }</pre>
 *
 * <p>All waits end within the loop, so a simulation's clock does not run meanwhile, and where
 * nobody comes a deadlock is reported. One task may send while another receives.
 */
public final class MemoryPipe implements ReceiveStream, SendStream {
    /** As a capacity: senders never wait. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final Action<IOException> NOTHING = () -> {};

    private final LoopBinding binding = new LoopBinding(this);
    private final WaitQueue receivers = new WaitQueue(this, "bytes in ");
    private final WaitQueue senders = new WaitQueue(this, "room in ");
    private final ByteQueue content = new ByteQueue();
    private final int capacity;
    private final String name;

    /** Who is inside; null while nobody is. */
    private Fiber receiver;

    private Fiber sender;

    /** What the sender that waits still has of its own; null while none waits. */
    private ByteBuffer[] offered;

    /** How many of the bytes in it may be received; all if it is not by hand. */
    private long delivered;

    private boolean byHand;

    private boolean ended;

    /** Whether the end may be received, where that is by hand. */
    private boolean endDelivered;

    /** Why nothing can be sent or received any more; null while it can. */
    private Supplier<? extends IOException> sendFailure;

    private Supplier<? extends IOException> receiveFailure;

    /** What it fails with when so many bytes more were received; null for nothing. */
    private Supplier<? extends IOException> plannedFailure;

    private long bytesUntilFailure;

    private int chunk = Integer.MAX_VALUE;

    /** Who decides how much of a chunk comes; null for all of it. */
    private Random random;

    private Action<IOException> beforeSend = NOTHING;
    private Action<IOException> beforeReceive = NOTHING;

    private long sent;
    private long received;

    /** Makes a pipe without limit. */
    public MemoryPipe() {
        this(UNLIMITED);
    }

    /**
     * Makes a pipe.
     *
     * @param capacity how many bytes it keeps: 0 to have both sides meet, {@link #UNLIMITED}
     * @throws IllegalArgumentException if the capacity is negative
     */
    public MemoryPipe(int capacity) {
        this(capacity, null);
    }

    /**
     * Makes a pipe.
     *
     * @param capacity how many bytes it keeps: 0 to have both sides meet, {@link #UNLIMITED}
     * @param name what messages call it; null for none
     * @throws IllegalArgumentException if the capacity is negative
     */
    public MemoryPipe(int capacity, String name) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity < 0: " + capacity);
        }
        this.capacity = capacity;
        this.name = name;
    }

    // ---------------------------------------------------------------- what a test can do to it

    /**
     * From now on a receive gets between one byte and all that it could get, by chance: for code
     * that must not care how its data is split. Never gives way.
     *
     * @param random from the test's seed, so that a failure can be repeated; null to stop it
     */
    public void split(Random random) {
        this.random = random;
    }

    /**
     * From now on a receive gets at most so many bytes. Never gives way.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public void chunk(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most < 1: " + most);
        }
        chunk = most;
    }

    /**
     * Runs at the begin of each {@link #send}, in the task that sends; may wait, and throw.
     *
     * @param hook replaces the one before
     */
    public void beforeSend(Action<IOException> hook) {
        beforeSend = Objects.requireNonNull(hook, "hook");
    }

    /**
     * Runs at the begin of each {@code receive}, in the task that receives; may wait, put something
     * in, and throw.
     *
     * @param hook replaces the one before
     */
    public void beforeReceive(Action<IOException> hook) {
        beforeReceive = Objects.requireNonNull(hook, "hook");
    }

    /** Puts bytes in without waiting, beyond the capacity if need be. Never gives way. */
    public void put(byte... bytes) {
        binding.touch();
        content.add(ByteBuffer.wrap(bytes), bytes.length);
        sent += bytes.length;
        receivers.wakeAll();
    }

    /** Puts a text in UTF-8 in. Never gives way. */
    public void put(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes out all that is kept, delivered or not. Never gives way. */
    public byte[] take() {
        binding.touch();
        byte[] bytes = content.take(content.size());
        delivered = 0;
        moved();
        return bytes;
    }

    /** How many bytes are kept. */
    public int size() {
        binding.touch();
        return content.size();
    }

    /** How many bytes were sent in all. */
    public long sent() {
        return sent;
    }

    /** How many bytes were received in all. */
    public long received() {
        return received;
    }

    /**
     * From now on what is sent arrives only when {@link #deliver} says so: a network that is moved
     * by hand. What is in it now has arrived.
     */
    public void holdBack() {
        if (!byHand) {
            byHand = true;
            delivered = content.size();
            endDelivered = ended;
        }
    }

    /**
     * Lets what was {@linkplain #holdBack held back} arrive: up to {@code most} bytes, also of what
     * a waiting sender still has, and the end of the stream if all have. Never gives way.
     *
     * @return how many bytes
     */
    public int deliver(int most) {
        binding.touch();
        if (!byHand) {
            return 0;
        }
        take(offered, most - heldBack()); // Else nothing of it ever came, where nothing is kept.
        int count = Math.min(most, heldBack());
        delivered += count;
        endDelivered = ended && heldBack() == 0;
        moved();
        receivers.wakeAll();
        return count;
    }

    /** Lets all arrive that was {@linkplain #holdBack held back}, and what follows. */
    public void letThrough() {
        byHand = false;
        moved();
        receivers.wakeAll();
    }

    /** How many bytes were sent and have not arrived. */
    public int heldBack() {
        return byHand ? (int) (content.size() - delivered) : 0;
    }

    /** Ends the stream: who receives gets what is in it, then the end. Never gives way. */
    public void end() {
        binding.touch();
        ended = true;
        receivers.wakeAll();
        senders.wakeAll();
    }

    /**
     * Breaks the pipe: from now on, sending and receiving fail, also for who waits; what is in it
     * is lost. Never gives way.
     *
     * @param failure makes the exception that a call throws: each one of its own, since what was
     *     sent is noted in it
     */
    public void fail(Supplier<? extends IOException> failure) {
        failSending(failure);
        failReceiving(failure);
    }

    /** Breaks the side where it is sent: what is in it can be received. Never gives way. */
    public void failSending(Supplier<? extends IOException> failure) {
        binding.touch();
        sendFailure = Objects.requireNonNull(failure, "failure");
        senders.wakeAll();
    }

    /** Breaks the side where it is received: what is in it is lost. Never gives way. */
    public void failReceiving(Supplier<? extends IOException> failure) {
        binding.touch();
        receiveFailure = Objects.requireNonNull(failure, "failure");
        content.clear();
        delivered = 0;
        receivers.wakeAll();
        moved();
    }

    /**
     * Lets so many bytes more be received, then {@linkplain #fail fails}: also in the middle of a
     * send.
     *
     * @throws IllegalArgumentException if the count is negative
     */
    public void failAfter(long bytes, Supplier<? extends IOException> failure) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes < 0: " + bytes);
        }
        bytesUntilFailure = bytes;
        plannedFailure = Objects.requireNonNull(failure, "failure");
        failIfPlanned();
    }

    private void failIfPlanned() {
        if (plannedFailure != null && bytesUntilFailure == 0) {
            Supplier<? extends IOException> failure = plannedFailure;
            plannedFailure = null;
            fail(failure);
        }
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            throw new IllegalArgumentException("There is no room in the buffer to receive into.");
        }
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("The buffer to receive into is read-only.");
        }
        enterReceive();
        try {
            int count = awaitBytes(target.remaining());
            if (count > 0) {
                content.take(target, count);
                took(count);
            }
            return count;
        } finally {
            receiver = null;
        }
    }

    @Override
    public byte[] receive(int max) throws IOException {
        if (max <= 0) {
            throw new IllegalArgumentException("Cannot receive " + max + " bytes at most.");
        }
        enterReceive();
        try {
            int count = awaitBytes(max);
            if (count < 0) {
                return null;
            }
            byte[] bytes = content.take(count);
            took(count);
            return bytes;
        } finally {
            receiver = null;
        }
    }

    private void enterReceive() {
        Fiber fiber = binding.enter();
        if (receiver != null) {
            throw busy(fiber, "receive from", receiver);
        }
        receiver = fiber;
    }

    /**
     * Waits until bytes are in the queue.
     *
     * @return how many are to be taken; -1 at the end
     */
    private int awaitBytes(int most) throws IOException {
        beforeReceive.run();
        Fiber fiber = Fiber.current();
        while (true) {
            throwIf(receiveFailure);
            long there = byHand ? delivered : content.size() + offeredBytes();
            if (there > 0) {
                int count = portion(Math.min(most, there));
                take(offered, count - content.size());
                return count;
            }
            if (ended && (!byHand || endDelivered)) {
                return -1;
            }
            receivers.await(fiber, () -> {});
        }
    }

    private int portion(long most) {
        long count = Math.min(most, chunk);
        if (plannedFailure != null) {
            count = Math.min(count, bytesUntilFailure);
        }
        return random == null ? (int) count : 1 + random.nextInt((int) count);
    }

    private void took(int count) {
        received += count;
        if (byHand) {
            delivered -= count;
        }
        if (plannedFailure != null) {
            bytesUntilFailure -= count;
            failIfPlanned();
        }
        moved();
    }

    /** There is more room than before, or less is held back. */
    private void moved() {
        if (receiveFailure == null) {
            take(offered, capacity - content.size());
        }
        senders.wakeAll();
    }

    // ---------------------------------------------------------------- sending

    @Override
    public void send(ByteBuffer... data) throws IOException {
        Fiber fiber = binding.enter();
        if (sender != null) {
            throw busy(fiber, "send to", sender);
        }
        sender = fiber;
        try {
            beforeSend.run();
            requireSending();
            offered = data;
            take(data, capacity - content.size());
            receivers.wakeAll();
            while (offeredBytes() > 0) {
                senders.await(fiber, () -> {});
                throwIf(sendFailure);
            }
        } finally {
            offered = null;
            sender = null;
        }
    }

    /** Takes up to so many bytes from who sends, if somebody does. */
    private void take(ByteBuffer[] data, int most) {
        int left = most;
        for (int index = 0; data != null && left > 0 && index < data.length; index++) {
            int count = Math.min(left, data[index].remaining());
            content.add(data[index], count);
            sent += count;
            left -= count;
        }
    }

    /** How much the sender that waits still has of its own. */
    private long offeredBytes() {
        long count = 0;
        for (int index = 0; offered != null && index < offered.length; index++) {
            count += offered[index].remaining();
        }
        return count;
    }

    @Override
    public void drain() throws IOException {
        Fiber fiber = binding.enter();
        throwIf(sendFailure);
        while (capacity > 0 && content.size() >= capacity) {
            senders.await(fiber, () -> {});
            throwIf(sendFailure);
        }
    }

    /** {@inheritDoc} What is not {@linkplain #holdBack held back} has left. */
    @Override
    public void flush() throws IOException {
        Fiber fiber = binding.enter();
        throwIf(sendFailure);
        while (heldBack() > 0) {
            senders.await(fiber, () -> {});
            throwIf(sendFailure);
        }
    }

    @Override
    public void sendEof() throws IOException {
        binding.touch();
        if (!ended) {
            throwIf(sendFailure);
            end();
        }
    }

    @Override
    public boolean canSendEof() {
        return true;
    }

    private void requireSending() throws IOException {
        throwIf(sendFailure);
        if (ended) {
            throw new IOException(
                    "Nothing can be sent to " + this + " any more, whose end was sent.");
        }
    }

    private static void throwIf(Supplier<? extends IOException> failure) throws IOException {
        if (failure != null) {
            throw failure.get();
        }
    }

    private IllegalStateException busy(Fiber fiber, String verb, Fiber other) {
        return new IllegalStateException(
                fiber
                        + " would "
                        + verb
                        + " "
                        + this
                        + ", as "
                        + other
                        + " does already. One task at a time may, or they would get parts of each"
                        + " other's data: give one task this job, and a queue to the others.");
    }

    // ---------------------------------------------------------------- looking at it

    boolean isEnded() {
        return ended;
    }

    /** Whether a sender waits with data that was taken in part or not at all. */
    boolean isMidway() {
        return offeredBytes() > 0;
    }

    /** Who it is, what is in it and its state. */
    @Override
    public String toString() {
        return Label.of(this, name)
                + " with "
                + content.size()
                + (capacity == UNLIMITED ? "" : "/" + capacity)
                + " bytes"
                + (heldBack() == 0 ? "" : ", " + heldBack() + " held back")
                + (ended ? ", ended" : "")
                + (receiveFailure == null && sendFailure == null ? "" : ", broken");
    }
}
