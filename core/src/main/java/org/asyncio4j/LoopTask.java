package org.asyncio4j;

import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.FiberBody;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** The one implementation of {@link Task}: an outcome whose value a fiber works out. */
final class LoopTask<T> extends Outcome<T> implements Task<T>, FiberBody {
    private final Fiber fiber;
    private final long number;

    /** Null unless the loop is in debug mode. */
    private final Origin origin;

    /** Null until one is given: most tasks are never asked for their name. */
    private String name;

    /**
     * Null once it has begun, so that what it holds can be collected while others read the result.
     */
    private Coroutine<? extends T, ?> body;

    /** The innermost scope this task is in; it inherits its group's and opens its own. */
    private CancelScope scope;

    /** The task that opened its group, which ends later; null if it belongs to the loop. */
    private LoopTask<?> parent;

    /** Requests for cancellation that were not taken back. */
    private int cancelRequests;

    /** The last of them, whoever it was first aimed at. */
    private CancelRequest lastRequest;

    /** The request for which the thread was interrupted inside foreign code. */
    private CancelRequest interruptedFor;

    /** Whether that was taken back while the thread's flag, which only it can clear, is set. */
    private boolean interruptIsVoid;

    /** Generators that this task iterates over, to be closed when it ends; null if none. */
    private List<Generator<?>> generators;

    LoopTask(EventLoop loop, Coroutine<? extends T, ?> body, String name) {
        super(loop);
        this.body = body;
        this.name = name;
        this.number = loop.nextTaskNumber();
        this.origin = Origin.hereIf(loop.getDebug());
        this.fiber = new Fiber(loop.scheduler(), this);
        if (name != null) {
            fiber.thread().setName(name);
        }
    }

    /** The task that runs the caller, or null: in a callback, a guest, and outside of loops. */
    static LoopTask<?> currentOrNull() {
        Fiber fiber = Fiber.currentOrNull();
        return fiber != null && fiber.body() instanceof LoopTask<?> task ? task : null;
    }

    /** The task that runs the caller, which must be one because {@code what} belongs to a task. */
    static LoopTask<?> current(String what) {
        LoopTask<?> task = currentOrNull();
        if (task == null) {
            throw new IllegalStateException(
                    what
                            + " belongs to the task that opens it, and the caller "
                            + Thread.currentThread()
                            + " is no task. Callbacks and threads of libraries are none either:"
                            + " start one with createTask.");
        }
        return task;
    }

    Fiber fiber() {
        return fiber;
    }

    Origin origin() {
        return origin;
    }

    LoopTask<?> parent() {
        return parent;
    }

    void parent(LoopTask<?> opener) {
        parent = opener;
    }

    // ---------------------------------------------------------------- running

    @Override
    public void run() {
        if (!loop.scheduler().isInLoop()) {
            // It was started from outside when the loop was about to close.
            body = null;
            endCancelled(new CancelledError("the loop is closed"));
            return;
        }
        if (fiber.pending() != null) {
            body = null;
            endAs(takePending());
            return;
        }
        Coroutine<? extends T, ?> work = body;
        body = null;
        try {
            T result = work.run();
            closeGenerators();
            finishUnlessCancelled(result);
        } catch (Throwable thrown) {
            closeGeneratorsAfter(thrown);
            endAs(translated(thrown));
        }
    }

    /** A request that could not be thrown any more wins over the result, as in asyncio. */
    private void finishUnlessCancelled(T result) {
        if (fiber.pending() != null) {
            endAs(takePending());
        } else if (interruptedFor != null && Thread.interrupted()) {
            endAs(new CancelledError(interruptedFor));
        } else {
            finish(result);
        }
    }

    private void endAs(Throwable thrown) {
        if (thrown instanceof CancelledError error) {
            endCancelled(error);
        } else {
            fail(thrown);
        }
    }

    private Throwable takePending() {
        Delivery delivery = fiber.pending();
        fiber.rescind();
        return delivery.throwable();
    }

    // ---------------------------------------------------------------- cancellation of the task

    @Override
    boolean cancel(CancelRequest request) {
        if (isDone()) {
            return false;
        }
        cancelRequests++;
        lastRequest = request;
        deliver(request);
        return true;
    }

    private void deliver(CancelRequest request) {
        if (fiber.isInForeignWait()) {
            interruptedFor = request;
            interruptThread(request);
        } else {
            fiber.deliver(request);
        }
    }

    /**
     * In a task or callback, never on the bare loop thread: an interrupt runs code of the JDK,
     * which may take locks that a parked task holds.
     */
    private void interruptThread(CancelRequest request) {
        if (Thread.currentThread().isVirtual()) {
            fiber.thread().interrupt();
        } else {
            new LoopCallback(loop, () -> interruptIfStillFor(request)).start();
        }
    }

    private void interruptIfStillFor(CancelRequest request) {
        if (interruptedFor == request) {
            fiber.thread().interrupt();
        }
    }

    @Override
    public int cancelling() {
        return cancelRequests;
    }

    @Override
    public int uncancel() {
        if (cancelRequests > 0) {
            cancelRequests--;
            if (cancelRequests == 0) {
                withdrawRequests();
            }
        }
        return cancelRequests;
    }

    /**
     * How many requests lie behind this task, for something that begins now and cancels the task
     * itself: one that has not been thrown yet will be thrown inside, so it is not among them.
     */
    int cancellingBehind() {
        return cancelRequests - (hasRequestToThrow() ? 1 : 0);
    }

    private boolean hasRequestToThrow() {
        Delivery next = interruptedFor != null ? interruptedFor : fiber.pending();
        return next instanceof CancelRequest request && !isByScopeAround(request);
    }

