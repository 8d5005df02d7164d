package org.asyncio4j;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.each;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublisherIterationTest {
    /** A publisher that the test drives by hand, in the loop's turns. */
    private static final class ByHand implements Flow.Publisher<Integer>, Flow.Subscription {
        private final List<String> trail = new ArrayList<>();
        private Flow.Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> given) {
            subscriber = given;
            given.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            trail.add("request " + count);
        }

        @Override
        public void cancel() {
            trail.add("cancel");
        }
    }

    /** Counts from 0 to {@code end} on a thread of its own, as far as it is asked. */
    private record Counting(int end, ExecutorService thread, AtomicInteger emitted)
            implements Flow.Publisher<Integer> {
        @Override
        public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
            thread.execute(() ->
                    subscriber.onSubscribe(
                            new Flow.Subscription() {
                                private boolean over;

                                @Override
                                public void request(long count) {
                                    thread.execute(() -> emit(count));
                                }

                                private void emit(long count) {
                                    for (long i = 0; i < count && !over; i++) {
                                        next();
                                    }
                                }

                                private void next() {
                                    if (emitted.get() < end) {
                                        subscriber.onNext(emitted.getAndIncrement());
                                    } else {
                                        over = true;
                                        subscriber.onComplete();
                                    }
                                }

                                @Override
                                public void cancel() {
                                    thread.execute(() -> over = true);
                                }
                            }));
        }
    }

    private static void turns() {
        for (int i = 0; i < 5; i++) {
            yieldNow();
        }
    }

    // ---------------------------------------------------------------- values

    @Test
    void allValuesOfAPublisherInAThreadComeInTheirOrder() {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            run(() -> {
                List<Integer> values = new ArrayList<>();
                for (int value : each(new Counting(1000, thread, new AtomicInteger()))) {
                    values.add(value);
                }
                assertEquals(1000, values.size());
                for (int i = 0; i < 1000; i++) {
                    assertEquals(i, values.get(i));
                }
            });
        }
    }

    @Test
    void aSubmissionPublisherBlocksWhenTheConsumerIsSlow() {
        run(() -> {
            int count = 200;
            SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(Runnable::run, 4);
            PublisherIteration<Integer> values = each(publisher);
            Task<Integer> sum =
                    createTask(() -> {
                        int total = 0;
                        for (int value : values) {
                            total += value;
                        }
                        return total;
                    });
            turns();
            Asyncio.toThread(() -> {
                for (int i = 1; i <= count; i++) {
                    publisher.submit(i); // Blocks while four are waiting to be taken.
                }
                publisher.close();
            });
            assertEquals(count * (count + 1) / 2, sum.await());
        });
    }

    @Test
    void eachValueIsRequestedWhenItIsAskedFor() {
        run(() -> {
            ByHand publisher = new ByHand();
            PublisherIteration<Integer> values = each(publisher);
            assertNull(publisher.subscriber);
            Task<Integer> reader = createTask(() -> values.next());
            turns();
            assertEquals(List.of("request 1"), publisher.trail);
            publisher.subscriber.onNext(7);
            assertEquals(7, reader.await());
            turns();
            assertEquals(List.of("request 1"), publisher.trail);
            Task<Boolean> more = createTask(() -> values.hasNext());
            turns();
            assertEquals(List.of("request 1", "request 1"), publisher.trail);
            publisher.subscriber.onComplete();
            assertFalse(more.await());
            assertThrows(NoSuchElementException.class, values::next);
        });
    }

    // ---------------------------------------------------------------- failures

    @Test
    void aFailureIsThrown() {
        run(() -> {
            ByHand publisher = new ByHand();
            IOException failure = new IOException();
            PublisherIteration<Integer> values = each(publisher);
            Task<Boolean> reader = createTask(() -> values.hasNext());
            turns();
            publisher.subscriber.onError(failure);
            assertSame(failure, assertThrows(IOException.class, reader::await));
        });
    }

    @Test
    void aValueBeforeAFailureIsNotLost() {
        run(() -> {
            ByHand publisher = new ByHand();
            PublisherIteration<Integer> values = each(publisher);
            Task<Integer> reader = createTask(() -> values.next());
            turns();
            publisher.subscriber.onNext(7);
            publisher.subscriber.onError(new IOException());
            assertEquals(7, reader.await());
            assertThrows(IOException.class, values::hasNext);
        });
    }

    @Test
    void aValueBeforeTheEndIsNotLost() {
        run(() -> {
            ByHand publisher = new ByHand();
            PublisherIteration<Integer> values = each(publisher);
            Task<Integer> reader = createTask(() -> values.next());
            turns();
            publisher.subscriber.onNext(7);
            publisher.subscriber.onComplete();
            assertEquals(7, reader.await());
            assertFalse(values.hasNext());
        });
    }

    /** Against the protocol of reactive streams; to drop values silently would be worse. */
    @Test
    void aPublisherThatSendsMoreThanWasRequestedIsAFailure() {
        run(() -> {
            ByHand publisher = new ByHand();
            PublisherIteration<Integer> values = each(publisher);
            Task<Integer> reader = createTask(() -> values.next());
            turns();
            publisher.subscriber.onNext(7);
            publisher.subscriber.onNext(8);
            assertEquals(7, reader.await());
            assertThrows(IllegalStateException.class, values::hasNext);
            turns();
            assertEquals("cancel", publisher.trail.getLast());
        });
    }

    // ---------------------------------------------------------------- leaving early

    @Test
    void closeCancelsTheSubscription() {
        run(() -> {
            ByHand publisher = new ByHand();
            try (PublisherIteration<Integer> values = each(publisher)) {
                createTask(() -> publisher.subscriber.onNext(7));
                assertEquals(7, values.next());
            }
            assertEquals("cancel", publisher.trail.getLast());
        });
    }

    @Test
    void cancellingTheWaitLosesNoValue() {
        run(() -> {
            ByHand publisher = new ByHand();
            PublisherIteration<Integer> values = each(publisher);
            Task<Integer> reader = createTask(() -> values.next());
            turns();
            reader.cancel();
            assertThrows(CancelledError.class, reader::await);
            publisher.subscriber.onNext(7);
            assertEquals(7, values.next());
            assertEquals(List.of("request 1"), publisher.trail);
        });
    }

    @Test
    void cancellingJustAfterTheValueCameLosesNoValue() {
        run(() -> {
            ByHand publisher = new ByHand();
            PublisherIteration<Integer> values = each(publisher);
            Task<Integer> reader =
                    createTask(() -> {
                        try {
                            return values.next();
                        } catch (CancelledError e) {
                            return 10 * values.next();
                        }
                    });
            turns();
            publisher.subscriber.onNext(7);
            getRunningLoop().callSoon(() -> reader.cancel());
            assertEquals(70, reader.await());
        });
    }

    @Test
    void insideACancelledScopeNothingIsSubscribed() {
        run(() -> {
            ByHand publisher = new ByHand();
            cancelScope(scope -> {
                scope.cancel();
                each(publisher).hasNext();
            });
            assertNull(publisher.subscriber);
        });
    }

    // ---------------------------------------------------------------- the first value

    @Test
    void awaitTakesTheFirstValueAndCancelsTheRest() {
        run(() -> {
            ByHand publisher = new ByHand();
            Task<Integer> reader = createTask(() -> await(publisher));
            turns();
            publisher.subscriber.onNext(7);
            assertEquals(7, reader.await());
            assertEquals(List.of("request 1", "cancel"), publisher.trail);
        });
    }

    @Test
    void awaitOfNothing() {
        run(() -> {
            ByHand publisher = new ByHand();
            Task<Integer> reader = createTask(() -> await(publisher));
            turns();
            publisher.subscriber.onComplete();
            assertThrows(NoSuchElementException.class, reader::await);
        });
    }

    @Test
    void cancellingAwaitCancelsTheSubscription() {
        run(() -> {
            ByHand publisher = new ByHand();
            Task<Integer> reader = createTask(() -> await(publisher));
            turns();
            reader.cancel();
            assertThrows(CancelledError.class, reader::await);
            assertEquals("cancel", publisher.trail.getLast());
        });
    }

    @Test
    void aSubscriptionThatComesAfterTheCancellationIsCancelledInATurnOfItsOwn() {
        run(() -> {
            List<Flow.Subscriber<? super Integer>> subscribers = new ArrayList<>();
            Task<Integer> reader = createTask(() -> Asyncio.<Integer>await(subscribers::add));
            turns();
            reader.cancel();
            assertThrows(CancelledError.class, reader::await);
            List<String> trail = new ArrayList<>();
            subscribers
                    .getFirst()
                    .onSubscribe(
                            new Flow.Subscription() {
                                @Override
                                public void request(long count) {
                                    trail.add("request");
                                }

                                @Override
                                public void cancel() {
                                    trail.add("cancel on " + Thread.currentThread().isVirtual());
                                }
                            });
            turns();
            assertEquals(List.of("cancel on true"), trail);
        });
    }

    @Test
    void manyPublishersAtOnce() {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            run(() -> {
                List<Task<Integer>> readers = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    readers.add(
                            createTask(() -> await(new Counting(5, thread, new AtomicInteger()))));
                }
                for (Task<Integer> reader : readers) {
                    assertEquals(0, reader.await());
                }
                assertTrue(readers.stream().allMatch(Task::done));
            });
        }
    }
}
