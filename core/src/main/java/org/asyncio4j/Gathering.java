package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Wait;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A fiber's wait for several awaitables at once: asyncio's {@code gather}.
 *
 * <p>Without {@code returnExceptions} it ends with the first failure, while the others run on; with
 * it, when all have ended. Cancelling it cancels all that have not ended, and it ends as it would
 * have, but cancelled.
 */
final class Gathering implements Wait, OutcomeListener {
    private static final int NAMES_SHOWN = 3;

    private final Fiber fiber;
    private final Set<Outcome<?>> outcomes;
    private final boolean returnExceptions;
    private int pending;
    private Outcome<?> firstFailure;
    private CancelRequest cancelRequest;
    private boolean over;

    private Gathering(Fiber fiber, Set<Outcome<?>> outcomes, boolean returnExceptions) {
        this.fiber = fiber;
        this.outcomes = outcomes;
        this.returnExceptions = returnExceptions;
    }

    /** Waits, and returns the results in the order of the arguments. */
    static <T> List<T> results(Collection<? extends Awaitable<? extends T>> awaitables) {
        await(awaitables, false);
        List<T> results = new ArrayList<>(awaitables.size());
        for (Awaitable<? extends T> awaitable : awaitables) {
            results.add(awaitable.result());
        }
        return results;
    }

    /** Waits until all have ended, however. */
    static void await(Collection<? extends Awaitable<?>> awaitables, boolean returnExceptions) {
        Set<Outcome<?>> outcomes = new LinkedHashSet<>();
        awaitables.forEach(awaitable -> outcomes.add((Outcome<?>) awaitable));
        new Gathering(Fiber.current(), outcomes, returnExceptions).await();
    }

    private void await() {
        fiber.checkpoint();
        outcomes.forEach(Outcome::requireLoop);
        outcomes.forEach(this::register);
        if (pending > 0 && !endsEarly()) {
            suspend();
        }
        over = true;
        throwOutcome();
    }

    private void register(Outcome<?> outcome) {
        if (outcome.isDone()) {
            note(outcome);
        } else {
            pending++;
            outcome.addListener(this);
        }
    }

    private void suspend() {
        try {
            fiber.suspend(this);
        } catch (Throwable thrown) {
            over = true;
            throw thrown;
        }
    }

    @Override
    public void ended(Outcome<?> outcome) {
        pending--;
        note(outcome);
        if (!over && (pending == 0 || endsEarly())) {
            over = true;
            fiber.wake();
        }
    }

    private void note(Outcome<?> outcome) {
        // The failures behind the first are nobody's, by asyncio's contract: they count as read.
        if (outcome.failure() != null && firstFailure == null) {
            firstFailure = outcome;
        }
    }

    private boolean endsEarly() {
        return firstFailure != null && !returnExceptions;
    }

    private void throwOutcome() {
        if (cancelRequest != null && (returnExceptions || firstFailure == null)) {
            throw new CancelledError(cancelRequest);
        }
        if (endsEarly()) {
            throw Sneaky.rethrow(firstFailure.failure());
        }
    }

    @Override
    public Abort abort(Delivery delivery) {
        if (!(delivery instanceof CancelRequest request)) {
            over = true;
            return Abort.DONE;
        }
        boolean forwarded = false;
        for (Outcome<?> outcome : List.copyOf(outcomes)) {
            forwarded |= outcome.cancel(request);
        }
        if (forwarded) {
            cancelRequest = request;
        }
        return forwarded ? Abort.FORWARDED : Abort.REFUSED;
    }

    @Override
    public String describe() {
        StringBuilder names = new StringBuilder();
        outcomes.stream()
                .filter(outcome -> !outcome.isDone())
                .limit(NAMES_SHOWN)
                .forEach(outcome -> names.append(outcome.label()).append(", "));
        return "all of " + names + pending + " unfinished";
    }
}
