package org.asyncio4j.net.engine;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** The bytes of a connected socket, both ways. */
public final class SocketStream implements ReceiveStream, SendStream {
    private final LoopSocket socket;
    private final LoopBinding binding;
    private final SendBuffer sending;
    private final Fairness receives = new Fairness();
    private final Fairness sends = new Fairness();
    private final WaitQueue closeWaiters = new WaitQueue(this, "the end of the ");

    /** Why nothing can be received any more, or null. */
    private IOException receiveFailure;

    private boolean atEnd;

    /** Whether a file is out in part only. */
    private boolean sendingFile;

    /** Asked for while data was on its way, to be done when that is out. */
    private boolean eofWanted;

    private boolean closing;

    /** What has kept data from going out that was taken; null if nothing. */
    private IOException failure;

    public SocketStream(LoopSocket socket) {
        this.socket = socket;
        this.binding = new LoopBinding(this, socket.scheduler());
        this.sending = new SendBuffer(socket);
        sending.listener(this::afterSending);
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            throw new IllegalArgumentException("There is no room in the buffer to receive into.");
        }
        return receive(target, Direction.NO_DEADLINE);
    }

    @Override
    public byte[] receive(int max) throws IOException {
        Fiber fiber = enterReceive();
        while (!atEnd) {
            if (socket.input().isReady()) {
                byte[] received = tryReceive(max);
                if (received != LoopSocket.NOTHING) {
                    return received;
                }
            }
            waitForInput(fiber, Direction.NO_DEADLINE);
        }
        return null;
    }

    /**
     * {@link #receive(ByteBuffer)} until the loop's clock shows the deadline. There is room in the
     * target.
     *
     * @return 0 if nothing came until then
     */
    public int receive(ByteBuffer target, long deadline) throws IOException {
        Fiber fiber = enterReceive();
        while (!atEnd) {
            if (socket.input().isReady()) {
                int count = tryReceive(target);
                if (count != 0) {
                    return count;
                }
            }
            if (!waitForInput(fiber, deadline)) {
                return 0;
            }
        }
        return -1;
    }

    /**
     * {@link #receive(ByteBuffer)} without waiting: asks the system, also where the handler has
     * seen nothing, since it does not watch for somebody who never waits.
     *
     * @return 0 if nothing has come
     */
    public int probe(ByteBuffer target) throws IOException {
        binding.touch();
        requireReceiving();
        return atEnd ? -1 : tryReceive(target);
    }

    /**
     * Waits until {@link #receiveNow} finds something: bytes, the end, a failure. Returns early
     * when {@link #release} is called.
     *
     * @return whether it has waited at all
     */
    public boolean awaitInput() throws IOException {
        Fiber fiber = enterReceive();
        if (atEnd || socket.input().isReady()) {
            return false;
        }
        waitForInput(fiber, Direction.NO_DEADLINE);
        return true;
    }

    /** Waits until the socket is closed or {@link #release} is called. */
    public void idle() {
        Fiber fiber = binding.enter();
        if (!socket.isClosed()) {
            closeWaiters.await(fiber, () -> {});
        }
    }

    /** Ends the wait of a task in {@link #awaitInput} or {@link #idle}. */
    public void release() {
        binding.touch();
        if (!socket.isClosed()) {
            socket.input().release();
            closeWaiters.wakeAll();
        }
    }

    /**
     * Receives what is there.
     *
     * @return how many bytes, 0 if nothing has come, -1 at the end
     */
    public int receiveNow(ByteBuffer target) throws IOException {
        requireReceiving();
        if (atEnd) {
            return -1;
        }
        return socket.input().isReady() ? tryReceive(target) : 0;
    }

    /**
     * Receives what is there.
     *
     * @return an empty array if nothing has come, null at the end
     */
    public byte[] receiveNow(int max) throws IOException {
        requireReceiving();
        if (atEnd) {
            return null;
        }
        return socket.input().isReady() ? tryReceive(max) : LoopSocket.NOTHING;
    }

    private Fiber enterReceive() throws IOException {
        Fiber fiber = binding.enter();
        receives.next(fiber);
        requireReceiving();
        return fiber;
    }

    /**
     * @return false if the time is up
     */
    private boolean waitForInput(Fiber fiber, long deadline) throws IOException {
        receives.waited();
        sends.waited();
        boolean inTime = socket.input().await(fiber, deadline);
        requireReceiving();
        return inTime;
    }

    private void requireReceiving() throws IOException {
        if (receiveFailure != null) {
            throw SocketErrors.again(receiveFailure);
        }
        socket.requireOpen();
    }

    private int tryReceive(ByteBuffer target) throws IOException {
        try {
            int count = socket.tryReceive(target);
            atEnd = count < 0;
            return count;
        } catch (IOException e) {
            receiveFailure = e;
            throw e;
        }
    }

    private byte[] tryReceive(int max) throws IOException {
        try {
            byte[] received = socket.tryReceive(max);
            atEnd = received == null;
            return received;
        } catch (IOException e) {
            receiveFailure = e;
            throw e;
        }
    }

    /** Whether the end of the stream was received. */
    public boolean isAtEnd() {
        return atEnd;
    }

    // ---------------------------------------------------------------- sending

    @Override
    public void send(ByteBuffer... data) throws IOException {
        Fiber fiber = enterSend();
        if (data.length == 1) {
            sending.send(fiber, data[0]);
        } else if (data.length > 1) {
            sending.send(fiber, data);
        }
    }

    /**
     * Takes all of the data without waiting, however much is kept then. Loop thread only.
     *
     * @throws IOException if the stream has failed or was closed
     */
    public void offer(ByteBuffer... data) throws IOException {
        binding.touch();
        requireSending();
        sending.offer(data);
    }

    /** Waits until some of what was taken has gone out; not at all where nothing is left. */
    public void awaitSent() throws IOException {
        sending.awaitProgress(binding.enter());
    }

    /**
     * Opens a file: for {@link #sendFile} if the system can send it by itself, else to be read.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    public FileSource openFile(Path path) throws IOException {
        return socket.openFile(path);
    }

    /**
     * Sends a part of a file without copying it through this program.
     *
     * <p>Gives way: whenever the socket is full, and now and then where it never is. Cancellation:
     * what was sent is sent; the progress tells.
     *
     * @param progress told of the size of each part that has gone out
     */
    public void sendFile(FileSource file, long offset, long count, LongConsumer progress)
            throws IOException {
        Fiber fiber = enterSend();
        sending.flush(fiber);
        sendingFile = true;
        try {
            sendFile(fiber, file, offset, count, progress);
        } finally {
            sendingFile = false;
        }
    }

    private void sendFile(
            Fiber fiber, FileSource file, long offset, long count, LongConsumer progress)
            throws IOException {
        long left = count;
        while (left > 0) {
            socket.output().await(fiber);
            requireSending();
            socket.requireOpen();
            long sent = trySendFile(file, offset + count - left, Math.min(left, SendBuffer.ONE_GO));
            if (sent == 0) {
                return; // The file is shorter than it was.
            }
            if (sent != LoopSocket.NO_ROOM) {
                left -= sent;
                progress.accept(sent);
                if (left > 0) {
                    fiber.yield();
                }
            }
        }
    }

    private long trySendFile(FileSource file, long offset, long count) throws IOException {
        try {
            return socket.trySendFile(file, offset, count);
        } catch (IOException e) {
            throw sending.fail(e);
        }
    }

    private Fiber enterSend() throws IOException {
        Fiber fiber = binding.enter();
        sends.next(fiber);
        requireSending();
        return fiber;
    }

    private void requireSending() throws IOException {
        if (eofWanted || closing) {
            throw new SocketException(
                    "Cannot send on the "
                            + socket
                            + ": this program has "
                            + (closing ? "closed it." : "ended its side with an end of stream."));
        }
    }

    @Override
    public void drain() throws IOException {
        sending.drain(binding.enter());
    }

    @Override
    public void flush() throws IOException {
        sending.flush(binding.enter());
    }

    @Override
    public void sendEof() throws IOException {
        binding.touch();
        if (!eofWanted && !closing) {
            socket.requireOpen();
            eofWanted = true;
            if (sending.isEmpty()) {
                socket.shutdownOutput();
            }
        }
    }

    @Override
    public boolean canSendEof() {
        return true;
    }

    /** What was asked for while data was on its way. On the bare carrier, too. */
    private void afterSending() {
        if (!sending.isEmpty()) {
            return;
        }
        failure = sending.failure();
        if (closing) {
            closeSocket();
        } else if (eofWanted) {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                sending.fail(e);
            }
        }
    }

    // ---------------------------------------------------------------- closing

    /**
     * Closes the socket when all that was taken is out. Does not wait: {@link #waitClosed} does.
     * Nothing can be received or sent any more.
     */
    public void close() {
        binding.touch();
        if (!closing) {
            closing = true;
            if (sending.isEmpty()) {
                closeSocket();
            }
        }
    }

    /**
     * Closes the socket at once. Where data is dropped by that, or a write cut short, the peer sees
     * a reset rather than what it could take for the end.
     */
    public void abort() {
        binding.touch();
        closing = true;
        if ((sending.isMidway() || sendingFile) && !socket.isClosed()) {
            resetOnClose();
        }
        drop(new SocketException("The " + socket + " was aborted."));
        closeSocket();
    }

    private void drop(IOException reason) {
        if (!sending.isEmpty()) {
            failure = sending.fail(reason);
        }
    }

    private void resetOnClose() {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException e) {
            // A Unix socket has no resets.
        }
    }

    private void closeSocket() {
        if (!socket.isClosed()) {
            socket.close();
            sending.fail(new SocketException("The " + socket + " has been closed."));
            closeWaiters.wakeAll();
        }
    }

    /**
     * Waits until the socket is closed.
     *
     * <p>Gives way: unless it is. Cancellation: it just ends the wait.
     */
    public void waitClosed() {
        Fiber fiber = binding.enter();
        while (!socket.isClosed()) {
            closeWaiters.await(fiber, () -> {});
        }
    }

    public boolean isClosing() {
        return closing;
    }

    /** Whether nothing more can come or go: the peer is gone, or this end was closed. */
    public boolean isBroken() {
        return closing || receiveFailure != null || sending.failure() != null;
    }

    /** What the socket has failed with, so that not all went out; null if nothing. */
    public IOException failure() {
        return failure;
    }

    public boolean isClosed() {
        return socket.isClosed();
    }

    /**
     * @throws SocketException if the socket is closed
     * @throws IllegalStateException from a foreign thread
     */
    public void requireOpen() throws SocketException {
        binding.touch();
        socket.requireOpen();
    }

    // ---------------------------------------------------------------- state

    public LoopSocket socket() {
        return socket;
    }

    /** How many bytes were taken and are not out. */
    public long unsent() {
        binding.touch();
        return sending.size();
    }

    /** Whether there is back-pressure. */
    public boolean isPaused() {
        return sending.isPaused();
    }

    /**
     * @throws IllegalArgumentException unless 0 &lt;= low &lt;= high
     */
    public void waterMarks(int high, int low) {
        binding.touch();
        sending.limits(high, low);
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
