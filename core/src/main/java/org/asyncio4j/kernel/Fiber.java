package org.asyncio4j.kernel;

import org.asyncio4j.spi.Turn;

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
public final class Fiber implements Executor, Runnable, Turn {
    final Scheduler scheduler;

    private final FiberBody body;
    private final Thread thread;

    /** The thread's continuation, as the JDK first submitted it. What else arrives is a guest's. */
    private Runnable continuation;

    /** What the fiber waits for in {@link #suspend}; null when it does not. */
    private Wait waiting;

    /** What the fiber throws when it resumes, or at its next wait; null if nothing. */
    private Delivery delivery;

    /** Whether the delivery has ended a wait already, so that it cannot be taken back. */
    private boolean aborted;

    /** The section that must not wait, while the fiber is inside one. */
    private AtomicSection atomicSection;

    /** Whether the fiber stands in the ready queue, or is on its way there. */
    private boolean queued;

    /** Whether it stands there for sure: a second entry would be one too many. */
    private boolean enqueued;

    private boolean started;
    private boolean finished;

    /** Whether it was reported that it waits in real time, in the wait it is in. */
    private boolean reported;

    /** Neighbours in the loop's list of all fibers. */
    Fiber previous;

    Fiber next;

    public Fiber(Scheduler scheduler, FiberBody body) {
        this.scheduler = scheduler;
        this.body = body;
        this.thread = VirtualThreads.newThread(this, this);
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

    /** The life of the fiber's thread. For that thread only. */
    @Override
    public void run() {
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
        if (continuation != this.continuation && JdkPollers.isOne(continuation)) {
            VirtualThreads.runOnDefaultScheduler(continuation);
        } else {
            scheduler.submit(this, continuation);
        }
    }

    boolean owns(Runnable submitted) {
        return submitted == continuation;
    }

    /**
     * The fiber is to be put into the ready queue.
     *
     * @return false if it stands there already: the JDK submits a ready thread once more when
     *     somebody has looked at its stack
     */
    boolean enqueue() {
        boolean first = !enqueued;
        queued = true;
        enqueued = true;
        return first;
    }

    /** Runs the fiber until it waits, yields or ends. On the bare carrier. */
    void step() {
        queued = false;
        enqueued = false;
        reported = false;
        continuation.run();
        if (finished) {
            return;
        }
        if (waiting == null && !queued) {
            body.waitsElsewhere();
        }
        if (atomicSection != null) {
            atomicSection.brokenBy(thread);
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
        if (delivery != null && endsAtOnce(wait)) {
            throw sneaky(takeDelivery());
        }
        boolean inner = !wait.outside();
        if (inner) {
            scheduler.innerWaitBegins();
        }
        do {
            LockSupport.park(wait);
            if (Thread.interrupted()) {
                body.interrupted(this);
            }
        } while (waiting != null);
        if (inner) {
            scheduler.innerWaitEnds();
        }
        if (aborted || !wait.isBinding()) {
            throwDelivery();
        }
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
     * meanwhile is thrown, and so is the cancellation of its scope.
     */
    public void yield() {
        checkpoint();
        requireMayWait("its next turn");
        Thread.yield();
        if (Thread.interrupted()) {
            body.interrupted(this);
        }
        throwDelivery();
        checkpoint();
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
     * out of its next wait. What comes before the last one was thrown takes its place; it does not
     * add to it.
     */
    public void deliver(Delivery delivery) {
        Wait wait = waiting;
        if (wait == null) {
            this.delivery = delivery;
            return;
        }
        switch (wait.abort(delivery)) {
            case DONE -> {
                this.delivery = delivery;
                aborted = true;
                wake();
            }
            case FORWARDED -> {}
            case REFUSED -> this.delivery = delivery;
        }
    }

    /** Ends a wait that has just begun, for a delivery that came before it. */
    private boolean endsAtOnce(Wait wait) {
        switch (wait.abort(delivery)) {
            case DONE -> {
                waiting = null;
                return true;
            }
            case FORWARDED -> delivery = null;
            case REFUSED -> {}
        }
        return false;
    }

    /** Takes back what was delivered, unless it has been thrown or has ended a wait. */
    public void rescind() {
        if (!aborted) {
            delivery = null;
        }
    }

    /** What was delivered and can still be taken back, or null. */
    public Delivery pending() {
        return aborted ? null : delivery;
    }

    private void throwDelivery() {
        if (delivery != null) {
            throw sneaky(takeDelivery());
        }
    }

    private Throwable takeDelivery() {
        Delivery taken = delivery;
        delivery = null;
        aborted = false;
        return taken.throwable();
    }

    // ---------------------------------------------------------------- atomic sections

    /** Marks the begin of a section that must not wait. Returns whether it is the outermost. */
    public boolean enterAtomic() {
        if (atomicSection != null) {
            return false;
        }
        atomicSection = new AtomicSection();
        return true;
    }

    /**
     * Ends the section.
     *
     * @throws IllegalStateException if foreign code gave way inside it, where nothing could object
     */
    public void exitAtomic() {
        AtomicSection left = atomicSection;
        atomicSection = null;
        left.requireUnbroken(body);
    }

    /**
     * Refuses to wait inside an atomic section. For those who must give something up before they
     * wait; {@link #suspend} asks by itself.
     *
     * @throws IllegalStateException inside an atomic section
     */
    public void requireMayWait(Object waitedFor) {
        if (atomicSection != null) {
            throw atomicSection.refusal(body, waitedFor);
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

    /**
     * What a scoped value is bound to in this fiber, which does not run now. In a fiber of the
     * loop.
     *
     * @return null if it is not bound
     */
    public <T> T bound(ScopedValue<T> value) {
        Object bindings = VirtualThreads.scopedValuesOf(thread);
        if (bindings == null) {
            return null; // Binding none would have the JDK look for the caller's own.
        }
        Object own = VirtualThreads.replaceScopedValues(bindings);
        try {
            return value.isBound() ? value.get() : null;
        } finally {
            VirtualThreads.replaceScopedValues(own);
        }
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

    /**
     * Whether the fiber waits in foreign code until real time has passed, which it tells once a
     * wait.
     */
    boolean nowWaitsInRealTime() {
        if (reported || !isInForeignWait() || thread.getState() != Thread.State.TIMED_WAITING) {
            return false;
        }
        reported = true;
        return true;
    }

    @Override
    public boolean isTask() {
        return body.isTask();
    }

    @Override
    public boolean isReady() {
        return queued;
    }

    @Override
    public String describe() {
        return body.describe();
    }

    @Override
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