    /** Takes back the requests to this task that were not thrown yet: all have been answered. */
    void withdrawRequests() {
        withdraw(request -> !isByScopeAround(request));
    }

    /** Takes back what was requested but not yet thrown, where that is obsolete. */
    void withdraw(Predicate<CancelRequest> obsolete) {
        if (fiber.pending() instanceof CancelRequest request && obsolete.test(request)) {
            fiber.rescind();
        }
        if (interruptedFor != null && obsolete.test(interruptedFor)) {
            interruptedFor = null;
            if (fiber.isCurrent()) {
                Thread.interrupted();
            } else {
                interruptIsVoid = true;
            }
        }
    }

    /**
     * Requests of the time since there were {@code before} have not been answered, but what they
     * threw has been replaced by something else that goes on: throws it again at the next wait.
     */
    void repeatRequestsSince(int before) {
        if (cancelRequests > before && fiber.pending() == null) {
            fiber.deliver(lastRequest);
        }
    }

    /** Throws out of the next wait what has been thrown already. The count remains as it is. */
    void deliverAgain(CancelRequest request) {
        if (!isByScopeAround(request)) {
            fiber.deliver(request);
        }
    }

    /** Whether this task was not asked itself, but is inside a scope that was cancelled. */
    private boolean isByScopeAround(CancelRequest request) {
        return request.scope() != null && request.target() == this;
    }

    /** {@link #isByScopeAround(CancelRequest)} for what became of the request. */
    boolean isByScopeAround(CancelledError error) {
        return error.scope() != null && isByScopeAround(error.request());
    }

    /** Whether the request has come here, from one that waited for this task. */
    boolean wasHanded(CancelRequest request) {
        return lastRequest == request;
    }

    /**
     * The thread's flag was found set in a wait of ours: by {@link #deliver}, in a foreign call
     * that did not react to it, or by somebody who knows nothing of tasks and means to cancel.
     */
    @Override
    public void interrupted(Fiber fiber) {
        if (interruptedFor != null) {
            CancelRequest request = interruptedFor;
            interruptedFor = null;
            // The task may be in a shield by now, which the interrupt knew nothing of.
            if (!isByScopeAround(request) || refusal() != null) {
                fiber.deliver(request);
            }
        } else if (interruptIsVoid) {
            interruptIsVoid = false;
        } else {
            cancel(new CancelRequest("the thread of the task was interrupted", null, this, null));
        }
    }

    /** Interrupts foreign code for what came before it began to wait. Once, for it may decline. */
    @Override
    public void waitsElsewhere() {
        if (interruptedFor == null && requestBefore() instanceof CancelRequest request) {
            fiber.rescind();
            interruptedFor = request;
            interruptThread(request);
        }
    }

    private Delivery requestBefore() {
        return fiber.pending() != null ? fiber.pending() : refusal();
    }

    /**
     * What {@code thrown} means: where foreign code gave up because the task was cancelled, that is
     * the cancellation.
     */
    Throwable translated(Throwable thrown) {
        if (interruptedFor != null && Interruption.isBehind(thrown)) {
            CancelledError error = new CancelledError(interruptedFor);
            error.initCause(thrown);
            interruptedFor = null;
            Thread.interrupted();
            return error;
        }
        return thrown;
    }

    // ---------------------------------------------------------------- cancellation of scopes

    CancelScope scope() {
        return scope;
    }

    void scope(CancelScope innermost) {
        scope = innermost;
    }

    /** A scope around this task was cancelled: ends the wait it is in. Later ones are refused. */
    void scopeCancelled(CancelScope cancelled) {
        if (fiber.waiting() != null) {
            tellWait(cancelled.request(this));
        } else if (fiber.isInForeignWait()) {
            interruptForScope(cancelled.request(this));
        }
    }

    /** A wait that has refused a request already will not end for another either. */
    private void tellWait(CancelRequest request) {
        if (fiber.pending() == null) {
            fiber.deliver(request);
        }
    }

    /** A request to the task itself must not get lost behind a scope's, which can be seen later. */
    private void interruptForScope(CancelRequest request) {
        if (interruptedFor == null || isByScopeAround(interruptedFor)) {
            interruptedFor = request;
        }
        interruptThread(interruptedFor);
    }

    @Override
    public Delivery refusal() {
        if (scope == null) {
            return null;
        }
        CancelScope cancelled = scope.outermostCancelled();
        return cancelled == null ? null : cancelled.request(this);
    }

    // ---------------------------------------------------------------- generators

    void opened(Generator<?> generator) {
        if (generators == null) {
            generators = new ArrayList<>(2);
        }
        generators.add(generator);
    }

    void closed(Generator<?> generator) {
        if (generators != null) {
            generators.remove(generator);
        }
    }

    private void closeGenerators() {
        while (generators != null && !generators.isEmpty()) {
            generators.getLast().close();
        }
    }

    private void closeGeneratorsAfter(Throwable thrown) {
        try {
            closeGenerators();
        } catch (Throwable another) {
            loop.callExceptionHandler(
                    ExceptionContext.of("A generator failed while its task was ending", another)
                            .withAwaitable(this));
        }
    }

    // ---------------------------------------------------------------- looking at it

    @Override
    public String getName() {
        return name != null ? name : "Task-" + number;
    }

    @Override
    public void setName(String name) {
        requireLoop();
        this.name = Objects.requireNonNull(name, "name");
        fiber.thread().setName(name);
    }

    @Override
    public Thread thread() {
        return fiber.thread();
    }

    @Override
    public String activity() {
        return isDone() ? "has ended" : fiber.activity();
    }

    @Override
    public String describe() {
        return getName();
    }

    @Override
    String label() {
        return getName();
    }

    @Override
    public String toString() {
        return getName() + " [" + (isDone() ? stateWord() : activity()) + "]";
    }
}
