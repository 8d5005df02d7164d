package org.asyncio4j;

import java.util.function.Consumer;

/** A user's callback for the end of a task or promise. */
final class DoneCallback<T> implements OutcomeListener {
    private final Consumer<? super Awaitable<T>> callback;
    private final LoopCallback turn;

    DoneCallback(Outcome<T> outcome, Consumer<? super Awaitable<T>> callback) {
        this.callback = callback;
        // Made here, so that it captures what is bound where the callback was added.
        this.turn = new LoopCallback(outcome.loop, () -> callback.accept(outcome));
    }

    @Override
    public void ended(Outcome<?> outcome) {
        turn.start();
    }

    boolean runs(Object other) {
        return callback.equals(other);
    }
}
