package org.asyncio4j.net.tls;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.LoopBinding;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLEngine;
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
 *   <li>Whoever encrypts also sends, before anybody else encrypts ({@link SendingSide}). What is
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
    private final SendStream sink;
    private final TlsSettings settings;
    private final LoopBinding binding = new LoopBinding(this);
    private final ReceivedRecords records;
    private final UnsentRecords unsent;
    private final SessionState state;
    private final SendingSide sending;
    private final ReceivingSide receiving;

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
        this.sink = sink;
        this.settings = settings;
        this.records = new ReceivedRecords(source, settings.buffers());
        this.unsent = new UnsentRecords(sink, offer, settings.buffers());
        this.state = new SessionState(engine, settings.peer());
        this.sending = new SendingSide(state, unsent);
        this.receiving = new ReceivingSide(state, records, sending, settings);
    }

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
        state.requireNew();
        Handshake handshake = new Handshake(state, records, unsent, receiving, sending, settings);
        inTask(() -> handshake.run(binding.enter()));
    }

    /** A time-out belongs to a task, which a thread of a library is not. */
    private static void inTask(Action<IOException> body) throws IOException {
        if (Asyncio.currentTask() != null) {
            body.run();
        } else {
            Asyncio.getRunningLoop().createTask(body).await(IOException.class);
        }
    }

    /** Begins a call for data, which may wait. */
    private Fiber enter() {
        Fiber fiber = binding.enter();
        state.requireShaken();
        return fiber;
    }

    // ---------------------------------------------------------------- data

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
        return receiving.receive(enter(), target);
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
        return receiving.receive(enter(), max);
    }

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
        sending.send(enter(), data, receiving);
    }

    /** What follows is as in the stream below, once all that is encrypted has been taken by it. */
    @Override
    public void drain() throws IOException {
        sending.flush(binding.enter());
        sink.drain();
    }

    @Override
    public void flush() throws IOException {
        sending.flush(binding.enter());
        sink.flush();
    }

    // ---------------------------------------------------------------- the end

    /** Whether one side can be ended alone: only since TLS 1.3. */
    @Override
    public boolean canSendEof() {
        return engine().getSession().getProtocol().equals("TLSv1.3");
    }

    /**
     * {@inheritDoc}
     *
     * <p>It sends a close_notify.
     */
    @Override
    public void sendEof() throws IOException {
        binding.touch();
        state.requireShaken();
        if (!canSendEof()) {
            throw new UnsupportedOperationException(
                    "One side of a "
                            + engine().getSession().getProtocol()
                            + " session cannot be ended alone; since TLSv1.3 it can. canSendEof()"
                            + " tells.");
        }
        if (!sending.isEnded()) {
            sending.requireSending();
            sending.end();
        }
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
        if (!state.isOpen() || state.hasFailed()) {
            return;
        }
        announceEnd();
        if (settings.shutdownTimeout().isPositive() && !receiving.isEnded()) {
            try {
                inTask(this::awaitPeersEnd);
            } catch (IOException e) {
                // The peer, too, has no more use for the connection.
            }
        }
    }

    /** {@link #close} without waiting for the peer's close_notify. */
    public void announceEnd() {
        binding.touch();
        if (!state.isOpen() || state.hasFailed() || sending.isEnded()) {
            return;
        }
        try {
            sending.end();
        } catch (IOException e) {
            // The peer cannot be told; it is gone.
        }
    }

    private void awaitPeersEnd() throws IOException {
        try {
            Asyncio.timeout(
                    settings.shutdownTimeout(),
                    () -> {
                        while (receive(ReceivedRecords.RECEIVED_AT_ONCE) != null) {}
                    });
        } catch (TimeoutException e) {
            // A lazy peer. The connection is of no use any more.
        }
    }

    // ---------------------------------------------------------------- what it is

    /** The engine, for what it knows. */
    public SSLEngine engine() {
        return state.engine();
    }

    /** How many buffers there is something in. */
    int buffersHeld() {
        return records.buffersHeld() + receiving.buffersHeld() + unsent.buffersHeld();
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
