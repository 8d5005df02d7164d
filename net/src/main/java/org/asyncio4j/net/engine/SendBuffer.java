package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What a socket could not send at once, and the back-pressure that comes of it.
 *
 * <p>A small rest is copied and sent when there is room, while its writer goes on. A rest that
 * would bring the buffer above its high-water mark is sent from the writer's own memory while the
 * writer waits, until no more than the low-water mark is left. So a connection never holds more
 * than the high-water mark, unless it is told to {@link #offer}. Loop thread only.
 */
final class SendBuffer {
    static final int DEFAULT_HIGH = 64 * 1024;

    /** How much is sent in one go: a socket that always has room must not keep the loop. */
    static final int ONE_GO = 1024 * 1024;

    private final LoopSocket socket;

    /** Copies of what was taken and is not out. */
    private final ArrayDeque<ByteBuffer> parts = new ArrayDeque<>(2);

    private long size;
    private int high = DEFAULT_HIGH;
    private int low = DEFAULT_HIGH / 4;

    /** Whether the mark was passed, and the low one not reached since. */
    private boolean paused;

    /** Whether a writer waits whose data is partly out and partly in its own memory. */
    private boolean pressing;

    /** Who waits for the buffer to get small, or empty. */
    private final WaitQueue waiters;

    /** Why nothing can be sent any more, or null. */
    private IOException failure;

    /** Told, on the bare carrier, each time something has changed in the background. */
    private Runnable listener = () -> {};

    SendBuffer(LoopSocket socket) {
        this.socket = socket;
        this.waiters = new WaitQueue(this);
        socket.output().listener(this::sendInBackground);
    }

    void listener(Runnable listener) {
        this.listener = listener;
    }

    // ---------------------------------------------------------------- taking

    /** Takes all of the data, and waits under back-pressure. See {@code SendStream.send}. */
    void send(Fiber fiber, ByteBuffer data) throws IOException {
        requireWorking();
        if (parts.isEmpty()) {
            sendNow(data);
        }
        if (!data.hasRemaining()) {
            return;
        }
        if (socket.output().isReady() || size + data.remaining() > high) {
            press(fiber, data);
        }
        keep(data);
    }

    void send(Fiber fiber, ByteBuffer[] data) throws IOException {
        requireWorking();
        if (parts.isEmpty()) {
            sendNow(data);
        }
        for (ByteBuffer part : data) {
            if (part.hasRemaining()) {
                send(fiber, part);
            }
        }
    }

    /** Takes all of the data without waiting, however much that is. */
    void offer(ByteBuffer[] data) throws IOException {
        requireWorking();
        if (parts.isEmpty()) {
            sendNow(data);
        }
        for (ByteBuffer part : data) {
            keep(part);
        }
    }

    /** Sends from the caller's memory until only a little is left, and there is no room for it. */
    private void press(Fiber fiber, ByteBuffer data) throws IOException {
        paused = true;
        pressing = true;
        try {
            while (mustPress(data)) {
                if (socket.output().isReady()) {
                    fiber.yield();
                } else {
                    socket.output().await(fiber);
                }
                requireWorking();
                sendKept();
                if (parts.isEmpty()) {
                    sendNow(data);
                }
            }
        } finally {
            // Where this was cut short, what was in the writer's memory presses no more.
            paused = size > high;
            pressing = false;
            resume();
        }
    }

    /**
     * Nothing may be kept while there is room: a handler that has reported it does so only once.
     */
    private boolean mustPress(ByteBuffer data) {
        return data.hasRemaining()
                && (!parts.isEmpty() || socket.output().isReady() || data.remaining() > low);
    }

    private void keep(ByteBuffer rest) {
        if (!rest.hasRemaining()) {
            return;
        }
        if (parts.isEmpty()) {
            backgroundBegins();
        }
        byte[] copy = new byte[rest.remaining()];
        rest.get(copy);
        parts.add(ByteBuffer.wrap(copy));
        size += copy.length;
        paused |= size > high;
        socket.output().watch();
    }

    // ---------------------------------------------------------------- sending

    /** Sends what there is room for, and not more than is right in one go. */
    private void sendNow(ByteBuffer data) throws IOException {
        if (socket.output().isReady()) {
            int end = data.limit();
            data.limit(data.position() + Math.min(data.remaining(), ONE_GO));
            try {
                socket.trySend(data);
            } catch (IOException e) {
                throw fail(e);
            } finally {
                data.limit(end);
            }
        }
    }

    private void sendNow(ByteBuffer[] data) throws IOException {
        if (socket.output().isReady()) {
            try {
                socket.trySend(data);
            } catch (IOException e) {
                throw fail(e);
            }
        }
    }

    private void sendKept() throws IOException {
        if (parts.isEmpty()) {
            return;
        }
        while (socket.output().isReady() && !parts.isEmpty()) {
            ByteBuffer part = parts.getFirst();
            int before = part.remaining();
            sendNow(part);
            size -= before - part.remaining();
            if (!part.hasRemaining()) {
                parts.removeFirst();
            }
        }
        if (parts.isEmpty()) {
            backgroundEnds();
        }
        resume();
    }

    /** There is room: on the bare carrier, or where the socket is closed. */
    private void sendInBackground() {
        if (parts.isEmpty() || failure != null || socket.isClosed()) {
            return; // Who has closed the socket tells those who wait.
        }
        try {
            sendKept();
        } catch (IOException e) {
            // Whoever writes next, or waits, is told.
            waiters.wakeAll();
        }
        if (!parts.isEmpty()) {
            socket.output().watch();
        }
        listener.run();
    }

    private void resume() {
        if (size <= low) {
            paused = false;
        }
        if (!waiters.isEmpty()) {
            waiters.wakeAll();
        }
    }

    // ---------------------------------------------------------------- waiting

    /** Waits while more is kept than may be. */
    void drain(Fiber fiber) throws IOException {
        requireWorking();
        while (paused && !parts.isEmpty()) {
            waiters.await(fiber, () -> {});
            requireWorking();
        }
    }

    /** Waits until nothing is kept. */
    void flush(Fiber fiber) throws IOException {
        requireWorking();
        while (!parts.isEmpty()) {
            waiters.await(fiber, () -> {});
            requireWorking();
        }
    }

    /** Waits until some of what is kept has gone out; not at all where nothing is. */
    void awaitProgress(Fiber fiber) throws IOException {
        requireWorking();
        if (!parts.isEmpty()) {
            waiters.await(fiber, () -> {});
            requireWorking();
        }
    }

    // ---------------------------------------------------------------- state

    /** Nothing will be sent any more: the rest is dropped, and who waits gets the failure. */
    IOException fail(IOException cause) {
        if (failure == null) {
            failure = cause;
            if (!parts.isEmpty()) {
                parts.clear();
                backgroundEnds();
            }
            size = 0;
            waiters.wakeAll();
        }
        return failure;
    }

    /** Something goes on that no fiber waits for, and that the system will bring to its end. */
    private void backgroundBegins() {
        if (socket.output().outside()) {
            socket.scheduler().outsideWorkBegins();
        }
    }

    private void backgroundEnds() {
        if (socket.output().outside()) {
            socket.scheduler().outsideWorkEnds();
        }
    }

    private void requireWorking() throws IOException {
        if (failure != null) {
            throw SocketErrors.again(failure);
        }
        socket.requireOpen();
    }

    /** Why nothing can be sent any more, or null. */
    IOException failure() {
        return failure;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Whether data has gone out in part only, from here or from a writer's memory. */
    boolean isMidway() {
        return pressing || !parts.isEmpty();
    }

    boolean isPaused() {
        return paused && !parts.isEmpty();
    }

    long size() {
        return size;
    }

    void limits(int high, int low) {
        if (low < 0 || high < low) {
            throw new IllegalArgumentException(
                    "The marks of a write buffer have to be 0 <= low <= high, and were low "
                            + low
                            + " and high "
                            + high
                            + ".");
        }
        this.high = high;
        this.low = low;
        paused = size > high;
    }

    @Override
    public String toString() {
        return "room in the write buffer of the " + socket;
    }
}
