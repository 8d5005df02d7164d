package org.asyncio4j.net.tls;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.WaitQueue;

import java.io.IOException;
import java.nio.ByteBuffer;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The side of a session that encrypts: data, and what the engine has to say by itself. One task has
 * the turn; it encrypts and sends before anybody else encrypts, so that records go out in order.
 *
 * <p>What the engine has to say is left to the task that has the turn, since who receives must not
 * wait for it.
 */
final class SendingSide {
    private static final ByteBuffer[] NO_DATA = {ByteBuffer.allocate(0)};

    private final SessionState state;
    private final SSLEngine engine;
    private final UnsentRecords unsent;

    /** Whether some task encrypts and sends. */
    private boolean sending;

    private final WaitQueue senders;

    /** Whether the engine has something to say, left to the task that sends. */
    private boolean answerLeft;

    /** Whether this side was ended. */
    private boolean ended;

    SendingSide(SessionState state, UnsentRecords unsent) {
        this.state = state;
        this.engine = state.engine();
        this.unsent = unsent;
        this.senders = new WaitQueue(state, "its turn to send in ");
    }

    // ---------------------------------------------------------------- the turn

    void takeTurn(Fiber fiber) {
        while (sending) {
            senders.await(fiber, senders::wakeFirst);
        }
        sending = true;
    }

    /** Ends the turn, after what others have left for it. */
    void endTurn() {
        try {
            if (unsent.canOffer() && state.isOpen()) {
                sendWhatWasLeft();
            }
        } catch (IOException e) {
            // It is kept, and thrown by the next who sends.
        } finally {
            sending = false;
            senders.wakeFirst();
        }
    }

    // ---------------------------------------------------------------- data

    /**
     * Sends it all, when it is this task's turn.
     *
     * @param receiving lets the engine go on where it must receive before it encrypts
     */
    void send(Fiber fiber, ByteBuffer[] data, ReceivingSide receiving) throws IOException {
        takeTurn(fiber);
        try {
            requireSending();
            unsent.send();
            int first = 0;
            while ((first = firstWithData(data, first)) < data.length) {
                if (encrypt(data, first)) {
                    unsent.send();
                } else {
                    receiving.letEngineGoOn(fiber);
                }
            }
            unsent.dataWasSent();
            sendWhatWasLeft();
        } finally {
            endTurn();
        }
    }

    private static int firstWithData(ByteBuffer[] data, int from) {
        int first = from;
        while (first < data.length && !data[first].hasRemaining()) {
            first++;
        }
        return first;
    }

    /** Encrypts as much as fits into one buffer; returns whether that is anything. */
    private boolean encrypt(ByteBuffer[] data, int from) throws IOException {
        requireSending();
        ByteBuffer buffer = unsent.takeBuffer();
        try {
            int first = from;
            do {
                if (!wrap(data, first, buffer)) {
                    break;
                }
                first = firstWithData(data, first);
            } while (first < data.length);
        } finally {
            unsent.keep(buffer);
        }
        return !unsent.isEmpty();
    }

    /** Encrypts one record, if there is room for it; returns whether it did. */
    private boolean wrap(ByteBuffer[] data, int first, ByteBuffer buffer) throws IOException {
        int start = buffer.position();
        SSLEngineResult result;
        try {
            result = engine.wrap(data, first, data.length - first, buffer);
        } catch (SSLException | RuntimeException e) {
            state.fail(e);
            answerLeft = true;
            throw e;
        }
        if (result.getStatus() == Status.CLOSED && buffer.position() == start) {
            requireSending();
            throw unsent.fail(
                    new SSLException(
                            state.peer()
                                    + " has ended the TLS session, so nothing can be sent to it."));
        }
        return buffer.position() > start;
    }

    /**
     * Has the stream below take all that is encrypted.
     *
     * @throws IOException also if the session or its sending side has failed
     */
    void flush(Fiber fiber) throws IOException {
        if (!unsent.isEmpty() || answerLeft) {
            takeTurn(fiber);
            try {
                unsent.send();
                sendWhatWasLeft();
            } finally {
                endTurn();
            }
        }
        state.requireWorking();
        requireSink();
    }

    // ---------------------------------------------------------------- answers of the engine

    /** Sends what the engine has to say, or leaves it to the task that sends. */
    void answer() throws IOException {
        answerLeft = true;
        if (sending) {
            state.receiverWatchers().wakeAll();
        } else {
            sending = true;
            try {
                sendWhatWasLeft();
            } finally {
                endTurn();
            }
        }
    }

    private void sendWhatWasLeft() throws IOException {
        while (answerLeft && unsent.failure() == null) {
            answerLeft = false;
            sendAnswers();
        }
    }

    /** Sends what the engine has to say: handshake messages, new keys, an alert. */
    void sendAnswers() throws IOException {
        do {
            if (unsent.isEmpty()) {
                wrapAnswers();
            }
            if (unsent.isEmpty()) {
                return;
            }
            unsent.sendAnswer();
        } while (isToWrap());
    }

    private void wrapAnswers() throws IOException {
        ByteBuffer buffer = unsent.takeBuffer();
        try {
            while (isToWrap() && wrapAnswer(buffer)) {}
        } finally {
            unsent.keep(buffer);
        }
    }

    private boolean isToWrap() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    private boolean wrapAnswer(ByteBuffer buffer) throws IOException {
        SSLEngineResult result;
        try {
            result = engine.wrap(NO_DATA, 0, 1, buffer);
        } catch (SSLException | RuntimeException e) {
            state.fail(e);
            throw e;
        }
        return result.bytesProduced() > 0
                || result.getHandshakeStatus() == HandshakeStatus.FINISHED;
    }

    /** Sends the alert that the engine has after a failure, to a peer that may be gone. */
    void tellPeer() {
        try {
            answer();
        } catch (IOException e) {
            // It will not be told then.
        }
    }

    /** As {@link #tellPeer}, in the handshake, whose task has the turn. */
    void tellPeerInHandshake() {
        answerLeft = true;
        try {
            sendWhatWasLeft();
        } catch (IOException e) {
            // It will not be told then.
        }
    }

    // ---------------------------------------------------------------- the end

    boolean isEnded() {
        return ended;
    }

    /** Ends this side with a close_notify. */
    void end() throws IOException {
        ended = true;
        engine.closeOutbound();
        answer();
    }

    void requireSending() throws IOException {
        state.requireWorking();
        if (ended) {
            throw new SSLException(
                    "Nothing can be sent to "
                            + state.peer()
                            + ": this program has ended the TLS session.");
        }
        requireSink();
    }

    private void requireSink() throws IOException {
        if (unsent.failure() != null) {
            throw state.again(unsent.failure());
        }
    }
}
