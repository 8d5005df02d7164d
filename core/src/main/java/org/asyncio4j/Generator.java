package org.asyncio4j;

import org.asyncio4j.kernel.Abort;
import org.asyncio4j.kernel.Delivery;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.Wait;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A sequence that code produces while it is consumed, and either side may wait: an asynchronous
 * generator. Made by {@link Asyncio#generate}, consumed by a plain {@code for}.
 *
 * <p>The body runs when a value is asked for, until it yields one; it never runs ahead. It has a
 * task of its own, so {@link Asyncio#currentTask} in it is not the consumer, but is cancelled with
 * the consumer's wait and is inside the same cancel scopes.
 *
 * <p>There is one sequence: a second {@code for} goes on where the first one stopped. A generator
 * that is left early is closed when the task that consumed it ends, or at once with {@link #close}:
 * the body gets a {@link CancelledError} where it yields, and what it does in {@code finally} is
 * waited for.
 *
 * @param <T> the type of the values
 */
public final class Generator<T> implements Iterable<T>, Iterator<T>, AutoCloseable {
    private final GeneratorBody<T> body;

    /** The task that produces; null until the first value is asked for. */
    private LoopTask<Void> producer;

    /** The task that consumes, which closes this when it ends; null in a callback. */
    private LoopTask<?> consumer;

    /** The consumer's scope when it last asked for a value. */
    private CancelScope inheritedScope;

    private boolean hasValue;
    private T value;
    private boolean closed;

    /** The side that waits for the other: at most one at a time. */
    private Turn consumersTurn;

    private Turn producersTurn;

    Generator(GeneratorBody<T> body) {
        this.body = body;
    }

    @Override
    public Iterator<T> iterator() {
        return this;
    }

    /**
     * Has the body run until its next value, and tells whether there is one.
     *
     * <p>Gives way: unless a value is there already. Cancellation: is handed on to the body. Woken
     * by: the body. Throws what the body throws.
     */
    @Override
    public boolean hasNext() {
        if (!hasValue && !closed) {
            Fiber fiber = Fiber.current().checkpoint();
            requireFree();
            resume(fiber);
        }
        return hasValue;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The generator has ended.");
        }
        T next = value;
        value = null;
        hasValue = false;
        return next;
    }

    /**
     * Ends the generator: its body gets a {@link CancelledError} where it yields. Waits until the
     * body has ended, and throws what it then throws. Does nothing if it has ended already. A task
     * that waits for a value meanwhile is told that there are no more.
     *
     * <p>Gives way: unless the body has ended. Cancellation: is handed on to the body's clean-up,
     * and thrown when that has ended. Woken by: the body's end.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        requireOutsideOfBody();
        closed = true;
        hasValue = false;
        value = null;
        left(); // At once: a consumer that ends meanwhile must not close this a second time.
        if (producer != null && !producer.isDone()) {
            inheritScope();
            producer.cancel("the generator was closed");
            new Closing(Fiber.current()).await();
        }
        if (producer != null && producer.failed()) {
            throw Sneaky.rethrow(producer.failure());
        }
    }

    // ---------------------------------------------------------------- the consumer's side

    private void resume(Fiber fiber) {
        consumersTurn = new Turn(fiber);
        if (producer == null) {
            start(fiber);
        } else if (producer.isDone()) {
            consumersTurn.come(); // It was cancelled where it yielded, or just before.
        } else {
            inheritScope();
            wakeProducer();
        }
        try {
            consumersTurn.await();
        } finally {
            consumersTurn = null;
        }
        if (!hasValue) {
            finished();
        }
    }

    private void start(Fiber fiber) {
        EventLoop loop = EventLoop.of(fiber.scheduler());
        Action<Exception> action = () -> body.run(this::yield);
        producer = loop.newTask(TaskOptions.DEFAULT, action.asCoroutine());
        consumer = LoopTask.currentOrNull();
        if (consumer != null) {
            consumer.opened(this);
        }
        inheritScope();
        producer.addListener(_ -> wakeConsumer());
        producer.fiber().start();
    }

    /**
     * Puts the body into the scopes of whoever asks for a value, as if it ran there. While it is in
     * a scope of its own, that stays where it was opened.
     */
    private void inheritScope() {
        if (producer.scope() == inheritedScope) {
            LoopTask<?> asking = LoopTask.currentOrNull();
            inheritedScope = asking == null ? null : asking.scope();
            producer.scope(inheritedScope);
        }
    }

    private void wakeProducer() {
        if (producersTurn != null) {
            producersTurn.come();
        }
    }

    private void finished() {
        boolean closedByAnother = closed;
        closed = true;
        left();
        Throwable failure = producer.failure();
        if (failure != null && !(closedByAnother && producer.isCancelled())) {
            throw Sneaky.rethrow(failure);
        }
    }

    private void left() {
        if (consumer != null) {
            consumer.closed(this);
            consumer = null;
        }
    }

    private void requireFree() {
        if (consumersTurn != null) {
            throw new IllegalStateException(
                    "Two tasks iterate over one generator at the same time: "
                            + consumersTurn.fiber
                            + " is waiting for its next value.");
        }
        requireOutsideOfBody();
    }

    private void requireOutsideOfBody() {
        if (producer != null && producer.fiber().isCurrent()) {
            throw new IllegalStateException(
                    "A generator's body can neither iterate over its own generator nor close it.");
        }
    }

    // ---------------------------------------------------------------- the producer's side

    private void yield(T next) {
        Fiber fiber = Fiber.current();
        if (producer == null || fiber != producer.fiber()) {
            throw new IllegalStateException(
                    "A generator's values come from its own body; " + fiber + " is not it.");
        }
        if (closed) {
            throw new IllegalStateException(
                    "The generator was closed, so its body must end and not yield any more.");
        }
        value = next;
        hasValue = true;
        producersTurn = new Turn(fiber);
        Turn asking = consumersTurn;
        wakeConsumer();
        if (asking != null) {
            asking.takeBackRequest();
        }
        try {
            producersTurn.await();
        } finally {
            producersTurn = null;
        }
    }

    private void wakeConsumer() {
        if (consumersTurn != null) {
            consumersTurn.come();
        }
    }

    /** The wait for the end of a body that was told to end. */
    private final class Closing implements Wait, OutcomeListener {
        private final Fiber fiber;

        /** What the waiting fiber is to be told when the body has ended. */
        private Delivery told;

        Closing(Fiber fiber) {
            this.fiber = fiber;
        }

        void await() {
            producer.addListener(this);
            try {
                fiber.suspend(this);
            } finally {
                producer.removeListener(this);
            }
            if (told != null) {
                throw Sneaky.rethrow(told.throwable());
            }
        }

        @Override
        public void ended(Outcome<?> outcome) {
            fiber.wake();
        }

        @Override
        public Abort abort(Delivery delivery) {
            if (!(delivery instanceof CancelRequest request)) {
                return Abort.DONE;
            }
            if (!producer.cancel(request)) {
                return Abort.REFUSED;
            }
            told = request;
            return Abort.FORWARDED;
        }

        @Override
        public String describe() {
            return "the end of a generator's body";
        }
    }

    /** One side's wait for its turn. */
    private final class Turn implements Wait {
        private final Fiber fiber;
        private boolean come;
        private boolean waits;

        /** What the consumer was asked, and the body has been told instead; or null. */
        private CancelRequest handedOn;

        Turn(Fiber fiber) {
            this.fiber = fiber;
        }

        void await() {
            if (!come) {
                waits = true;
                fiber.suspend(this);
            }
        }

        void come() {
            come = true;
            if (waits) {
                waits = false;
                fiber.wake();
            }
        }

        @Override
        public Abort abort(Delivery delivery) {
            if (fiber != producer.fiber() && delivery instanceof CancelRequest request) {
                handedOn = request;
                return producer.cancel(request) ? Abort.FORWARDED : Abort.REFUSED;
            }
            waits = false;
            return Abort.DONE;
        }

        /**
         * A body that was running when it was told has come to its next value without a wait, which
         * would have thrown. The consumer is told after all: it may be out of what was cancelled
         * when the body next waits.
         */
        void takeBackRequest() {
            if (handedOn != null && producer.fiber().pending() == handedOn) {
                producer.fiber().rescind();
                producer.uncancel();
                fiber.deliver(handedOn);
            }
        }

        /**
         * A value that comes with a cancellation is there for the next call; a failure would be
         * lost with this one.
         */
        @Override
        public boolean isBinding() {
            return fiber != producer.fiber() && producer.failed();
        }

        @Override
        public String describe() {
            return fiber == producer.fiber()
                    ? "the consumer of a generator"
                    : "a generator's value";
        }
    }
}
