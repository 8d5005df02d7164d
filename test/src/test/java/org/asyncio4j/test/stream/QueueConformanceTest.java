package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.stream.Suites.assertCaught;
import static org.asyncio4j.test.stream.Suites.container;
import static org.asyncio4j.test.stream.Suites.explored;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.asyncio4j.CancelledError;
import org.asyncio4j.channel.MemoryChannel;
import org.asyncio4j.queue.LifoQueue;
import org.asyncio4j.queue.PriorityQueue;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Event;
import org.asyncio4j.test.stream.TestedQueue.Order;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;

@Timeout(60)
class QueueConformanceTest {
    private record Kind(String name, IntFunction<TestedQueue> maker, Order order) {}

    private static List<Kind> kinds() {
        return List.of(
                new Kind("Queue", capacity -> TestedQueue.of(new Queue<>(capacity)), Order.FIFO),
                new Kind(
                        "LifoQueue",
                        capacity -> TestedQueue.of(new LifoQueue<>(capacity)),
                        Order.LIFO),
                new Kind(
                        "PriorityQueue",
                        capacity -> TestedQueue.of(new PriorityQueue<>(capacity)),
                        Order.SORTED),
                new Kind(
                        "MemoryChannel",
                        capacity -> TestedQueue.of(MemoryChannel.open(capacity)),
                        Order.FIFO));
    }

    @TestFactory
    Stream<DynamicContainer> ours() {
        return kinds().stream()
                .map(kind -> container(kind.name, QueueConformance.of(kind.maker, kind.order)));
    }

    @TestFactory
    Stream<DynamicContainer> oursInExploredOrders() {
        ConformanceOptions options = ConformanceOptions.DEFAULT.withRounds(3);
        return kinds().stream()
                .map(kind ->
                        explored(
                                kind.name,
                                20,
                                QueueConformance.of(kind.maker, kind.order, options)));
    }

    // ---------------------------------------------------------------- what is wrong is found

    /** A queue in which single things can be done wrongly. */
    private static class Simple implements TestedQueue {
        final Queue<Integer> queue;

        Simple(int capacity) {
            queue = new Queue<>(capacity);
        }

        @Override
        public void put(int item) {
            queue.put(item);
        }

        @Override
        public int get() {
            return queue.get();
        }

        @Override
        public boolean offer(int item) {
            if (queue.isFull()) {
                return false;
            }
            queue.putNowait(item);
            return true;
        }

        @Override
        public Integer poll() {
            return queue.isEmpty() && !queue.statistics().shutDown() ? null : queue.getNowait();
        }

        @Override
        public void end() {
            queue.shutdown();
        }

        @Override
        public Optional<Work> work() {
            return TestedQueue.of(queue).work();
        }
    }

    private static DynamicTest caught(String name, IntFunction<TestedQueue> maker) {
        return dynamicTest(name, () -> assertCaught(QueueConformance.of(maker, Order.FIFO), name));
    }

    @TestFactory
    Stream<DynamicTest> wrongQueuesAreFound() {
        return Stream.of(
                caught(
                        "items come out in their order",
                        capacity -> TestedQueue.of(new LifoQueue<>(capacity))),
                caught("a get waits for an item", Unfilled::new),
                caught("a put waits for room", Unlimited::new),
                caught("a put with room and a get with items do not give way", Yielding::new),
                caught("what does not wait says whether it was possible", Unlimited::new),
                caught("nothing begins in a cancelled scope", Unrefused::new),
                caught("a get that is cancelled while it waits takes nothing", Pairs::new),
                caught("a put that is cancelled while it waits puts nothing", PutAnyway::new),
                caught("a get that is cancelled as an item comes loses nothing", Dropping::new),
                caught("a put that is cancelled as room comes passes the room on", Stolen::new),
                caught("who has waited longest gets first", Impolite::new),
                caught("who has waited longest puts first", Impolite::new),
                caught("who comes late does not overtake who was woken", Overtaking::new),
                caught(
                        "cancellations at any moment lose nothing and double nothing",
                        Dropping::new),
                caught("its end leaves what is in it, and wakes who waits", Clearing::new),
                caught("its end wakes who waits to put", Clearing::new),
                caught("all work is done when each item is", Idle::new),
                caught("a cancelled join just ends", Idle::new));
    }

    private static final class Unfilled extends Simple {
        Unfilled(int capacity) {
            super(capacity);
        }

        @Override
        public int get() {
            return queue.isEmpty() ? 0 : queue.get();
        }
    }

