package org.asyncio4j.net.engine;

/**
 * What an engine knows of one socket: whether it is ready to be read from and to be written to. An
 * implementation for each engine.
 *
 * <p>A direction is ready until a call has found nothing to do, which the socket says by {@link
 * Direction#exhausted}; from then on the engine owes a {@link #report} of the next thing that
 * happens, at the latest once it was told to {@link #arm} the direction.
 *
 * <p>All of it runs on the loop thread: the engine's reports on the bare carrier or in a fiber, the
 * rest in fibers.
 */
public abstract class Readiness {
    protected final Direction input = new Direction(this, "bytes from ");
    protected final Direction output = new Direction(this, "room to send to ");

    private final Watched owner;

    /**
     * Set once the peer or the system has ended something: then reading never blocks again, and a
     * short receive does not mean that nothing is left.
     */
    private boolean hangup;

    /**
     * @param owner the socket; its {@code toString} names it in reports
     */
    @SuppressWarnings("this-escape") // They ask nothing of it yet.
    protected Readiness(Watched owner) {
        this.owner = owner;
    }

    /** Makes sure that a report comes when the direction gets ready. */
    protected abstract void arm(Direction direction);

    /** Whether reports come also while no direction is armed. */
    protected boolean reportsUnasked() {
        return false;
    }

    /** Ends the reports: the socket is closed next. */
    protected abstract void forget();

    /** Whether what makes it ready comes from outside the loop. */
    protected boolean outside() {
        return true;
    }

    /** Reading has taken all there was for now. */
    protected final void drained() {
        if (!hangup) {
            input.exhausted();
        }
    }

    /**
     * The engine reports.
     *
     * @param in whether there may be something to receive or to accept
     * @param out whether there may be room to send, or the connection was made or has failed
     * @param ended whether the peer or the system has ended something
     */
    protected final void report(boolean in, boolean out, boolean ended) {
        if (ended) {
            hangup = true;
        }
        if (in || ended) {
            input.signal();
        }
        if (out) {
            output.signal();
        }
    }

    /** The loop ends: a handler of Netty's closes what it watches. */
    public void close() {
        owner.endWithLoop();
    }

    /** Wakes who waits: the socket is closed. */
    final void end() {
        hangup = true;
        input.signal();
        output.signal();
    }

    /** A task's or a handler's name for the socket. */
    @Override
    public String toString() {
        return owner.toString();
    }
}
