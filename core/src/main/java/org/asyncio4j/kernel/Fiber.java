package org.asyncio4j.kernel;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * A virtual thread of a loop, and the one protocol by which it waits and is woken.
 *
 * <p>A fiber is the scheduler of its own virtual thread: the JDK hands it the thread's continuation
 * whenever the thread can go on, and the fiber puts itself into its loop's ready queue. Threads
 * that a library starts inside the fiber inherit this scheduler; that is how the loop knows its
 * guests.
 *
 * <p>The life of a wait:
 *
 * <pre>
 *   running --suspend(wait)--> waiting --wake()------------------> ready --> suspend returns
 *                              waiting --deliver(d), abort DONE--> ready --> suspend throws d
 *                              waiting --deliver(d), FORWARDED---> waiting, until its target ends
 *   ready, or running --deliver(d)--> pending: thrown when the fiber resumes, or at its next wait
 * </pre>
 *
 * Exactly one wake-up ends a wait, and {@link Wait#abort} is called at most once. All fields but
 * {@code thread} belong to the loop thread once the fiber has started.
 */
public final class Fiber implements Executor {
    final Scheduler scheduler;

    private final FiberBody body;
    private final Thread thread;

    /** The thread's continuation, as the JDK first submitted it. What else arrives is a guest's. */
    private Runnable continuation;

    /** What the fiber waits for in {@link #suspend}; null when it does not. */
    private Wait waiting;

    /** What the wait that just ended throws. */
    private Delivery outcome;

    /** What the fiber is to be told when it resumes, or at its next wait. */
    private Delivery pending;

    /** Where {@link #atomically} began, while the fiber is inside. */
    private Throwable atomicSection;

    /** Where foreign code waited inside the atomic section all the same. */
    private Throwable atomicViolation;

    /** Whether the fiber stands in the ready queue. */
    private boolean queued;

    private boolean started;
    private boolean finished;

    /** Neighbours in the loop's list of all fibers, which keeps them from being collected. */
    Fiber previous;

    Fiber next;

    public Fiber(Scheduler scheduler, FiberBody body) {
        this.scheduler = scheduler;
        this.body = body;
        this.thread = VirtualThreads.newThread(this, this::live);
    }

    private Fiber(Scheduler scheduler, FiberBody body, Thread thread) {
        this.scheduler = scheduler;
        this.body = body;
        this.thread = thread;
        this.started = true;
    }

    /**
     * A guest's stand-in for the time of one wait: it has a thread but no continuation of its own.
     */
    static Fiber ofGuest(Scheduler scheduler, Thread thread) {
        return new Fiber(scheduler, new GuestBody(thread), thread);
    }

    // ---------------------------------------------------------------- who is running

    /** Whether the caller runs on some loop's thread, in a fiber or a guest. */
    public static boolean isOnLoop() {
        return VirtualThreads.currentCarrier() instanceof LoopThread;
    }

    /** The fiber that is running the caller, or null: also in a guest and outside of loops. */
    public static Fiber currentOrNull() {
        return VirtualThreads.currentCarrier() instanceof LoopThread loop
                ? loop.scheduler.current()
                : null;
    }

    /**
     * The fiber that is running the caller. A guest gets a stand-in that can wait.
     *
     * @throws IllegalStateException outside of a loop
     */
    public static Fiber current() {
        if (VirtualThreads.currentCarrier() instanceof LoopThread loop
                && Thread.currentThread() != loop) {
            Fiber fiber = loop.scheduler.current();
            return fiber != null ? fiber : ofGuest(loop.scheduler, Thread.currentThread());
        }
        throw new IllegalStateException(
                "This waits, so it must run on a loop: inside Asyncio.run(...), a task or a"
                    + " callback. The calling thread "
                        + Thread.currentThread()
                        + " runs no loop. From a thread outside, use"
                        + " EventLoop.runCoroutineThreadsafe.");
    }

    // ---------------------------------------------------------------- running

    /** Starts the virtual thread. It runs when its turn in the ready queue comes. */
    public void start() {
        started = true;
        queued = true;
        scheduler.added(this);
        thread.start();
    }

    private void live() {
        try {
            body.run();
        } finally {
            finished = true;
            scheduler.removed(this);
        }
    }

    /** Called by the JDK, on any thread, when this fiber or a guest of it can go on. */
    @Override
    public void execute(Runnable continuation) {
        if (this.continuation == null) {
            this.continuation = continuation;
        }
        scheduler.submit(this, continuation);
    }

    boolean owns(Runnable submitted) {
        return submitted == continuation;
    }

    void markQueued() {
        queued = true;
    }

    /** Runs the fiber until it waits, yields or ends. On the bare carrier. */
    void step() {
        queued = false;
        continuation.run();
        if (atomicSection != null && !finished && atomicViolation == null) {
            atomicViolation = new Throwable("the atomic section waited here");
            atomicViolation.setStackTrace(thread.getStackTrace());
        }
    }

    Runnable continuation() {
        return continuation;
    }

    // ---------------------------------------------------------------- waiting

    /**
     * Waits until {@link #wake}, and lets others run meanwhile. To be called on this fiber, after
     * {@code wait} was put where its waker finds it.
     *
     * <p>Throws what was delivered; then the wait did not happen, or (where the delivery came after
     * the wake-up) the caller must pass on what it was woken with.
     */
    public void suspend(Wait wait) {
        if (atomicSection != null) {
            requireMayWait(wait.describe());
        }
        waiting = wait;
        if (pending != null && abortWithPending(wait)) {
            throw sneaky(takeOutcome());
        }
        scheduler.waitBegins(wait);
        do {
            LockSupport.park(wait);
            if (Thread.interrupted()) {
                body.interrupted(this);
            }
        } while (waiting != null);
        scheduler.waitEnds(wait);
        if (outcome != null) {
            throw sneaky(takeOutcome());
        }
        throwPending();
    }

    /**
     * Ends the wait normally: the fiber goes to the end of the ready queue. The waker has taken the
     * {@link Wait} out of its place already.
     */
    public void wake() {
        waiting = null;
        LockSupport.unpark(thread);
    }

    /**
     * Gives way once: the fiber goes to the end of the ready queue. What was delivered before or
     * meanwhile is thrown.
     */
    public void yield() {
        requireMayWait("its next turn");
        Thread.yield();
        throwPending();
    }

    /**
     * Refuses to go on where the fiber's scope is cancelled.
     *
     * @return this, so that a waiting method can begin with {@code Fiber.current().checkpoint()}
     */
    public Fiber checkpoint() {
        Delivery refusal = body.refusal();
        if (refusal != null) {
            throw sneaky(refusal.throwable());
        }
        return this;
    }

    /**
     * Has the fiber throw {@code delivery}: out of the wait it is in, else when it resumes, else
     * out of its next wait.
     */
    public void deliver(Delivery delivery) {
        Wait wait = waiting;
        if (wait != null) {
            deliverToWait(wait, delivery);
        } else {
            pending = delivery;
        }
    }

    private void deliverToWait(Wait wait, Delivery delivery) {
        switch (wait.abort(delivery)) {
            case DONE -> {
                outcome = delivery;
                wake();
            }
            case FORWARDED -> {}
            case REFUSED -> pending = delivery;
        }
    }

    /** Takes back what was delivered but not yet thrown. */
    public void rescind() {
        pending = null;
    }

    /** What was delivered but not yet thrown, or null. */
    public Delivery pending() {
        return pending;
    }

    /** Ends a wait that has just begun, for a delivery that came before it. */
    private boolean abortWithPending(Wait wait) {
        Delivery delivery = pending;
        switch (wait.abort(delivery)) {
            case DONE -> {
                pending = null;
                outcome = delivery;
                waiting = null;
                return true;
            }
            case FORWARDED -> pending = null;
            case REFUSED -> {}
        }
        return false;
    }

    private void throwPending() {
        if (pending != null) {
            Delivery delivery = pending;
            pending = null;
            throw sneaky(delivery.throwable());
        }
    }

    private Throwable takeOutcome() {
        Delivery delivery = outcome;
        outcome = null;
        return delivery.throwable();
    }

    // ---------------------------------------------------------------- atomic sections

    /** Marks the begin of a section that must not wait. Returns whether it is the outermost. */
    public boolean enterAtomic() {
        if (atomicSection != null) {
            return false;
        }
        atomicSection = new Throwable("the atomic section began here");
        return true;
    }

    /**
     * Ends the section.
     *
     * @throws IllegalStateException if foreign code gave way inside it, where nothing could object
     */
    public void exitAtomic() {
        Throwable begin = atomicSection;
        Throwable violation = atomicViolation;
        atomicSection = null;
        atomicViolation = null;
        if (violation != null) {
            IllegalStateException failure =
                    new IllegalStateException(
                            body.describe()
                                    + " waited in foreign code inside atomically(...), and other"
                                    + " tasks ran meanwhile. The wait is shown as the cause, the"
                                    + " begin of the section as suppressed.",
                            violation);
            failure.addSuppressed(begin);
            throw failure;
        }
    }

    /**
     * Refuses to wait inside an atomic section. For those who must give something up before they
     * wait; {@link #suspend} asks by itself.
     *
     * @throws IllegalStateException inside an atomic section
     */
    public void requireMayWait(Object waitedFor) {
        if (atomicSection != null) {
            throw new IllegalStateException(
                    body.describe()
                            + " would wait for "
                            + waitedFor
                            + " inside atomically(...), where no other task may run. Move the wait"
                            + " out of the atomic section, whose begin is shown as the cause.",
                    atomicSection);
        }
    }

    // ---------------------------------------------------------------- looking at it

    public boolean isCurrent() {
        return scheduler.isCurrent(this);
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    public FiberBody body() {
        return body;
    }

    public Thread thread() {
        return thread;
    }

    public Wait waiting() {
        return waiting;
    }

    public boolean isFinished() {
        return finished;
    }

    /** Whether the fiber is parked inside code that is not ours: a JDK lock, a socket, a sleep. */
    public boolean isInForeignWait() {
        return started && !finished && waiting == null && !queued && !isCurrent();
    }

    /** What the fiber does now, as the end of a sentence. */
    public String activity() {
        if (finished) {
            return "has ended";
        }
        if (waiting != null) {
            return "waits for " + waiting.describe();
        }
        if (isCurrent()) {
            return "is running";
        }
        return queued || !started ? "is ready to run" : "waits inside foreign code";
    }

    @Override
    public String toString() {
        return body.describe();
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable throwable) throws X {
        throw (X) throwable;
    }
}
