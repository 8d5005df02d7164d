package org.asyncio4j.net.tls;

import org.asyncio4j.kernel.WaitQueue;

import java.io.IOException;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * What both sides of a session share: the engine, how far the session has come, and why nothing
 * works any more.
 */
final class SessionState {
    /**
     * <pre>
     *   NEW --handshake--> SHAKING --> OPEN
     *                      SHAKING --failed, cancelled, timed out--> the failure is set
     * </pre>
     */
    private enum Stage {
        NEW,
        SHAKING,
        OPEN
    }

    private final SSLEngine engine;

    /** What messages call the other side. */
    private final String peer;

    private final WaitQueue receiverWatchers = new WaitQueue(this, "what is received in ");
    private Stage stage = Stage.NEW;

    /** Why nothing works any more, or null. */
    private Throwable failure;

    SessionState(SSLEngine engine, String peer) {
        this.engine = engine;
        this.peer = peer;
    }

    SSLEngine engine() {
        return engine;
    }

    String peer() {
        return peer;
    }

    /**
     * Who waits for what the receiving task will find: others that want to receive, and a task that
     * sends, where the engine must receive first.
     */
    WaitQueue receiverWatchers() {
        return receiverWatchers;
    }

    /** In the calling task, so that what it calls may wait. */
    void runTasks() {
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
        }
    }

    // ---------------------------------------------------------------- how far it has come

    void requireNew() {
        if (stage != Stage.NEW) {
            throw new IllegalStateException(this + " has begun its handshake before.");
        }
    }

    void shaking() {
        stage = Stage.SHAKING;
    }

    void open() {
        stage = Stage.OPEN;
    }

    /** Whether the handshake has succeeded, whatever has failed since. */
    boolean isOpen() {
        return stage == Stage.OPEN;
    }

    void requireShaken() {
        if (stage != Stage.OPEN && failure == null) {
            throw new IllegalStateException(this + " has not ended its handshake.");
        }
    }

    // ---------------------------------------------------------------- its failure

    /** Nothing can be trusted any more. The engine may have an alert for the peer. */
    void fail(Throwable why) {
        failure = why;
    }

    boolean hasFailed() {
        return failure != null;
    }

    boolean hasFailedFor(Throwable why) {
        return failure == why;
    }

    void requireWorking() throws IOException {
        if (failure != null) {
            throw again(failure);
        }
    }

    /** For those who come after the one that met the cause. */
    IOException again(Throwable cause) {
        return new SSLException(
                "The TLS session with "
                        + peer
                        + " does not work any more: "
                        + (cause.getMessage() == null ? cause : cause.getMessage()),
                cause);
    }

    @Override
    public String toString() {
        return "the TLS session with " + peer;
    }
}
