package org.asyncio4j.net.tls;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.kernel.WaitQueue;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * A TLS session between a stream of records below and a stream of bytes above. It does not close
 * what is below.
 *
 * <p>Everything happens in the tasks that call: nothing is decrypted unless somebody receives, and
 * the engine's own work, which may call users' trust and key managers, waits in the task that met
 * it. Calls of the engine are short otherwise, and none is under way while a task waits below. So
 * one task may send while another receives.
 *
 * <p>Two rules keep the records whole and in order:
 *
 * <ul>
 *   <li>Whoever encrypts also sends, before anybody else encrypts ({@link #sending}). What is
 *       encrypted goes out whole: where its sender was cancelled, the stream below is made to take
 *       the rest, or the next who sends begins with it.
 *   <li>Who receives never waits for who sends, since both peers could do so and never end. What
 *       the engine has to answer is left to the task that sends at that moment; where none does,
 *       the stream below takes it without waiting. Only a peer that demands answer after answer
 *       without reading them is waited for.
 * </ul>
 *
 * <p>Buffers are held only while something is in them.
 *
 * <p>All fields belong to the loop thread.
 */
public final class TlsSession implements ReceiveStream, SendStream {
    /** How much is received at once, at most. */
    private static final int RECEIVED_AT_ONCE = 64 * 1024;

    /** How many bytes of answers the stream below must take without waiting. */
    private static final int OFFERED = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final ByteBuffer[] NO_DATA = {NOTHING};

    /**
     * <pre>
     *   NEW --handshake--> SHAKING --> OPEN
     *                      SHAKING --failed, cancelled, timed out--> the failure is set
     * </pre>
     */
    private enum State {
        NEW,
        SHAKING,
        OPEN
    }

    private final SSLEngine engine;
    private final ReceiveStream source;
    private final SendStream sink;

    /** How the sink takes without waiting; null if it cannot. */
    private final Offer offer;

    private final TlsSettings settings;

    /** What messages call the other side. */
    private final String peer;

    private final BufferPool buffers;
    private final LoopBinding binding = new LoopBinding(this);
    private State state = State.NEW;

    /** Why nothing works any more, or null. */
    private Throwable failure;

    // ---- receiving

    /** Records that were received and not decrypted; null if none. */
    private ByteBuffer records;

    /** Whether the records are in a buffer of the pool. */
    private boolean recordsPooled;

    /** What was decrypted and not given out, in a buffer of the pool; null if nothing. */
    private ByteBuffer plain;

    /** Whether some task receives. */
    private boolean receiving;

    /** Who waits for what the receiving task will find. */
    private final WaitQueue receiverWatchers = new WaitQueue(this, "what is received in ");

    /** Why nothing can be received any more, although sending goes on; or null. */
    private IOException receiveFailure;

    /** Whether the peer has ended its side. */
    private boolean peerEnded;

    /** Whether the engine wants something that was put off because data had to be given out. */
    private boolean attention;

    // ---- sending

    /** Encrypted and not taken by the sink; null if nothing. In a buffer of the pool. */
    private ByteBuffer rest;

    /** Whether some task encrypts and sends. */
    private boolean sending;

    private final WaitQueue senders = new WaitQueue(this, "its turn to send in ");

    /** Whether the engine has something to say, left to the task that sends. */
    private boolean answerLeft;

    /** How many bytes of answers were offered since data was last sent. */
    private int offered;

    /** Why nothing can be sent any more, although receiving goes on; or null. */
    private IOException sendFailure;

    /** Whether this side was ended. */
    private boolean ended;

    /**
     * @param engine fresh, in its mode, with its parameters
     * @param offer how {@code sink} takes bytes without waiting; null if it cannot
     */
    public TlsSession(
            SSLEngine engine,
            ReceiveStream source,
            SendStream sink,
            Offer offer,
            TlsSettings settings) {
        this.settings = settings;
        this.peer = settings.peer();
        this.buffers = settings.buffers();
        this.engine = engine;
        this.source = source;
        this.sink = sink;
        this.offer = offer;
    }

    // ---------------------------------------------------------------- the handshake

    /**
     * Agrees with the peer on everything. To be called once, before anything else.
     *
     * <p>Gives way: whenever the peer's answer is not there; in users' trust and key managers, if
     * they wait. Cancellation: the session can not be used, nor what is below. Woken by: the
     * progress of the streams below, the time-out.
     *
     * @throws SSLHandshakeException if the peers do not agree, the connection fails or ends, or the
     *     time is up. Where this side objects, the peer has been sent the alert that tells why.
     */
    public void handshake() throws IOException {
        if (state != State.NEW) {
            throw new IllegalStateException(this + " has begun its handshake before.");
        }
        inTask(this::shakeInTime);
    }

    /** A time-out belongs to a task, which a thread of a library is not. */
    private static void inTask(Action<IOException> body) throws IOException {
        if (Asyncio.currentTask() != null) {
            body.run();
        } else {
            Asyncio.getRunningLoop().createTask(body).await(IOException.class);
        }
    }

    private void shakeInTime() throws IOException {
        binding.enter();
        state = State.SHAKING;
        receiving = true;
        sending = true;
        try {
            Asyncio.timeout(settings.handshakeTimeout(), this::shakeHands);
            state = State.OPEN;
        } catch (TimeoutException e) {
            throw broken(HandshakeErrors.timedOut(peer, settings.handshakeTimeout(), e));
        } catch (SSLException e) {
            throw broken(HandshakeErrors.explain(peer, e, records));
        } catch (IOException e) {
            throw broken(HandshakeErrors.connectionFailed(peer, e));
        } catch (Throwable e) {
            // A cancellation, or a fault of a trust or key manager.
            broken(HandshakeErrors.interrupted(peer, e));
            throw e;
        } finally {
            stopReceiving();
            stopSending();
        }
    }

    private <X extends Exception> X broken(X why) {
        failure = why;
        dropBuffers();
        return why;
    }

    private void shakeHands() throws IOException {
        try {
            engine.beginHandshake();
            while (step(engine.getHandshakeStatus())) {}
        } catch (SSLException e) {
            answerLeft = true;
            tellPeer();
            throw e;
        }
    }

    private boolean step(HandshakeStatus status) throws IOException {
        switch (status) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> sendAnswers();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapHandshake();
            case FINISHED, NOT_HANDSHAKING -> {
                return false;
            }
        }
        return true;
    }

    private void unwrapHandshake() throws IOException {
        if (records == null) {
            receiveHandshake();
        }
        SSLEngineResult result = engine.unwrap(records, NOTHING);
        if (!records.hasRemaining()) {
            dropRecords();
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> receiveHandshake();
            case CLOSED -> throw HandshakeErrors.ended(peer);
            case OK, BUFFER_OVERFLOW -> {}
        }
    }

    private void receiveHandshake() throws IOException {
        if (!receiveRecords()) {
            throw HandshakeErrors.ended(peer);
        }
    }

    /** In the calling task, so that what it calls may wait. */
    private void runTasks() {
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
        }
    }

    // ---------------------------------------------------------------- receiving

    /**
     * {@inheritDoc}
     *
     * @throws SSLException if the stream below ended without a close_notify, so that data may be
     *     missing; if a record was tampered with; if the peer sent an alert
     */
    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            throw new IllegalArgumentException("There is no room in the buffer to receive into.");
        }
        startReceiving();
        try {
            return plain != null ? takePlain(target) : receiveInto(target);
        } finally {
            stopReceiving();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws SSLException as {@link #receive(ByteBuffer)} does
     */
    @Override
    public byte[] receive(int max) throws IOException {
        if (max <= 0) {
            throw new IllegalArgumentException("Cannot receive " + max + " bytes at most.");
        }
        startReceiving();
        try {
            return plain != null || receivePlain() ? takePlain(max) : null;
        } finally {
            stopReceiving();
        }
    }

    private void startReceiving() {
        Fiber fiber = binding.enter();
        requireShaken();
        while (receiving) {
            receiverWatchers.await(fiber, () -> {});
        }
        receiving = true;
    }

    private void stopReceiving() {
        receiving = false;
        receiverWatchers.wakeAll();
    }

    /** Decrypts into the target; returns how many bytes, or -1 at the end. */
    private int receiveInto(ByteBuffer target) throws IOException {
        while (requireReceiving()) {
            int count = decrypt(target);
            if (count > 0) {
                return count;
            }
            if (count == TOO_SMALL && decryptPlain()) {
                return takePlain(target);
            }
            receiveMore();
        }
        return -1;
    }

    /** Decrypts into {@link #plain}; returns false at the end. */
    private boolean receivePlain() throws IOException {
        while (requireReceiving()) {
            if (decryptPlain()) {
                return true;
            }
            receiveMore();
        }
        return false;
    }

    /**
     * Whether there is anything to be received.
     *
     * @throws IOException if the session or its receiving side has failed
     */
    private boolean requireReceiving() throws IOException {
        if (attention) {
            attention = false;
            attend(engine.getHandshakeStatus());
        }
        if (receiveFailure != null) {
            throw again(receiveFailure);
        }
        requireWorking();
        return !peerEnded;
    }

    /** Decrypts into a buffer of our own; returns whether anything is in it. */
    private boolean decryptPlain() throws IOException {
        if (records == null) {
            return false;
        }
        ByteBuffer buffer = buffers.take();
        try {
            decrypt(buffer);
        } finally {
            if (buffer.position() > 0) {
                plain = buffer.flip();
            } else {
                buffers.giveBack(buffer);
            }
        }
        return plain != null;
    }

    /**
     * What {@link #decrypt} answers if the target cannot take the next record, once it is whole.
     */
    private static final int TOO_SMALL = -1;

    /**
     * Decrypts the whole records that are there and fit into the target.
     *
     * @return how many bytes; 0 if there is no whole record, or the peer has ended
     */
    private int decrypt(ByteBuffer target) throws IOException {
        int start = target.position();
        while (records != null && !peerEnded) {
            SSLEngineResult result;
            try {
                result = engine.unwrap(records, target);
            } catch (SSLException | RuntimeException e) {
                fail(e);
                if (putOff(target.position() - start, HandshakeStatus.NEED_WRAP)) {
                    break; // What came before is given out first; the next call throws.
                }
                throw e;
            }
            if (!records.hasRemaining()) {
                dropRecords();
            }
            int count = target.position() - start;
            switch (result.getStatus()) {
                case OK -> {
                    if (needsAttention(result) && putOff(count, result.getHandshakeStatus())) {
                        return count;
                    }
                }
                case CLOSED -> {
                    peerEnded = true;
                    dropRecords();
                    putOff(count, result.getHandshakeStatus());
                }
                case BUFFER_OVERFLOW -> {
                    return count > 0 ? count : TOO_SMALL;
                }
                case BUFFER_UNDERFLOW -> {
                    return count;
                }
            }
        }
        return target.position() - start;
    }

    private static boolean needsAttention(SSLEngineResult result) {
        return result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
    }

    /**
     * Does what the engine wants, unless data must be given out first, since that might wait and be
     * cancelled, and the data be lost.
     */
    private boolean putOff(int count, HandshakeStatus status) throws IOException {
        if (count > 0) {
            attention = true;
            return true;
        }
        attend(status);
        return false;
    }

    private void attend(HandshakeStatus status) throws IOException {
        HandshakeStatus wanted = status;
        while (wanted == HandshakeStatus.NEED_TASK) {
            runTasks();
            wanted = engine.getHandshakeStatus();
        }
        if (wanted == HandshakeStatus.NEED_WRAP) {
            try {
                answer();
            } catch (IOException e) {
                // Where only the sink has failed, receiving goes on, and who sends will get it.
                if (failure == e) {
                    tellPeer();
                    throw e;
                }
            }
        }
    }

    private void receiveMore() throws IOException {
        if (peerEnded || failure != null) {
            return;
        }
        boolean more;
        try {
            more = receiveRecords();
        } catch (IOException e) {
            receiveFailure = e;
            throw e;
        }
        if (!more) {
            endOfSource();
        }
        receiverWatchers.wakeAll();
    }

    private void endOfSource() throws IOException {
        if (!settings.truncationAllowed() || records != null) {
            dropRecords();
            receiveFailure =
                    new SSLException(
                            "The connection to "
                                    + peer
                                    + " ended without the close_notify that ends a TLS session:"
                                    + " what was received may be truncated. The peer failed, or"
                                    + " somebody cut the connection on the way. Where the protocol"
                                    + " tells by itself what is complete, as HTTP does, allow such"
                                    + " an end with TlsOptions.withTruncationAllowed(true).");
            throw receiveFailure;
        }
        peerEnded = true;
    }

    /**
     * Waits for more records.
     *
     * @return false at the end of the stream below
     */
    private boolean receiveRecords() throws IOException {
        if (records == null) {
            // Into an array of what comes, so that no buffer is held while nothing does.
            byte[] received = source.receive(RECEIVED_AT_ONCE);
            if (received == null) {
                return false;
            }
            records = ByteBuffer.wrap(received);
            return true;
        }
        poolRecords();
        records.compact();
        try {
            return source.receive(records) >= 0;
        } finally {
            records.flip();
        }
    }

    /** Moves the beginning of a record to where it has room for its end. */
    private void poolRecords() {
        if (!recordsPooled) {
            ByteBuffer buffer = buffers.take();
            buffer.put(records).flip();
            records = buffer;
            recordsPooled = true;
        }
    }

    private void dropRecords() {
        if (recordsPooled) {
            buffers.giveBack(records);
        }
        recordsPooled = false;
        records = null;
    }

    private int takePlain(ByteBuffer target) {
        int count = Math.min(target.remaining(), plain.remaining());
        target.put(plain.array(), plain.position(), count);
        took(count);
        return count;
    }

    private byte[] takePlain(int max) {
        int count = Math.min(max, plain.remaining());
        byte[] taken =
                Arrays.copyOfRange(plain.array(), plain.position(), plain.position() + count);
        took(count);
        return taken;
    }

    private void took(int count) {
        plain.position(plain.position() + count);
        if (!plain.hasRemaining()) {
            buffers.giveBack(plain);
            plain = null;
        }
    }

    // ---------------------------------------------------------------- sending

    /**
     * {@inheritDoc}
     *
     * <p>Also waits its turn where another task is just sending an answer of the engine.
     *
     * @throws SSLException if the session was ended by {@link #sendEof}, {@link #close} or, before
     *     TLS 1.3, by the peer
     */
    @Override
    public void send(ByteBuffer... data) throws IOException {
        Fiber fiber = binding.enter();
        requireShaken();
        takeTurn(fiber);
        try {
            requireSending();
            sendRest();
            int first = 0;
            while ((first = firstWithData(data, first)) < data.length) {
                if (encrypt(data, first)) {
                    sendRest();
                } else {
                    awaitProgress(fiber);
                }
            }
            offered = 0;
            sendWhatWasLeft();
        } finally {
            stopSending();
        }
    }

    private static int firstWithData(ByteBuffer[] data, int from) {
        int first = from;
        while (first < data.length && !data[first].hasRemaining()) {
            first++;
        }
        return first;
    }

    private void takeTurn(Fiber fiber) {
        while (sending) {
            senders.await(fiber, senders::wakeFirst);
        }
        sending = true;
    }

    /** Ends the turn, after what others have left for it. */
    private void stopSending() {
        try {
            if (offer != null && state == State.OPEN) {
                sendWhatWasLeft();
            }
        } catch (IOException e) {
            // It is kept, and thrown by the next who sends.
        } finally {
            sending = false;
            senders.wakeFirst();
        }
    }

    /** Encrypts as much as fits into one buffer; returns whether that is anything. */
    private boolean encrypt(ByteBuffer[] data, int from) throws IOException {
        requireSending();
        ByteBuffer buffer = buffers.take();
        try {
            int first = from;
            do {
                if (!wrap(data, first, buffer)) {
                    break;
                }
                first = firstWithData(data, first);
            } while (first < data.length);
        } finally {
            keepRest(buffer);
        }
        return rest != null;
    }

    /** Encrypts one record, if there is room for it; returns whether it did. */
    private boolean wrap(ByteBuffer[] data, int first, ByteBuffer buffer) throws IOException {
        int start = buffer.position();
        SSLEngineResult result;
        try {
            result = engine.wrap(data, first, data.length - first, buffer);
        } catch (SSLException | RuntimeException e) {
            fail(e);
            answerLeft = true;
            throw e;
        }
        if (result.getStatus() == Status.CLOSED && buffer.position() == start) {
            requireSending();
            throw sendFailure =
                    new SSLException(
                            peer + " has ended the TLS session, so nothing can be sent to it.");
        }
        return buffer.position() > start;
    }

    private void keepRest(ByteBuffer buffer) {
        if (buffer.position() > 0) {
            rest = buffer.flip();
        } else {
            buffers.giveBack(buffer);
        }
    }

    /** Sends what is encrypted, and waits while the sink has too much. */
    private void sendRest() throws IOException {
        if (rest == null) {
            return;
        }
        try {
            sink.send(rest);
        } catch (IOException e) {
            dropRest();
            throw sendFailure = e;
        } catch (Throwable cancelled) {
            takeRest();
            throw cancelled;
        }
        dropRest();
    }

    /** Has the sink take what a cancelled sender leaves; what it cannot take is kept. */
    private void takeRest() {
        if (!rest.hasRemaining()) {
            dropRest();
        } else if (offer != null) {
            try {
                offerRest();
            } catch (IOException e) {
                // It is kept, and thrown by the next who sends.
            }
        }
    }

    private void offerRest() throws IOException {
        try {
            offer.offer(rest);
        } catch (IOException e) {
            throw sendFailure = e;
        } finally {
            dropRest();
        }
    }

    private void dropRest() {
        buffers.giveBack(rest);
        rest = null;
    }

    /**
     * Lets the engine go on where it cannot encrypt: it has a task to run, or must receive first.
     */
    private void awaitProgress(Fiber fiber) throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
        } else if (status != HandshakeStatus.NEED_UNWRAP) {
            return; // It can encrypt now.
        } else if (receiving) {
            receiverWatchers.await(fiber, () -> {});
        } else if (plain == null) {
            receiving = true;
            try {
                if (requireReceiving() && !decryptPlain()) {
                    receiveMore();
                }
            } finally {
                stopReceiving();
            }
        } else {
            throw new SSLException(
                    "Nothing can be sent to "
                            + peer
                            + " before what it has sent is received: it wants to agree on new keys"
                            + " behind that.");
        }
    }

    // ---------------------------------------------------------------- answers of the engine

    /** Sends what the engine has to say, or leaves it to the task that sends. */
    private void answer() throws IOException {
        answerLeft = true;
        if (sending) {
            receiverWatchers.wakeAll();
        } else {
            sending = true;
            try {
                sendWhatWasLeft();
            } finally {
                stopSending();
            }
        }
    }

    private void sendWhatWasLeft() throws IOException {
        while (answerLeft && sendFailure == null) {
            answerLeft = false;
            sendAnswers();
        }
    }

    /** Sends what the engine has to say: handshake messages, new keys, an alert. */
    private void sendAnswers() throws IOException {
        do {
            ByteBuffer buffer = rest == null ? buffers.take() : null;
            if (buffer != null) {
                try {
                    while (isToWrap() && wrapAnswer(buffer)) {}
                } finally {
                    keepRest(buffer);
                }
            }
            if (rest == null) {
                return;
            }
            sendAnswer();
        } while (isToWrap());
    }

    private boolean isToWrap() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    private boolean wrapAnswer(ByteBuffer buffer) throws IOException {
        SSLEngineResult result;
        try {
            result = engine.wrap(NO_DATA, 0, 1, buffer);
        } catch (SSLException | RuntimeException e) {
            fail(e);
            throw e;
        }
        return result.bytesProduced() > 0
                || result.getHandshakeStatus() == HandshakeStatus.FINISHED;
    }

    private void sendAnswer() throws IOException {
        offered += rest.remaining();
        if (offer != null && offered <= OFFERED) {
            offerRest();
        } else {
            sendRest();
        }
    }

    // ----------------------------------------------------------------

    /** What follows is as in the stream below, once all that is encrypted has been taken by it. */
    @Override
    public void drain() throws IOException {
        startFlushing();
        sink.drain();
    }

    @Override
    public void flush() throws IOException {
        startFlushing();
        sink.flush();
    }

    private void startFlushing() throws IOException {
        Fiber fiber = binding.enter();
        if (rest != null || answerLeft) {
            takeTurn(fiber);
            try {
                sendRest();
                sendWhatWasLeft();
            } finally {
                stopSending();
            }
        }
        requireWorking();
        if (sendFailure != null) {
            throw again(sendFailure);
        }
    }

    // ---------------------------------------------------------------- the end

    /** Whether one side can be ended alone: only since TLS 1.3. */
    @Override
    public boolean canSendEof() {
        return engine.getSession().getProtocol().equals("TLSv1.3");
    }

    /**
     * {@inheritDoc}
     *
     * <p>It sends a close_notify.
     */
    @Override
    public void sendEof() throws IOException {
        binding.touch();
        requireShaken();
        if (!canSendEof()) {
            throw new UnsupportedOperationException(
                    "One side of a "
                            + engine.getSession().getProtocol()
                            + " session cannot be ended alone; since TLSv1.3 it can. canSendEof()"
                            + " tells.");
        }
        if (!ended) {
            requireSending();
            end();
        }
    }

    private void end() throws IOException {
        ended = true;
        engine.closeOutbound();
        answer();
    }

    /**
     * Ends the session with a close_notify. What the peer sends after it is dropped. Does nothing
     * in a session that has failed or was closed.
     *
     * <p>Gives way: only while it waits for the peer's close_notify, where there is a time for
     * that; it is no error if that does not come. And under back-pressure, where the stream below
     * cannot take bytes without waiting. Cancellation: it just ends the wait.
     */
    public void close() {
        binding.touch();
        if (state != State.OPEN || failure != null) {
            return;
        }
        if (!ended) {
            try {
                end();
            } catch (IOException e) {
                // The peer cannot be told; it is gone.
            }
        }
        if (settings.shutdownTimeout().isPositive() && !peerEnded) {
            try {
                inTask(this::awaitPeersEnd);
            } catch (IOException e) {
                // The peer, too, has no more use for the connection.
            }
        }
    }

    private void awaitPeersEnd() throws IOException {
        try {
            Asyncio.timeout(
                    settings.shutdownTimeout(),
                    () -> {
                        while (receive(RECEIVED_AT_ONCE) != null) {}
                    });
        } catch (TimeoutException e) {
            // A lazy peer. The connection is of no use any more.
        }
    }

    // ---------------------------------------------------------------- state

    private void requireShaken() {
        if (state != State.OPEN && failure == null) {
            throw new IllegalStateException(this + " has not ended its handshake.");
        }
    }

    private void requireWorking() throws IOException {
        if (failure != null) {
            throw again(failure);
        }
    }

    private void requireSending() throws IOException {
        requireWorking();
        if (ended) {
            throw new SSLException(
                    "Nothing can be sent to " + peer + ": this program has ended the TLS session.");
        }
        if (sendFailure != null) {
            throw again(sendFailure);
        }
    }

    private IOException again(Throwable cause) {
        return new SSLException(
                "The TLS session with "
                        + peer
                        + " does not work any more: "
                        + (cause.getMessage() == null ? cause : cause.getMessage()),
                cause);
    }

    /** Sends the alert that the engine has after a failure, to a peer that may be gone. */
    private void tellPeer() {
        try {
            if (state == State.OPEN) {
                answer();
            } else {
                sendWhatWasLeft();
            }
        } catch (IOException e) {
            // It will not be told then.
        }
    }

    /** Nothing can be trusted any more. The engine may have an alert for the peer. */
    private void fail(Exception why) {
        failure = why;
        dropRecords();
    }

    private void dropBuffers() {
        dropRecords();
        if (rest != null) {
            dropRest();
        }
    }

    /** The engine, for what it knows. */
    public SSLEngine engine() {
        return engine;
    }

    /** How many buffers there is something in. */
    int buffersHeld() {
        return (recordsPooled ? 1 : 0) + (plain == null ? 0 : 1) + (rest == null ? 0 : 1);
    }

    @Override
    public String toString() {
        return "the TLS session with " + peer;
    }
}
