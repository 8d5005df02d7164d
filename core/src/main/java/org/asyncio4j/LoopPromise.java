package org.asyncio4j;

import java.util.Objects;

/** The one implementation of {@link Promise}. */
final class LoopPromise<T> extends Outcome<T> implements Promise<T> {
    LoopPromise(EventLoop loop) {
        super(loop);
    }

    @Override
    public void setResult(T result) {
        requirePending();
        finish(result);
    }

    @Override
    public void setException(Throwable exception) {
        requirePending();
        endExceptionally(Objects.requireNonNull(exception, "exception"));
    }

    @Override
    public void setResultThreadsafe(T result) {
        loop.requireOpen();
        loop.scheduler().post(() -> finishIfPending(result));
    }

    @Override
    public void setExceptionThreadsafe(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        loop.requireOpen();
        loop.scheduler().post(() -> failIfPending(exception));
    }

    private void finishIfPending(T result) {
        if (!isDone()) {
            finish(result);
        }
    }

    private void failIfPending(Throwable exception) {
        if (!isDone()) {
            endExceptionally(exception);
        }
    }

    private void endExceptionally(Throwable exception) {
        if (exception instanceof CancelledError error) {
            endCancelled(error);
        } else {
            fail(exception);
        }
    }

    private void requirePending() {
        requireLoop();
        if (isDone()) {
            throw new InvalidStateException("A promise ends only once, and " + this + " has.");
        }
    }

    @Override
    boolean cancel(CancelRequest request) {
        if (isDone()) {
            return false;
        }
        endCancelled(new CancelledError(request));
        return true;
    }

    @Override
    String label() {
        return "a promise";
    }

    @Override
    public String toString() {
        return "Promise[" + stateWord() + "]";
    }
}
