package org.asyncio4j;

import org.asyncio4j.kernel.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A region of code that can be cancelled as a whole: Trio's cancel scope. Opened by {@link
 * Asyncio#cancelScope}, {@link Asyncio#moveOnAfter} and {@link Asyncio#failAfter}.
 *
 * <p>Where a task's cancellation is one request, a scope's is a state: while the scope is
 * cancelled, every wait inside refuses to begin and throws {@link CancelledError}, so it cannot be
 * swallowed for long. The scope catches the error at its own edge, and the program goes on behind
 * it. Waiting in a {@code finally} inside needs a {@linkplain #setShield shielded} scope.
 *
 * <p>Inside are the task that opened it and the tasks of all groups that were opened in it; not
 * tasks made by plain {@link Asyncio#createTask}, which belong to the loop. {@link Task#cancel}
 * goes through scopes. A scope is used once, and only by tasks of its loop.
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

    /** What was opened directly inside and is still open; null while there was none. */
    private List<CancelScope> children;

    private List<TaskGroup> groups;

    private Deadline deadline;

    CancelScope() {}

    // ---------------------------------------------------------------- for users

    /** {@link #cancel(String)} without a reason. */
    public void cancel() {
        cancel(null);
    }

    /**
     * Cancels everything inside, from now until the scope's end. The first reason stays; another
     * call does nothing. Before the scope is entered it takes effect there.
     */
    public void cancel(String reason) {
        cancel(reason, LoopTask.currentOrNull());
    }

    /** Whether it was cancelled, by a call or by its deadline. */
    public boolean cancelCalled() {
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
     */
    public void setShield(boolean shield) {
        this.shield = shield;
        if (!shield && state == OPEN && outermostCancelled() != null) {
            tell(outermostCancelled());
        }
    }

    /** When it will cancel itself, on the loop's clock; null if never. */
    public Duration deadline() {
        return deadline == null ? null : Duration.ofNanos(deadline.moment);
    }

    /**
     * Moves the deadline.
     *
     * @param moment on the loop's clock, as {@code loop.time().plus(seconds(5))}; null for never. A
     *     moment that has passed cancels soon.
     */
    public void setDeadline(Duration moment) {
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
                return null;
            }
            throw Sneaky.rethrow(meaning);
        } finally {
            exit();
        }
    }

    private void enter(LoopTask<?> task) {
        if (state != NEW) {
            throw new IllegalStateException("A cancel scope can be entered only once: " + this);
        }
        state = OPEN;
        owner = task;
        parent = task.scope();
        if (parent != null) {
            parent.opened(this);
        }
        task.scope(this);
        if (deadline != null) {
            deadline.arm();
        }
    }

    private void exit() {
        if (deadline != null) {
            deadline.disarm();
        }
        state = CLOSED;
        owner.scope(parent);
        if (parent != null) {
            parent.children.remove(this);
        }
    }

    private boolean isMine(Throwable thrown) {
        return thrown instanceof CancelledError error && error.scope() == this;
    }

    // ---------------------------------------------------------------- who is inside

    private void opened(CancelScope child) {
        if (children == null) {
            children = new ArrayList<>(2);
        }
        children.add(child);
    }

    void opened(TaskGroup group) {
        if (groups == null) {
            groups = new ArrayList<>(2);
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

    /** Ends the waits of all tasks inside. Whoever does not wait now finds out at its next wait. */
    private void tell(CancelScope cancelled) {
        if (owner.scope() == this) {
            owner.scopeCancelled(cancelled);
        }
        if (groups != null) {
            for (TaskGroup group : List.copyOf(groups)) {
                group.tellTasksIn(this, cancelled);
            }
        }
        if (children != null) {
            for (CancelScope child : List.copyOf(children)) {
                if (!child.shield) {
                    child.tell(cancelled);
                }
            }
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
