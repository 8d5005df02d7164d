package org.asyncio4j.net.engine;

/**
 * What a handler knows of one socket: whether it is ready to be read from and to be written to. An
 * implementation for each engine.
 *
 * <p>All of it runs on the loop thread: the handler's reports on the bare carrier, the rest in
 * fibers.
 */
abstract class Readiness {
    final Direction input = new Direction(this, "bytes from ");
    final Direction output = new Direction(this, "room to send to ");

    private final Watched owner;

    /**
     * Set once the peer or the system has ended something: then reading never blocks again, and a
     * short receive does not mean that nothing is left.
     */
    private boolean hangup;

    /**
     * @param owner the socket; its {@code toString} names it in reports
     */
    Readiness(Watched owner) {
        this.owner = owner;
    }

    /** Makes sure that the handler reports when the direction gets ready. */
    abstract void arm(Direction direction);

    /** Has the handler forget the socket, which is closed next. */
    abstract void forget();

    /** Reading has taken all there was for now. */
    final void drained() {
        if (!hangup) {
            input.exhausted();
        }
    }

    /** The handler reports. */
    final void report(boolean in, boolean out, boolean ended) {
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

    /** The loop ends: the handler closes what it watches. */
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
