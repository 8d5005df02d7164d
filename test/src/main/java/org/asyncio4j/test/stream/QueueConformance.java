package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.Testing.assertCancellable;
import static org.asyncio4j.test.Testing.assertDoesNotGiveWay;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.asyncio4j.test.stream.Checks.cutShort;
import static org.asyncio4j.test.stream.Checks.require;
import static org.asyncio4j.test.stream.Checks.requireEqual;
import static org.asyncio4j.test.stream.Checks.requireThrows;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Checks whether a queue between tasks does what is expected of one.
 *
 * <pre>{@code
 * QueueConformance.of(
 *         capacity -> TestedQueue.of(new PriorityQueue<Integer>(capacity)),
 *         TestedQueue.Order.SORTED).check();
 * }</pre>
 *
 * <p>The order of items, waiting for items and for room, what gives way and what does not, first
 * come first served, cancellation at every moment without an item lost or doubled and without a
 * wake-up lost, the end, and the count of work that is not done where there is one.
 */
public final class QueueConformance extends Conformance {
    private final IntFunction<TestedQueue> maker;
    private final TestedQueue.Order order;

    private QueueConformance(
            IntFunction<TestedQueue> maker, TestedQueue.Order order, ConformanceOptions options) {
        super(options);
        this.maker = maker;
        this.order = order;
    }

    /** {@link #of(IntFunction, TestedQueue.Order, ConformanceOptions)} with the usual options. */
    public static QueueConformance of(IntFunction<TestedQueue> maker, TestedQueue.Order order) {
        return of(maker, order, ConformanceOptions.DEFAULT);
    }

    /**
     * The suite of a kind of queue.
     *
     * @param maker makes a new one of a capacity, above 0, in the loop of the case
     */
    public static QueueConformance of(
            IntFunction<TestedQueue> maker, TestedQueue.Order order, ConformanceOptions options) {
        QueueConformance suite = new QueueConformance(maker, order, options);
        suite.addAll();
        return suite;
    }

    private void addAll() {
        add("items come out in their order", this::order);
        add("a get waits for an item", this::getWaits);
        add("a put waits for room", this::putWaits);
        add("a put with room and a get with items do not give way", this::noWaits);
        add("what does not wait says whether it was possible", this::nowait);
        add("nothing begins in a cancelled scope", this::cancelledScope);
        add("a get that is cancelled while it waits takes nothing", this::cutGet);
        add("a put that is cancelled while it waits puts nothing", this::cutPut);
        add("a get that is cancelled as an item comes loses nothing", this::cutGetAtWakeUp);
        add("a put that is cancelled as room comes passes the room on", this::cutPutAtWakeUp);
        add("who has waited longest gets first", this::gettersInTurn);
        add("who has waited longest puts first", this::puttersInTurn);
        add("who comes late does not overtake who was woken", this::noOvertaking);
        add("cancellations at any moment lose nothing and double nothing", this::cutAnywhere);
        add("its end leaves what is in it, and wakes who waits", this::end);
        add("its end wakes who waits to put", this::endWakesPutters);
        add("all work is done when each item is", this::work);
        add("a cancelled join just ends", this::cutJoin);
    }

    private TestedQueue queue(int capacity) {
        return maker.apply(capacity);
    }

    // ---------------------------------------------------------------- items

    /** The items in the order in which they have to come out when all are in. */
    private List<Integer> sorted(List<Integer> items) {
        List<Integer> expected = new ArrayList<>(items);
        switch (order) {
            case FIFO -> {}
            case LIFO -> Collections.reverse(expected);
            case SORTED -> Collections.sort(expected);
        }
        return expected;
    }

    private void order() {
        TestedQueue queue = queue(100);
        List<Integer> items = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
        Collections.shuffle(items, options.seed().random());
        items.forEach(queue::put);
        List<Integer> got = IntStream.range(0, 100).map(_ -> queue.get()).boxed().toList();
        requireEqual(sorted(items), got, "What was got");
    }

