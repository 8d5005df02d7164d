package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.net.ConnectionLease;
import org.asyncio4j.net.ConnectionPool;
import org.asyncio4j.net.PoolClosedException;
import org.asyncio4j.net.PoolOptions;
import org.asyncio4j.net.PooledConnection;
import org.asyncio4j.test.CancelEverywhere;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.asyncio4j.test.Victim;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class ConnectionPoolTest {
    /** Places are neither lost nor invented, with one user a connection. */
    @Orders
    void keepsItsPlaces(Strategy strategy) {
        Model.explore(strategy, seed -> new Clients(seed, 1));
    }

    /** As well where a connection has several users. */
    @Orders
    void keepsItsPlacesWhereConnectionsAreShared(Strategy strategy) {
        Model.explore(strategy, seed -> new Clients(seed, 3));
    }

    @CancelEverywhere
    void whoIsCancelledLeavesNothing(Victim victim) throws Exception {
        try (var pool = new ConnectionPool<String, Phone>(PoolOptions.DEFAULT.withLimit(1))) {
            var holder = pool.acquire("a", () -> new Phone("a", 1));
            var release =
                    createTask(() -> {
                        sleep(millis(5));
                        holder.discard();
                    });
            victim.run(() -> {
                try (var lease = pool.acquire("a", ConnectionPoolTest::slowly)) {
                    sleep(millis(1));
                    lease.giveBack();
                }
            });
            release.await();
            try (var lease = pool.acquire("b", () -> new Phone("b", 1))) {
                assertEquals(1, pool.statistics().inUse());
                lease.giveBack();
            }
        }
    }

    private static Phone slowly() {
        sleep(millis(3));
        return new Phone("a", 1);
    }

    /** A connection that knows what is done to it. */
    private static final class Phone implements PooledConnection {
        final String key;
        final int capacity;
        int users;
        boolean broken;
        boolean closed;

        Phone(String key, int capacity) {
            this.key = key;
            this.capacity = capacity;
        }

        @Override
        public boolean isUsable() {
            return !broken && !closed;
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public void close() {
            assertEquals(0, users, "closed in good order while it is used");
            closed = true;
        }

        @Override
        public void abort() {
            closed = true;
        }
    }

    private static final class Clients extends Model {
        private final List<String> keys =
                random.nextBoolean() ? List.of("a") : List.of("a", "b", "c");
        private final int capacity;
        private final PoolOptions options =
                PoolOptions.DEFAULT
                        .withLimit(1 + random.nextInt(3))
                        .withLimitPerKey(1 + random.nextInt(2))
                        .withMaxIdle(random.nextInt(3))
                        .withKeepAlive(millis(random.nextInt(4)))
                        .withMaxLifetime(random.nextBoolean() ? millis(5) : null);
        private final ConnectionPool<String, Phone> pool = new ConnectionPool<>(options);
        private final List<Phone> all = new ArrayList<>();
        private final boolean closesEarly = random.nextInt(8) == 0;

        /** Who had to wait and is not served yet, in the order in which they came. */
        private final List<Task<?>> line = new ArrayList<>();

        private int opening;

        Clients(Seed seed, int capacity) {
            super(seed);
            this.capacity = capacity;
        }

        @Override
        void run() {
            start(8, this::use);
            for (int i = 0; i < 8; i++) {
                pause();
                cancelSomebody();
                breakSomething();
            }
            if (closesEarly) {
                pool.close();
            }
            settle();
            join();
            var rest = pool.statistics();
            assertEquals(0, rest.inUse(), "places that are lost");
            assertEquals(0, rest.waiting());
            assertEquals(0, rest.idle(), "what is idle has an end");
            assertEquals(0, rest.keys(), "keys without anything are forgotten");
            pool.close();
            for (Phone connection : all) {
                assertTrue(connection.closed, "a connection is left open");
                assertEquals(0, connection.users);
            }
        }

        private void use() throws IOException {
            for (int i = 0; i < 4; i++) {
                pause();
                useOnce(keys.get(random.nextInt(keys.size())));
            }
        }

        private void useOnce(String key) throws IOException {
            List<ConnectionLease<Phone>> got = new ArrayList<>(1);
            try {
                attempt(() -> {
                    got.add(pool.acquire(key, () -> open(key), () -> line.add(currentTask())));
                    served();
                });
            } catch (PoolClosedException e) {
                assertTrue(pool.isClosed());
            } catch (IOException e) {
                assertEquals("no answer", e.getMessage());
            } finally {
                line.remove(currentTask());
            }
            for (ConnectionLease<Phone> lease : got) {
                hold(key, lease);
            }
        }

        /**
         * All that then wait still must have come later; seen where all want the same key. Not
         * where connections are shared: who was to share one that breaks just then waits again.
         */
        private void served() {
            int place = line.indexOf(currentTask());
            if (keys.size() == 1 && capacity == 1 && place >= 0) {
                long later =
                        line.subList(place + 1, line.size()).stream()
                                .filter(task -> !isLeaving(task))
                                .count();
                assertTrue(pool.statistics().waiting() <= later, "somebody was overtaken");
                line.remove(place);
            }
        }

        private Phone open(String key) throws IOException {
            opening++;
            served();
            try {
                checkLimits();
                pause();
                if (random.nextInt(5) == 0) {
                    throw new IOException("no answer");
                }
            } finally {
                opening--;
            }
            Phone connection = new Phone(key, capacity);
            all.add(connection);
            return connection;
        }

        private void hold(String key, ConnectionLease<Phone> lease) {
            Phone connection = lease.connection();
            connection.users++;
            try (lease) {
                assertEquals(key, connection.key);
                assertTrue(connection.users <= capacity, "too many use one");
                assertTrue(!connection.closed, "a closed one was lent");
                checkLimits();
                pause();
                if (random.nextInt(4) > 0) {
                    connection.users--;
                    lease.giveBack();
                    connection.users++;
                }
            } finally {
                connection.users--;
            }
        }

        private void checkLimits() {
            long used = all.stream().filter(it -> it.users > 0).count() + opening;
            assertTrue(used <= options.limit(), "more in use than allowed");
            for (String key : keys) {
                long ofKey = all.stream().filter(it -> it.users > 0 && it.key.equals(key)).count();
                assertTrue(ofKey <= options.limitPerKey(), "more in use for a key than allowed");
            }
            assertTrue(pool.statistics().inUse() <= options.limit());
            assertTrue(pool.statistics().idle() <= options.maxIdle());
        }

        private void breakSomething() {
            if (!all.isEmpty()) {
                all.get(random.nextInt(all.size())).broken |= random.nextInt(3) == 0;
            }
        }
    }
}
