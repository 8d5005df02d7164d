package org.asyncio4j;

import org.asyncio4j.kernel.Timer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;

/**
 * A region of code that can be cancelled as a whole: Trio's cancel scope. Opened by {@link
 * Asyncio#cancelScope}, {@link Asyncio#moveOnAfter} and {@link Asyncio#failAfter}.
 *
 * <p>Where a task's cancellation is one request, a scope's is a state: while the scope is
 * cancelled, every wait inside refuses to begin and throws {@link CancelledError}, so it cannot be
 * swallowed for long. The scope catches the error at its own edge, and the program goes on behind
 * it. Where scopes stand inside each other, the outermost that is cancelled catches. Waiting in a
 * {@code finally} inside needs a {@linkplain #setShield shielded} scope.
 *
 * <p>Inside are the task that opened it and the tasks of all groups that were opened in it; not
 * tasks made by plain {@link Asyncio#createTask}, which belong to the loop: where a task inside
 * waits for one of those, its wait ends, and the other runs on. {@link Task#cancel} goes through
 * scopes. A scope is used once, and only by tasks of its loop.
 *
 * <p>A wait inside foreign code, as {@link Thread#sleep}, is interrupted, once: foreign code that
 * swallows its interrupts and never comes to a wait of this library stays where it is.
 */
public final class CancelScope {
    private static final int NEW = 0;
    private static final int OPEN = 1;
    private static final int CLOSED = 2;

    private int state = NEW;
    private boolean cancelCalled;
    private boolean cancelledCaught;
    private boolean shield;
    private String reason;
    private LoopTask<?> source;

    /** From entry on: the task that opened it, and the scope around it. */
    private LoopTask<?> owner;

    private CancelScope parent;
    private int cancellingAtEntry;

    /** What was opened directly inside and is still open; null while there was none. */
    private Set<CancelScope> children;

    private Set<TaskGroup> groups;

    private Deadline deadline;

    CancelScope() {}

    // ---------------------------------------------------------------- for users

    /** {@link #cancel(String)} without a reason. */
    public void cancel() {
        cancel(null);
    }

    /**
     * Cancels everything inside, from now until the scope's end. The first reason stays; another
     * call does nothing.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void cancel(String reason) {
        requireLoop();
        cancel(reason, LoopTask.currentOrNull());
    }

    /** Whether it was cancelled, by a call or by its deadline, were it only this moment. */
    public boolean cancelCalled() {
        if (state == OPEN && deadline != null && deadline.hasPassed()) {
            deadline.fire();
        }
        return cancelCalled;
    }

    /** Whether the scope ended by its cancellation, rather than its body in its own way. */
    public boolean cancelledCaught() {
        return cancelledCaught;
    }

    /** Whether cancellation of the scopes around this one stops at its edge. */
    public boolean shield() {
        return shield;
    }

    /**
     * Keeps the cancellation of the scopes around it out of this one, or lets it in again. Its own
     * cancellation and {@link Task#cancel} are not held up.
     *
     * @throws IllegalStateException from a foreign thread
     */
    public void setShield(boolean shield) {
        requireLoop();
        this.shield = shield;
        if (state == OPEN) {
            tellIfCancelled();
        }
    }

    /** When it will cancel itself, on the loop's clock; null if never. */
    public Duration deadline() {
        return deadline == null ? null : Duration.ofNanos(deadline.moment);
    }

    /**
     * Moves the deadline.
     *
     * @param moment on the loop's clock, as {@code time().plus(seconds(5))}; null for never. A
     *     moment that has passed cancels soon.
     * @throws IllegalStateException from a foreign thread
     */
    public void setDeadline(Duration moment) {
        requireLoop();
        if (deadline != null) {
            deadline.disarm();
        }
        deadline = moment == null ? null : new Deadline(Durations.nanos(moment));
        if (deadline != null && state == OPEN) {
            deadline.arm();
        }
    }

    // ---------------------------------------------------------------- entering and leaving

    /** Runs the body inside. Returns null where the scope caught its own cancellation. */
    <T, X extends Exception> T run(ScopeBody<T, X> body) throws X {
        enter(LoopTask.current("A cancel scope"));
        try {
            return body.run(this);
        } catch (Throwable thrown) {
            Throwable meaning = owner.translated(thrown);
            if (isMine(meaning)) {
                cancelledCaught = true;
                // It may have replaced another's in a finally, which would be lost with it.
                owner.repeatRequestsSince(cancellingAtEntry);
                return null;
            }
            throw Sneaky.rethrow(meaning);
        } finally {
            exit();
        }
    }