    private void nowait() {
        TestedQueue queue = queue(2);
        assertDoesNotGiveWay(() -> {
            requireEqual(null, queue.poll(), "What an empty queue gives");
            require(queue.offer(1) && queue.offer(2), "There was room, and an item refused.");
            require(!queue.offer(3), "There was no room, and an item taken.");
            List<Integer> expected = sorted(List.of(1, 2));
            requireEqual(expected.get(0), queue.poll(), "What was got");
            requireEqual(expected.get(1), queue.poll(), "What was got");
            requireEqual(null, queue.poll(), "What an empty queue gives");
        });
    }

    // ---------------------------------------------------------------- waiting

    private void getWaits() {
        TestedQueue queue = queue(1);
        Task<Integer> getter = createTask("getter", queue::get);
        waitAllTasksBlocked();
        require(!getter.isDone(), "A get returned before anything was put.");
        queue.put(7);
        requireEqual(7, getter.await(), "What was got");
    }

    private void putWaits() {
        TestedQueue queue = queue(1);
        queue.put(1);
        Task<Void> putter = createTask("putter", () -> queue.put(2));
        waitAllTasksBlocked();
        require(!putter.isDone(), "A put returned though the queue was full.");
        requireEqual(1, queue.get(), "What was got");
        putter.await();
        requireEqual(2, queue.get(), "What was got");
    }

    private void noWaits() {
        TestedQueue queue = queue(2);
        assertDoesNotGiveWay(() -> queue.put(1));
        assertDoesNotGiveWay(() -> queue.put(2));
        assertDoesNotGiveWay(() -> queue.get());
        assertDoesNotGiveWay(() -> queue.get());
    }

