package org.asyncio4j.net.tls;

import org.asyncio4j.Asyncio;
import org.asyncio4j.kernel.Fiber;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * How a session's peers agree on everything before the first byte of data. Its task has the turn of
 * both sides. If it does not come to its end, for whatever reason, the session has failed.
 */
final class Handshake {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SessionState state;
    private final SSLEngine engine;
    private final ReceivedRecords records;
    private final UnsentRecords unsent;
    private final ReceivingSide receiving;
    private final SendingSide sending;
    private final TlsSettings settings;
    private final String peer;

    Handshake(
            SessionState state,
            ReceivedRecords records,
            UnsentRecords unsent,
            ReceivingSide receiving,
            SendingSide sending,
            TlsSettings settings) {
        this.state = state;
        this.engine = state.engine();
        this.records = records;
        this.unsent = unsent;
        this.receiving = receiving;
        this.sending = sending;
        this.settings = settings;
        this.peer = settings.peer();
    }

    void run(Fiber fiber) throws IOException {
        state.shaking();
        receiving.takeTurn(fiber);
        sending.takeTurn(fiber);
        try {
            Asyncio.timeout(settings.handshakeTimeout(), this::shakeHands);
            state.open();
        } catch (TimeoutException e) {
            throw broken(HandshakeErrors.timedOut(peer, settings.handshakeTimeout(), e));
        } catch (SSLException e) {
            throw broken(HandshakeErrors.explain(peer, e, records.buffer()));
        } catch (IOException e) {
            throw broken(HandshakeErrors.connectionFailed(peer, e));
        } catch (Throwable e) {
            // A cancellation, or a fault of a trust or key manager.
            broken(HandshakeErrors.interrupted(peer, e));
            throw e;
        } finally {
            receiving.endTurn();
            sending.endTurn();
        }
    }

    private <X extends Exception> X broken(X why) {
        state.fail(why);
        unsent.drop();
        return why;
    }

    private void shakeHands() throws IOException {
        try {
            engine.beginHandshake();
            while (step(engine.getHandshakeStatus())) {}
        } catch (SSLException e) {
            sending.tellPeerInHandshake();
            throw e;
        }
    }

    private boolean step(HandshakeStatus status) throws IOException {
        switch (status) {
            case NEED_TASK -> state.runTasks();
            case NEED_WRAP -> sending.sendAnswers();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
            case FINISHED, NOT_HANDSHAKING -> {
                return false;
            }
        }
        return true;
    }

    private void unwrap() throws IOException {
        if (records.isEmpty()) {
            receive();
        }
        switch (records.unwrap(engine, NOTHING).getStatus()) {
            case BUFFER_UNDERFLOW -> receive();
            case CLOSED -> throw HandshakeErrors.ended(peer);
            case OK, BUFFER_OVERFLOW -> {}
        }
    }

    private void receive() throws IOException {
        if (!records.receive()) {
            throw HandshakeErrors.ended(peer);
        }
    }
}