    private static final class Unlimited extends Simple {
        Unlimited(int capacity) {
            super(0);
        }
    }

    private static final class Yielding extends Simple {
        Yielding(int capacity) {
            super(capacity);
        }

        @Override
        public int get() {
            yieldNow();
            return queue.get();
        }
    }

    private static final class Unrefused extends Simple {
        Unrefused(int capacity) {
            super(capacity);
        }

        @Override
        public void put(int item) {
            if (!offer(item)) {
                super.put(item);
            }
        }
    }

    /** A cancelled get takes the next item with it. */
    private static final class Pairs extends Simple {
        private boolean forget;

        Pairs(int capacity) {
            super(capacity);
        }

        @Override
        public void put(int item) {
            if (!forget) {
                super.put(item);
            }
            forget = false;
        }

        @Override
        public int get() {
            try {
                return super.get();
            } catch (CancelledError e) {
                forget = true;
                throw e;
            }
        }
    }

    private static final class PutAnyway extends Simple {
        private final Deque<Integer> late = new ArrayDeque<>();

        PutAnyway(int capacity) {
            super(capacity);
        }

        @Override
        public void put(int item) {
            try {
                super.put(item);
            } catch (CancelledError e) {
                late.add(item);
                throw e;
            }
        }

        @Override
        public int get() {
            int item = super.get();
            while (!late.isEmpty() && offer(late.peek())) {
                late.remove();
            }
            return item;
        }
    }

    /** A point of cancellation when the item is out of the queue. */
    private static final class Dropping extends Simple {
        Dropping(int capacity) {
            super(capacity);
        }

        @Override
        public int get() {
            int item = super.get();
            yieldNow();
            return item;
        }
    }

    /** Who is cancelled as it was woken keeps the wake-up to itself. */
    private static final class Stolen extends Simple {
        private final Deque<Event> waiting = new ArrayDeque<>();

        Stolen(int capacity) {
            super(capacity);
        }

        @Override
        public void put(int item) {
            while (queue.isFull()) {
                Event room = new Event();
                waiting.add(room);
                room.await();
            }
            queue.put(item);
        }

        @Override
        public int get() {
            int item = queue.get();
            if (!waiting.isEmpty()) {
                waiting.remove().set();
            }
            return item;
        }
    }

    /** Last come, first served. */
    private static final class Impolite extends Simple {
        private final Deque<Event> getters = new ArrayDeque<>();
        private final Deque<Event> putters = new ArrayDeque<>();

        Impolite(int capacity) {
            super(capacity);
        }

        private static void await(Deque<Event> waiting) {
            Event event = new Event();
            waiting.push(event);
            try {
                event.await();
            } finally {
                waiting.remove(event);
            }
        }

        private static void wake(Deque<Event> waiting) {
            if (!waiting.isEmpty()) {
                waiting.pop().set();
            }
        }

        @Override
        public void put(int item) {
            while (queue.isFull()) {
                await(putters);
            }
            queue.put(item);
            wake(getters);
        }

        @Override
        public int get() {
            while (queue.isEmpty()) {
                await(getters);
            }
            int item = queue.get();
            wake(putters);
            return item;
        }
    }

    /** Who comes while there is something takes it, whoever was woken for it. */
    private static final class Overtaking extends Simple {
        private final Deque<Event> getters = new ArrayDeque<>();

        Overtaking(int capacity) {
            super(capacity);
        }

        @Override
        public void put(int item) {
            queue.put(item);
            if (!getters.isEmpty()) {
                Event first = getters.remove();
                createTask(() -> {
                    yieldNow(); // It takes a while until who is woken runs.
                    first.set();
                });
            }
        }

        @Override
        public int get() {
            while (queue.isEmpty()) {
                Event event = new Event();
                getters.add(event);
                event.await();
            }
            return queue.get();
        }
    }

    /** Its end drops what is in it, and wakes nobody. */
    private static final class Clearing extends Simple {
        private boolean ended;

        Clearing(int capacity) {
            super(capacity);
        }

        @Override
        public void end() {
            while (!queue.isEmpty()) {
                queue.getNowait();
            }
            ended = true;
        }

        @Override
        public void put(int item) {
            if (ended) {
                throw new IllegalStateException("ended");
            }
            super.put(item);
        }
    }

    private static final class Idle extends Simple {
        Idle(int capacity) {
            super(capacity);
        }

        @Override
        public Optional<Work> work() {
            return Optional.of(
                    new Work() {
                        @Override
                        public void done() {}

                        @Override
                        public void join() {}
                    });
        }
    }
}
