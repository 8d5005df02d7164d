package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.currentTask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.sync.Event;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.junit.jupiter.api.Timeout;

import java.util.HashSet;
import java.util.Set;

@Timeout(60)
class EventTest {
    /** Who waits when the event is set returns, unless cancelled before; nobody else does. */
    @Orders
    void wakesExactlyThoseWhoWait(Strategy strategy) {
        Model.explore(strategy, Waiters::new);
    }

    private static final class Waiters extends Model {
        private final Event event = new Event();
        private final Set<Task<?>> waiting = new HashSet<>();
        private final Set<Task<?>> woken = new HashSet<>();

        Waiters(Seed seed) {
            super(seed);
        }

        @Override
        void run() {
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(6)) {
                    case 0 -> set();
                    case 1 -> event.clear();
                    case 2 -> cancelSomebody();
                    case 3 -> pause();
                    default -> start(1, this::use);
                }
                assertEquals(
                        waiting.stream().filter(task -> !isLeaving(task)).count(),
                        event.statistics().waiting());
            }
            settle();
            set();
            event.clear(); // Who was woken has been woken.
            settle();
            assertEquals(Set.of(), waiting);
            set();
            join();
        }

        private void set() {
            event.set();
            woken.addAll(waiting);
            waiting.clear();
        }

        private void use() {
            pause();
            attempt(this::await);
        }

        private void await() {
            Task<?> me = currentTask();
            boolean wasSet = event.isSet();
            if (!wasSet) {
                waiting.add(me);
            }
            try {
                event.await();
                assertTrue(wasSet || woken.contains(me));
            } finally {
                waiting.remove(me);
            }
        }
    }
}
