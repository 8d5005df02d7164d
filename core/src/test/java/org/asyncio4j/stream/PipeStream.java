package org.asyncio4j.stream;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/** A pipe in memory: what is sent at one end is received at the other, and too much waits. */
final class PipeStream implements ReceiveStream, SendStream {
    private final WaitQueue receivers = new WaitQueue(this, "bytes in ");
    private final WaitQueue senders = new WaitQueue(this, "room in ");
    private final byte[] content;
    private int size;
    private boolean ended;
    private String failure;

    /** How many bytes one receive gives at most. */
    IntSupplier chunks = () -> Integer.MAX_VALUE;

    /** What the receives have given, in order: arrays, buffers and null for the end. */
    final List<Object> given = new ArrayList<>();

    PipeStream(int capacity) {
        content = new byte[capacity];
    }

    // ---------------------------------------------------------------- by hand

    /** Puts in what has room. */
    void put(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    void put(byte... bytes) {
        take(ByteBuffer.wrap(bytes));
    }

    void end() {
        ended = true;
        receivers.wakeAll();
    }

    /** From now on all calls fail; what has been sent is lost. */
    void fail(String message) {
        failure = message;
        size = 0;
        receivers.wakeAll();
        senders.wakeAll();
    }

    /** Takes out what is there, as text. */
    String drainToString() {
        return new String(remove(size), StandardCharsets.UTF_8);
    }

    int size() {
        return size;
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (!awaitBytes()) {
            given.add(null);
            return -1;
        }
        byte[] bytes = remove(target.remaining());
        target.put(bytes);
        given.add(target);
        return bytes.length;
    }

    @Override
    public byte[] receive(int max) throws IOException {
        byte[] bytes = awaitBytes() ? remove(max) : null;
        given.add(bytes);
        return bytes;
    }

    private boolean awaitBytes() throws IOException {
        requireWorking();
        while (size == 0 && !ended) {
            receivers.await(Fiber.current(), () -> {});
            requireWorking();
        }
        return size > 0;
    }

    private byte[] remove(int max) {
        int count = Math.min(Math.min(size, max), chunks.getAsInt());
        byte[] bytes = Arrays.copyOf(content, count);
        size -= count;
        System.arraycopy(content, count, content, 0, size);
        senders.wakeAll();
        return bytes;
    }

    // ---------------------------------------------------------------- sending

    @Override
    public void send(ByteBuffer... data) throws IOException {
        requireWorking();
        for (ByteBuffer each : data) {
            take(each);
            while (each.hasRemaining()) {
                senders.await(Fiber.current(), () -> {});
                requireWorking();
                take(each);
            }
        }
    }

    private void take(ByteBuffer data) {
        int count = Math.min(data.remaining(), content.length - size);
        data.get(content, size, count);
        size += count;
        receivers.wakeAll();
    }

    @Override
    public void drain() throws IOException {
        awaitSize(content.length - 1);
    }

    @Override
    public void flush() throws IOException {
        awaitSize(0);
    }

    private void awaitSize(int most) throws IOException {
        requireWorking();
        while (size > most) {
            senders.await(Fiber.current(), () -> {});
            requireWorking();
        }
    }

    @Override
    public void sendEof() throws IOException {
        requireWorking();
        end();
    }

    @Override
    public boolean canSendEof() {
        return true;
    }

    private void requireWorking() throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    @Override
    public String toString() {
        return "pipe";
    }
}