    private void gettersInTurn() {
        TestedQueue queue = queue(3);
        List<Task<Integer>> getters = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            getters.add(createTask("getter " + number, queue::get));
            waitAllTasksBlocked();
        }
        getters.get(2).cancel();
        waitAllTasksBlocked();
        int item = 0;
        for (int number : new int[] {0, 1, 3, 4}) {
            queue.put(item);
            requireEqual(item, getters.get(number).await(), "What getter " + number + " got");
            item++;
        }
    }

    private void puttersInTurn() {
        TestedQueue queue = queue(1);
        queue.put(99);
        List<Task<Void>> putters = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            int item = number;
            putters.add(createTask("putter " + number, () -> queue.put(item)));
            waitAllTasksBlocked();
        }
        putters.get(2).cancel();
        waitAllTasksBlocked();
        requireEqual(99, queue.get(), "What was got");
        for (int number : new int[] {0, 1, 3, 4}) {
            putters.get(number).await();
            requireEqual(number, queue.get(), "What was got");
        }
    }

    private void noOvertaking() {
        TestedQueue queue = queue(2);
        Task<Integer> early = createTask("early", queue::get);
        waitAllTasksBlocked();
        queue.put(1); // Wakes it; it has not run yet.
        Task<Integer> late = createTask("late", queue::get);
        waitAllTasksBlocked();
        queue.put(2);
        requireEqual(1, early.await(), "What the one got that had waited");
        requireEqual(2, late.await(), "What the one got that came late");
    }

    // ---------------------------------------------------------------- cancellation

    private void cancelledScope() throws Exception {
        TestedQueue queue = queue(2);
        assertCancellable(() -> queue.put(1));
        assertCancellable(() -> queue.get());
        queue.put(2);
        assertCancellable(() -> queue.get());
        requireEqual(2, queue.poll(), "What is in the queue");
        requireEqual(null, queue.poll(), "What an empty queue gives");
    }

    private static void requireCancelled(Task<?> task) {
        requireThrows(CancelledError.class, task.getName() + ", which was cancelled,", task::await);
    }

    private void cutGet() {
        TestedQueue queue = queue(2);
        Task<Integer> cut = createTask("getter", queue::get);
        Task<Integer> other = createTask("other getter", queue::get);
        waitAllTasksBlocked();
        cut.cancel();
        requireCancelled(cut);
        queue.put(1);
        requireEqual(1, other.await(), "What the other getter got");
        queue.put(2);
        requireEqual(2, queue.get(), "What was got");
    }

    private void cutPut() {
        TestedQueue queue = queue(1);
        queue.put(1);
        Task<Void> cut = createTask("putter", () -> queue.put(2));
        Task<Void> other = createTask("other putter", () -> queue.put(3));
        waitAllTasksBlocked();
        cut.cancel();
        requireCancelled(cut);
        requireEqual(1, queue.get(), "What was got");
        other.await();
        requireEqual(3, queue.get(), "What was got");
        requireEqual(null, queue.poll(), "What an empty queue gives");
    }

    private void cutGetAtWakeUp() {
        for (int turns = 0; turns < 3; turns++) {
            TestedQueue queue = queue(2);
            List<Integer> got = new ArrayList<>(); // What a cancelled task returns is lost.
            Task<Void> cut =
                    createTask(
                            "getter",
                            () -> {
                                got.add(queue.get());
                            });
            Task<Integer> other = createTask("other getter", queue::get);
            waitAllTasksBlocked();
            queue.put(1);
            giveWay(turns);
            cut.cancel();
            waitAllTasksBlocked();
            require(cut.isDone(), "A get was cancelled and does not end.");
            if (!got.isEmpty()) {
                requireEqual(List.of(1), got, "What was got");
                require(!other.isDone(), "Two have got the one item.");
                queue.put(2);
            }
            requireEqual(got.isEmpty() ? 1 : 2, other.await(), "What the other getter got");
            requireEqual(null, queue.poll(), "What an empty queue gives");
        }
    }

    private static void giveWay(int turns) {
        for (int turn = 0; turn < turns; turn++) {
            yieldNow();
        }
    }

    private void cutPutAtWakeUp() {
        for (int turns = 0; turns < 3; turns++) {
            TestedQueue queue = queue(1);
            queue.put(1);
            List<Integer> put = new ArrayList<>();
            Task<Void> cut =
                    createTask(
                            "putter",
                            () -> {
                                queue.put(2);
                                put.add(2);
                            });
            Task<Void> other = createTask("other putter", () -> queue.put(3));
            waitAllTasksBlocked();
            requireEqual(1, queue.get(), "What was got");
            giveWay(turns);
            cut.cancel();
            waitAllTasksBlocked();
            require(cut.isDone(), "A put was cancelled and does not end.");
            if (!put.isEmpty()) {
                requireEqual(2, queue.get(), "What was got");
            }
            other.await();
            requireEqual(3, queue.get(), "What was got");
            requireEqual(null, queue.poll(), "What an empty queue gives");
        }
    }

    private void cutAnywhere() {
        Random random = options.seed().random();
        for (int round = 0; round < options.rounds(); round++) {
            Traffic traffic = new Traffic(queue(1 + random.nextInt(3)), random.nextLong());
            traffic.run();
        }
    }

    /** Several who put and get by chance, and are cancelled by chance. */
    private static final class Traffic {
        private static final int PUTTERS = 3;
        private static final int GETTERS = 3;
        private static final int ITEMS = 10;

        private final TestedQueue queue;
        private final Random random;
        private final List<Integer> put = new ArrayList<>();
        private final List<Integer> got = new ArrayList<>();
        private int putting = PUTTERS;

        Traffic(TestedQueue queue, long seed) {
            this.queue = queue;
            this.random = new Random(seed);
        }

        void run() {
            taskGroup(group -> {
                for (int number = 0; number < PUTTERS; number++) {
                    int first = number * ITEMS;
                    group.createTask("putter " + number, () -> putAll(first));
                }
                for (int number = 0; number < GETTERS; number++) {
                    group.createTask("getter " + number, this::getAll);
                }
            });
            for (Integer item = queue.poll(); item != null; item = queue.poll()) {
                got.add(item);
            }
            Collections.sort(put);
            Collections.sort(got);
            requireEqual(put, got, "What was got");
        }

        private void putAll(int first) {
            for (int item = first; item < first + ITEMS; item++) {
                int next = item;
                if (random.nextInt(4) == 0) {
                    if (queue.offer(next)) {
                        put.add(next);
                    }
                } else {
                    cutShort(
                            random,
                            () -> {
                                queue.put(next);
                                put.add(next);
                            });
                }
                giveWay(random.nextInt(2));
            }
            putting--;
        }

        private void getAll() {
            while (putting > 0 || got.size() < put.size()) {
                if (random.nextInt(4) == 0) {
                    Integer item = queue.poll();
                    if (item != null) {
                        got.add(item);
                    }
                    yieldNow();
                } else {
                    cutShort(
                            random,
                            () -> {
                                got.add(queue.get());
                            });
                }
            }
        }
    }

    // ---------------------------------------------------------------- the end

    private void end() {
        TestedQueue queue = queue(2);
        queue.put(1);
        queue.put(2);
        queue.end();
        queue.end();
        requireThrows(RuntimeException.class, "A put after the end", () -> queue.put(3));
        requireThrows(RuntimeException.class, "An offer after the end", () -> queue.offer(3));
        List<Integer> expected = sorted(List.of(1, 2));
        requireEqual(expected.get(0), queue.get(), "What was got after the end");
        requireEqual(expected.get(1), queue.poll(), "What was got after the end");
        requireThrows(RuntimeException.class, "A get after the last item", () -> queue.get());
        requireThrows(RuntimeException.class, "A poll after the last item", () -> queue.poll());

        TestedQueue empty = queue(2);
        Task<Integer> first = createTask("getter", empty::get);
        Task<Integer> second = createTask("getter", empty::get);
        waitAllTasksBlocked();
        empty.end();
        requireThrows(RuntimeException.class, "A get that waits at the end", first::await);
        requireThrows(RuntimeException.class, "A get that waits at the end", second::await);
    }

    private void endWakesPutters() {
        TestedQueue queue = queue(1);
        queue.put(1);
        Task<Void> first = createTask("putter", () -> queue.put(2));
        Task<Void> second = createTask("putter", () -> queue.put(3));
        waitAllTasksBlocked();
        queue.end();
        requireThrows(RuntimeException.class, "A put that waits at the end", first::await);
        requireThrows(RuntimeException.class, "A put that waits at the end", second::await);
        requireEqual(1, queue.get(), "What was got after the end");
        requireThrows(RuntimeException.class, "A get after the last item", () -> queue.get());
    }

    // ---------------------------------------------------------------- work

    private void work() {
        TestedQueue queue = queue(3);
        if (queue.work().isEmpty()) {
            return;
        }
        TestedQueue.Work work = queue.work().get();
        assertDoesNotGiveWay(work::join);
        queue.put(1);
        queue.put(2);
        Task<Void> joiner = createTask("joiner", work::join);
        queue.get();
        queue.get();
        waitAllTasksBlocked();
        require(!joiner.isDone(), "A join returned when items were got and not done.");
        assertDoesNotGiveWay(work::done);
        waitAllTasksBlocked();
        require(!joiner.isDone(), "A join returned when one of two items was done.");
        work.done();
        joiner.await();
        assertDoesNotGiveWay(work::join);
        requireThrows(IllegalStateException.class, "One done() too many", work::done);
    }

    private void cutJoin() throws Exception {
        TestedQueue queue = queue(3);
        if (queue.work().isEmpty()) {
            return;
        }
        TestedQueue.Work work = queue.work().get();
        assertCancellable(work::join);
        queue.put(1);
        Task<Void> joiner = createTask("joiner", work::join);
        waitAllTasksBlocked();
        joiner.cancel();
        requireCancelled(joiner);
        queue.get();
        work.done();
        assertDoesNotGiveWay(work::join);
    }
}
