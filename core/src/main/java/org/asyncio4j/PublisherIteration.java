package org.asyncio4j;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Scheduler;
import org.asyncio4j.kernel.WaitQueue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;

/**
 * The values of a {@link Flow.Publisher} as a plain sequence, with back-pressure: the next value is
 * requested when it is asked for. Made by {@link Asyncio#each}.
 *
 * <p>It can be iterated over once. Leaving it early needs {@link #close}, which cancels the
 * subscription; a loop that runs to the end, and a failure, do it by themselves.
 *
 * @param <T> the type of the values
 */
public final class PublisherIteration<T> implements Iterable<T>, Iterator<T>, AutoCloseable {
    private final Flow.Publisher<? extends T> publisher;
    private final WaitQueue waiting = new WaitQueue("a publisher's next value");

    private Scheduler scheduler;
    private Flow.Subscription subscription;
    private boolean subscribed;
    private boolean requested;
    private boolean hasValue;
    private T value;
    private boolean ended;
    private Throwable failure;

    PublisherIteration(Flow.Publisher<? extends T> publisher) {
        this.publisher = publisher;
    }

    /** Waits for the first value, and cancels the subscription. */
    static <T> T first(Flow.Publisher<? extends T> publisher) {
        try (PublisherIteration<T> values = new PublisherIteration<>(publisher)) {
            if (!values.hasNext()) {
                throw new NoSuchElementException(
                        "The publisher ended without a value: " + publisher);
            }
            return values.next();
        }
    }

    @Override
    public Iterator<T> iterator() {
        return this;
    }

    /**
     * Requests the next value and waits for it.
     *
     * <p>Gives way: unless it is there. Cancellation: the value that comes later is not lost, the
     * next call returns it. Woken by: the publisher, from any thread. Throws what the publisher
     * signals.
     */
    @Override
    public boolean hasNext() {
        Fiber fiber = Fiber.current().checkpoint();
        if (!subscribed) {
            subscribed = true;
            scheduler = fiber.scheduler();
            subscribe();
        }
        while (!hasValue && !ended) {
            request();
            waiting.await(new SignalWaiter(fiber), () -> {});
        }
        if (!hasValue && failure != null) {
            throw Sneaky.rethrow(failure);
        }
        return hasValue;
    }

    private void subscribe() {
        try {
            publisher.subscribe(new Bridge());
        } catch (Throwable refused) {
            ended = true; // No signal will ever come.
            throw refused;
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The publisher has ended.");
        }
        T next = value;
        value = null;
        hasValue = false;
        return next;
    }

    /** Cancels the subscription. */
    @Override
    public void close() {
        ended = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private void request() {
        if (!requested && subscription != null) {
            requested = true;
            subscription.request(1);
        }
    }

    /** A wait that a thread outside ends. */
    private static final class SignalWaiter extends WaitQueue.Waiter {
        SignalWaiter(Fiber fiber) {
            super(fiber);
        }

        @Override
        public boolean outside() {
            return true;
        }
    }

    /** Takes the publisher's signals, which come on any thread, to the loop in their order. */
    private final class Bridge implements Flow.Subscriber<T> {
        @Override
        public void onSubscribe(Flow.Subscription given) {
            toLoop(() -> begin(given));
        }

        @Override
        public void onNext(T item) {
            toLoop(() -> take(item));
        }

        @Override
        public void onError(Throwable throwable) {
            toLoop(() -> end(throwable));
        }

        @Override
        public void onComplete() {
            toLoop(() -> end(null));
        }

        private void toLoop(Runnable signal) {
            scheduler.post(() -> {
                signal.run();
                waiting.wakeAll();
            });
        }
    }

    private void begin(Flow.Subscription given) {
        if (ended || subscription != null) {
            cancelInItsOwnTurn(given);
        } else {
            subscription = given;
        }
    }

    private void take(T item) {
        if (ended) {
            return;
        }
        if (requested) {
            requested = false;
            value = item;
            hasValue = true;
        } else {
            end(new IllegalStateException("The publisher sent more than was requested: " + item));
            cancelInItsOwnTurn(subscription);
        }
    }

    private void end(Throwable throwable) {
        if (!ended) {
            ended = true;
            failure = throwable;
        }
    }

    /** The signals come on the bare loop thread, where the publisher's code must not run. */
    private void cancelInItsOwnTurn(Flow.Subscription unwanted) {
        new LoopCallback(EventLoop.of(scheduler), unwanted::cancel).start();
    }
}
