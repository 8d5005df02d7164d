package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The state that tasks and promises share: pending, then ended in one of three ways, with those who
 * want to hear of it. Belongs to the loop thread; the methods of {@link
 * java.util.concurrent.Future} are for all threads.
 *
 * <pre>
 *   PENDING --> FINISHED (value is the result)
 *           --> FAILED (value is the exception)
 *           --> CANCELLED (value is the CancelledError)
 * </pre>
 */
abstract sealed class Outcome<T> implements Awaitable<T> permits LoopTask, LoopPromise {
    static final byte PENDING = 0;
    static final byte FINISHED = 1;
    static final byte FAILED = 2;
    static final byte CANCELLED = 3;

    private static final VarHandle STATE = findState();

    final EventLoop loop;

    /** Null, one {@link OutcomeListener}, or a list of them in the order of registration. */
    private Object listeners;

    /** Written before {@code state}, so that a thread which sees the state sees the value. */
    private Object value;

    /** Written with release; methods that other threads may call read it by {@link #observed}. */
    private byte state;

    /** Whether somebody has seen the exception. */
    private boolean retrieved;

    Outcome(EventLoop loop) {
        this.loop = loop;
    }

    private static VarHandle findState() {
        try {
            return MethodHandles.lookup().findVarHandle(Outcome.class, "state", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private byte observed() {
        return (byte) STATE.getAcquire(this);
    }

    // ---------------------------------------------------------------- ending

    final void finish(T result) {
        end(FINISHED, result);
    }

    final void fail(Throwable exception) {
        end(FAILED, exception);
    }

    final void endCancelled(CancelledError error) {
        end(CANCELLED, error);
    }

    private void end(byte endState, Object endValue) {
        value = endValue;
        STATE.setRelease(this, endState);
        Object heard = listeners;
        listeners = null;
        if (heard instanceof OutcomeListener listener) {
            listener.ended(this);
        } else if (heard != null) {
            for (Object listener : (List<?>) heard) {
                ((OutcomeListener) listener).ended(this);
            }
        }
        if (endState == FAILED && !retrieved) {
            loop.unretrieved().add(this);
        }
    }

    /** The way from a request to this outcome's end, or its refusal. On the loop. */
    abstract boolean cancel(CancelRequest request);

    // ---------------------------------------------------------------- listening

    final void addListener(OutcomeListener listener) {
        if (listeners == null) {
            listeners = listener;
        } else if (listeners instanceof OutcomeListener first) {
            List<Object> list = new ArrayList<>(4);
            list.add(first);
            list.add(listener);
            listeners = list;
        } else {
            listenerList().add(listener);
        }
    }

    final void removeListener(OutcomeListener listener) {
        if (listeners == listener) {
            listeners = null;
        } else if (listeners instanceof List) {
            listenerList().remove(listener);
        }
    }

    @SuppressWarnings("unchecked")
    private List<Object> listenerList() {
        return (List<Object>) listeners;
    }

    @Override
    public void addDoneCallback(Consumer<? super Awaitable<T>> callback) {
        requireLoop();
        DoneCallback<T> registered = new DoneCallback<>(this, callback);
        if (isDone()) {
            registered.ended(this);
        } else {
            addListener(registered);
        }
    }

    @Override
    public int removeDoneCallback(Consumer<? super Awaitable<T>> callback) {
        requireLoop();
        if (listeners instanceof DoneCallback<?> only) {
            if (!only.runs(callback)) {
                return 0;
            }
            listeners = null;
            return 1;
        }
        if (!(listeners instanceof List)) {
            return 0;
        }
        int before = listenerList().size();
        listenerList().removeIf(each -> each instanceof DoneCallback<?> one && one.runs(callback));
        return before - listenerList().size();
    }

    // ---------------------------------------------------------------- waiting

    @Override
    public T await() {
        Fiber fiber = Fiber.current();
        requireAwaitable(fiber);
        fiber.checkpoint();
        if (state == PENDING) {
            new Join(this, fiber).join();
        }
        return resultOrThrow();
    }

    private void requireAwaitable(Fiber fiber) {
        if (fiber.scheduler() != loop.scheduler()) {
            throw new IllegalStateException(
                    this
                            + " belongs to the loop '"
                            + loop.name()
                            + "', and a task of the loop '"
                            + fiber.scheduler().name()
                            + "' waits for it. Wait for toCompletableFuture() instead.");
        }
        if (fiber.body() == this) {
            throw new IllegalStateException(this + " waits for itself, so it would never end.");
        }
    }

    /** A fiber's wait for an outcome. */
    static final class Join implements Wait, OutcomeListener {
        private final Outcome<?> target;
        private final Fiber fiber;

        /** Whether a cancellation is being handed on right now. */
        private boolean forwarding;

        /** Whether one has been handed on. */
        private boolean forwarded;

        Join(Outcome<?> target, Fiber fiber) {
            this.target = target;
            this.fiber = fiber;
        }

        void join() {
            target.addListener(this);
            try {
                fiber.suspend(this);
            } catch (Throwable thrown) {
                target.removeListener(this);
                throw thrown;
            }
        }

        @Override
        public void ended(Outcome<?> outcome) {
            fiber.wake();
        }

        @Override
        public Abort abort(Delivery delivery) {
            // A request that comes round while it is handed on: tasks wait for each other in a
            // ring.
            if (delivery instanceof CancelRequest request && !forwarding) {
                return isOfScopeAround(request) ? leaveUnlessForwarded() : forward(request);
            }
            return leave();
        }

        private boolean isOfScopeAround(CancelRequest request) {
            return request.scope() != null && request.target() == fiber.body();
        }

        /**
         * A scope's cancellation is not handed on: the target is either inside too, and hears of
         * it, or it is none of the scope's business. What was handed on before comes back with the
         * target's end, and must not get lost.
         */
        private Abort leaveUnlessForwarded() {
            return forwarded ? Abort.FORWARDED : leave();
        }

        private Abort leave() {
            target.removeListener(this);
            return Abort.DONE;
        }

        private Abort forward(CancelRequest request) {
            forwarding = true;
            try {
                forwarded = target.cancel(request);
                return forwarded ? Abort.FORWARDED : Abort.REFUSED;
            } finally {
                forwarding = false;
            }
        }

        @Override
        public String describe() {
            return target.label();
        }
    }

    // ---------------------------------------------------------------- reading

    final T resultOrThrow() {
        if (state == FINISHED) {
            return resultValue();
        }
        retrieved = true;
        throw Sneaky.rethrow((Throwable) value);
    }

    @SuppressWarnings("unchecked")
    private T resultValue() {
        return (T) value;
    }

    /** The exception or cancellation this ended with; null if pending or finished. */
    final Throwable failure() {
        if (state == FAILED || state == CANCELLED) {
            retrieved = true;
            return (Throwable) value;
        }
        return null;
    }

    final boolean isRetrieved() {
        return retrieved;
    }

    final void markRetrieved() {
        retrieved = true;
    }

    final boolean failed() {
        return state == FAILED;
    }

    @Override
    public T result() {
        requireDone();
        return resultOrThrow();
    }

    @Override
    public Throwable exception() {
        requireDone();
        if (state == CANCELLED) {
            throw (CancelledError) value;
        }
        return failure();
    }

    private void requireDone() {
        if (state == PENDING) {
            throw new InvalidStateException("The result of " + this + " is not there yet.");
        }
    }

    @Override
    public EventLoop getLoop() {
        return loop;
    }

    final void requireLoop() {
        if (!loop.scheduler().isInLoop()) {
            throw new IllegalStateException(
                    this
                            + " belongs to the loop '"
                            + loop.name()
                            + "' and was used from the thread "
                            + Thread.currentThread()
                            + ". It is not thread-safe: use EventLoop.callSoonThreadsafe,"
                            + " or the methods of java.util.concurrent.Future.");
        }
    }

    @Override
    public boolean cancel(String reason) {
        requireLoop();
        return cancel(loop.cancelRequest(reason, this instanceof LoopTask<?> task ? task : null));
    }

    // ---------------------------------------------------------------- java.util.concurrent.Future

    @Override
    public boolean isDone() {
        return observed() != PENDING;
    }

    @Override
    public boolean isCancelled() {
        return observed() == CANCELLED;
    }

    /**
     * Asks for cancellation, from any thread.
     *
     * @param mayInterruptIfRunning of no meaning: a task is told where it waits
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (loop.scheduler().isInLoop()) {
            return cancel((String) null);
        }
        if (isDone()) {
            return false;
        }
        loop.scheduler().post(() -> cancel(new CancelRequest(null, null, null, null)));
        return true;
    }

    @Override
    public T get() throws ExecutionException, InterruptedException {
        if (!isDone() && !loop.scheduler().isInLoop()) {
            return toCompletableFuture().get();
        }
        if (!isDone()) {
            waitShielded();
        }
        return resultOfFuture();
    }

    @Override
    public T get(long time, TimeUnit unit)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (!isDone() && !loop.scheduler().isInLoop()) {
            CompletableFutures.await(this, time, unit);
        }
        if (!isDone()) {
            Asyncio.timeout(Duration.ofNanos(unit.toNanos(time)), this::waitShielded);
        }
        return resultOfFuture();
    }

    /**
     * As the JDK's futures: giving up a {@code get} does not cancel what others may wait for. Nor
     * may the end of the waiting task look like the end of this one.
     */
    private void waitShielded() {
        requireAwaitable(Fiber.current());
        Shield.await(this);
    }

    private T resultOfFuture() throws ExecutionException {
        return switch (state) {
            case FINISHED -> resultValue();
            case CANCELLED -> throw cancellation();
            default -> throw new ExecutionException(failure());
        };
    }

    private CancellationException cancellation() {
        CancellationException exception = new CancellationException(this + " was cancelled.");
        exception.initCause((Throwable) value);
        return exception;
    }

    @Override
    public T resultNow() {
        if (observed() == FINISHED) {
            return resultValue();
        }
        throw new IllegalStateException(this + " has no result.");
    }

    @Override
    public Throwable exceptionNow() {
        if (observed() == FAILED) {
            return failure();
        }
        throw new IllegalStateException(this + " has not failed.");
    }

    @Override
    public State state() {
        return switch (observed()) {
            case PENDING -> State.RUNNING;
            case FINISHED -> State.SUCCESS;
            case FAILED -> State.FAILED;
            default -> State.CANCELLED;
        };
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return CompletableFutures.of(this);
    }

    /** Which one this is, without what it does: tasks that wait for each other can be in a ring. */
    abstract String label();

    /** The state in a word, for {@code toString}. */
    final String stateWord() {
        return switch (state) {
            case PENDING -> "pending";
            case FINISHED -> "finished, result " + value;
            case FAILED -> "failed, " + value;
            default -> "cancelled";
        };
    }
}
