package org.asyncio4j.net.tls;

import org.asyncio4j.kernel.Fiber;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The side of a session that decrypts. One task has the turn; it decrypts what is there, and waits
 * for more records where that gives nothing.
 *
 * <p>What the engine wants meanwhile is done at once only if no data would have to wait for it.
 */
final class ReceivingSide {
    /**
     * What {@link #decrypt} answers if the target cannot take the next record, once it is whole.
     */
    private static final int TOO_SMALL = -1;

    private final SessionState state;
    private final SSLEngine engine;
    private final ReceivedRecords records;
    private final SendingSide sendingSide;
    private final BufferPool buffers;
    private final boolean truncationAllowed;

    /** What was decrypted and not given out, in a buffer of the pool; null if nothing. */
    private ByteBuffer plain;

    /** Whether some task receives. */
    private boolean receiving;

    /** Why nothing can be received any more, although sending goes on; or null. */
    private IOException receiveFailure;

    /** Whether the peer has ended its side. */
    private boolean peerEnded;

    /** Whether the engine wants something that was put off because data had to be given out. */
    private boolean attention;

    /**
     * @param sendingSide what the engine has to answer goes there
     */
    ReceivingSide(
            SessionState state,
            ReceivedRecords records,
            SendingSide sendingSide,
            TlsSettings settings) {
        this.state = state;
        this.engine = state.engine();
        this.records = records;
        this.sendingSide = sendingSide;
        this.buffers = settings.buffers();
        this.truncationAllowed = settings.truncationAllowed();
    }

    // ---------------------------------------------------------------- the turn

    void takeTurn(Fiber fiber) {
        while (receiving) {
            state.receiverWatchers().await(fiber, () -> {});
        }
        receiving = true;
    }

    /** Records of a session that has failed are worth nothing any more. */
    void endTurn() {
        if (state.hasFailed()) {
            records.drop();
        }
        receiving = false;
        state.receiverWatchers().wakeAll();
    }

    // ---------------------------------------------------------------- giving out

    /** Returns how many bytes, or -1 at the end. */
    int receive(Fiber fiber, ByteBuffer target) throws IOException {
        takeTurn(fiber);
        try {
            return plain != null ? takePlain(target) : receiveInto(target);
        } finally {
            endTurn();
        }
    }

    /** Returns null at the end. */
    byte[] receive(Fiber fiber, int max) throws IOException {
        takeTurn(fiber);
        try {
            return plain != null || receivePlain() ? takePlain(max) : null;
        } finally {
            endTurn();
        }
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
            throw state.again(receiveFailure);
        }
        state.requireWorking();
        return !peerEnded;
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

    // ---------------------------------------------------------------- decrypting

    /** Decrypts into a buffer of our own; returns whether anything is in it. */
    private boolean decryptPlain() throws IOException {
        if (records.isEmpty()) {
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
     * Decrypts the whole records that are there and fit into the target.
     *
     * @return how many bytes; 0 if there is no whole record, or the peer has ended
     */
    private int decrypt(ByteBuffer target) throws IOException {
        int start = target.position();
        while (!records.isEmpty() && !peerEnded) {
            SSLEngineResult result;
            try {
                result = records.unwrap(engine, target);
            } catch (SSLException | RuntimeException e) {
                state.fail(e);
                if (putOff(target.position() - start, HandshakeStatus.NEED_WRAP)) {
                    break; // What came before is given out first; the next call throws.
                }
                throw e;
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
                    records.drop();
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

    // ---------------------------------------------------------------- what the engine wants

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
            state.runTasks();
            wanted = engine.getHandshakeStatus();
        }
        if (wanted == HandshakeStatus.NEED_WRAP) {
            try {
                sendingSide.answer();
            } catch (IOException e) {
                // Where only the sink has failed, receiving goes on, and who sends will get it.
                if (state.hasFailedFor(e)) {
                    sendingSide.tellPeer();
                    throw e;
                }
            }
        }
    }

    /**
     * Lets the engine go on where it cannot encrypt: it has a task to run, or must receive first.
     * For the task that sends.
     */
    void letEngineGoOn(Fiber sender) throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            state.runTasks();
        } else if (status != HandshakeStatus.NEED_UNWRAP) {
            return; // It can encrypt now.
        } else if (receiving) {
            state.receiverWatchers().await(sender, () -> {});
        } else if (plain == null) {
            receiveForEngine();
        } else {
            throw new SSLException(
                    "Nothing can be sent to "
                            + state.peer()
                            + " before what it has sent is received: it wants to agree on new keys"
                            + " behind that.");
        }
    }

    private void receiveForEngine() throws IOException {
        receiving = true;
        try {
            if (requireReceiving() && !decryptPlain()) {
                receiveMore();
            }
        } finally {
            endTurn();
        }
    }

    // ---------------------------------------------------------------- the stream below

    private void receiveMore() throws IOException {
        if (peerEnded || state.hasFailed()) {
            return;
        }
        boolean more;
        try {
            more = records.receive();
        } catch (IOException e) {
            receiveFailure = e;
            throw e;
        }
        if (!more) {
            endOfSource();
        }
        state.receiverWatchers().wakeAll();
    }

    private void endOfSource() throws IOException {
        if (!truncationAllowed || !records.isEmpty()) {
            records.drop();
            receiveFailure = truncated();
            throw receiveFailure;
        }
        peerEnded = true;
    }

    private SSLException truncated() {
        return new SSLException(
                "The connection to "
                        + state.peer()
                        + " ended without the close_notify that ends a TLS session: what was"
                        + " received may be truncated. The peer failed, or somebody cut the"
                        + " connection on the way. Where the protocol tells by itself what is"
                        + " complete, as HTTP does, allow such an end with"
                        + " TlsOptions.withTruncationAllowed(true).");
    }

    /** Whether the peer has ended its side. */
    boolean isEnded() {
        return peerEnded;
    }

    /** How many buffers of the pool are held, apart from the records'. */
    int buffersHeld() {
        return plain == null ? 0 : 1;
    }
}