    /** Opens the scope inside the one that {@code task} is in. */
    void enter(LoopTask<?> task) {
        if (state != NEW) {
            throw new IllegalStateException("A cancel scope can be entered only once: " + this);
        }
        state = OPEN;
        owner = task;
        cancellingAtEntry = task.cancellingBehind();
        parent = task.scope();
        if (parent != null) {
            parent.opened(this);
        }
        task.scope(this);
        if (deadline != null && deadline.hasPassed()) {
            // Not left to the timer, so that not even the first wait begins.
            deadline.fire();
        } else if (deadline != null) {
            deadline.arm();
        }
    }

    void exit() {
        if (deadline != null) {
            deadline.disarm();
        }
        state = CLOSED;
        owner.scope(parent);
        // A wait that could not be ended any more left the request for the next; none is inside.
        owner.withdraw(request -> request.scope() == this);
        if (parent != null) {
            parent.children.remove(this);
        }
    }

    /** Takes the scope, with all that is inside, out of the one around it and into another. */
    void moveInto(CancelScope newParent) {
        if (parent != null) {
            parent.children.remove(this);
        }
        parent = newParent;
        if (parent != null) {
            parent.opened(this);
        }
        tellIfCancelled();
    }

    private boolean isMine(Throwable thrown) {
        return thrown instanceof CancelledError error && error.scope() == this;
    }

    // ---------------------------------------------------------------- who is inside

    private void opened(CancelScope child) {
        if (children == null) {
            children = new LinkedHashSet<>(4);
        }
        children.add(child);
    }

    void opened(TaskGroup group) {
        if (groups == null) {
            groups = new LinkedHashSet<>(4);
        }
        groups.add(group);
    }

    void closed(TaskGroup group) {
        groups.remove(group);
    }

    // ---------------------------------------------------------------- cancelling

    void cancel(String why, LoopTask<?> who) {
        if (state == CLOSED || cancelCalled) {
            return;
        }
        cancelCalled = true;
        reason = why;
        source = who;
        if (state == OPEN) {
            tell(outermostCancelled());
        }
    }

    /** The scope by which whoever is inside this one is cancelled, or null. */
    CancelScope outermostCancelled() {
        CancelScope found = null;
        for (CancelScope scope = this; scope != null; scope = scope.shield ? null : scope.parent) {
            if (scope.cancelCalled) {
                found = scope;
            }
        }
        return found;
    }

    CancelRequest request(LoopTask<?> target) {
        return new CancelRequest(reason, source, target, this);
    }

    private void tellIfCancelled() {
        CancelScope cancelled = outermostCancelled();
        if (cancelled != null) {
            tell(cancelled);
        }
    }

    /**
     * Ends the waits of all tasks inside. Whoever does not wait now finds out at its next wait. A
     * loop and no recursion: scopes may be nested deeper than the bare loop thread has stack.
     */
    private void tell(CancelScope cancelled) {
        Queue<CancelScope> untold = new ArrayDeque<>();
        for (CancelScope scope = this; scope != null; scope = untold.poll()) {
            scope.tellOccupants(cancelled);
            if (scope.children != null) {
                scope.children.stream().filter(child -> !child.shield).forEach(untold::add);
            }
        }
    }

    private void tellOccupants(CancelScope cancelled) {
        if (owner.scope() == this) {
            owner.scopeCancelled(cancelled);
        }
        if (groups != null) {
            groups.forEach(group -> group.tellTasksIn(this, cancelled));
        }
    }

    /** Before it is entered the scope belongs to nobody yet. */
    private void requireLoop() {
        if (owner != null && !owner.loop.scheduler().isInLoop()) {
            throw new IllegalStateException(
                    this
                            + " belongs to the loop '"
                            + owner.loop.name()
                            + "' and was used from the thread "
                            + Thread.currentThread()
                            + ". It is not thread-safe: use EventLoop.callSoonThreadsafe.");
        }
    }

    private final class Deadline extends Timer {
        private final long moment;

        Deadline(long moment) {
            this.moment = moment;
        }

        void arm() {
            owner.loop.scheduler().schedule(this, moment);
        }

        boolean hasPassed() {
            return owner.loop.scheduler().nanos() >= moment;
        }

        void disarm() {
            if (isScheduled()) {
                owner.loop.scheduler().cancel(this);
            }
        }

        @Override
        protected void fire() {
            cancel("deadline", null);
        }
    }

    @Override
    public String toString() {
        String word =
                switch (state) {
                    case NEW -> "not entered";
                    case OPEN -> "open";
                    default -> "left";
                };
        return "CancelScope[" + word + (cancelCalled ? ", cancelled" : "") + "]";
    }
}
