package org.asyncio4j.net.tls;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * One direction of a connection, in memory: a sender waits while there is more in it than fits, and
 * what is received comes in pieces of random size.
 */
public final class MemoryPipe implements ReceiveStream, SendStream {
    private final int capacity;
    private final Random random;
    private final WaitQueue receivers = new WaitQueue(this);
    private final WaitQueue senders = new WaitQueue(this);
    private byte[] content = {};
    private boolean eof;
    private IOException failure;

    /** How many bytes go through untouched, before one is changed; below 0: all. */
    private long untouched = -1;

    /** Counts the waits of senders and receivers. */
    int waits;

    /** How much was in it at most. */
    int mostContent;

    /** How many bytes have been put in. */
    long total;

    public MemoryPipe(int capacity, Random random) {
        this.capacity = capacity;
        this.random = random;
    }

    // ---------------------------------------------------------------- what a test can do to it

    /** Ends it; what is in it can be received. */
    public void cut() {
        eof = true;
        receivers.wakeAll();
    }

    /** Fails it, in both its ends. */
    public void fail(IOException why) {
        failure = why;
        receivers.wakeAll();
        senders.wakeAll();
    }

    /** Changes the byte after the next {@code count}. */
    public void tamperAfter(long count) {
        untouched = count;
    }

    /** Removes the last bytes that are in it. */
    public void loseLast(int count) {
        byte[] less = new byte[content.length - count];
        System.arraycopy(content, 0, less, 0, less.length);
        content = less;
    }

    public int size() {
        return content.length;
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public int receive(ByteBuffer target) throws IOException {
        byte[] received = receive(target.remaining());
        if (received == null) {
            return -1;
        }
        target.put(received);
        return received.length;
    }

    @Override
    public byte[] receive(int max) throws IOException {
        if (max <= 0) {
            throw new IllegalArgumentException("no room");
        }
        Fiber fiber = Fiber.current().checkpoint();
        while (content.length == 0 && !eof && failure == null) {
            waits++;
            receivers.await(fiber, receivers::wakeFirst);
        }
        if (failure != null) {
            throw failure;
        }
        if (content.length == 0) {
            return null;
        }
        int most = Math.min(max, content.length);
        int count = random == null ? most : 1 + random.nextInt(most);
        byte[] received = new byte[count];
        byte[] rest = new byte[content.length - count];
        System.arraycopy(content, 0, received, 0, count);
        System.arraycopy(content, count, rest, 0, rest.length);
        content = rest;
        senders.wakeAll();
        return received;
    }

    // ---------------------------------------------------------------- sending

    @Override
    public void send(ByteBuffer... data) throws IOException {
        Fiber fiber = Fiber.current().checkpoint();
        for (ByteBuffer part : data) {
            put(part, capacity - content.length);
            while (part.hasRemaining()) {
                waits++;
                senders.await(fiber, senders::wakeFirst);
                put(part, capacity - content.length);
            }
        }
    }

    public void offer(ByteBuffer... data) throws IOException {
        for (ByteBuffer part : data) {
            put(part, part.remaining());
        }
    }

    private void put(ByteBuffer data, int most) throws IOException {
        if (failure != null) {
            throw failure;
        }
        int count = Math.max(0, Math.min(data.remaining(), most));
        byte[] more = new byte[content.length + count];
        System.arraycopy(content, 0, more, 0, content.length);
        data.get(more, content.length, count);
        if (untouched >= 0 && untouched < count) {
            more[content.length + (int) untouched] ^= 0x55;
        }
        untouched = Math.max(-1, untouched - count);
        content = more;
        total += count;
        mostContent = Math.max(mostContent, content.length);
        receivers.wakeAll();
    }

    @Override
    public void drain() throws IOException {
        Fiber fiber = Fiber.current();
        while (content.length >= capacity && failure == null) {
            senders.await(fiber, senders::wakeFirst);
        }
    }

    @Override
    public void flush() throws IOException {
        Fiber fiber = Fiber.current();
        while (content.length > 0 && failure == null) {
            senders.await(fiber, senders::wakeFirst);
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void sendEof() {
        cut();
    }

    @Override
    public boolean canSendEof() {
        return true;
    }

    @Override
    public String toString() {
        return "pipe with " + content.length + " bytes";
    }
}
