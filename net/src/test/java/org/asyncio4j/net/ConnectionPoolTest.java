package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.failAfter;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

@Timeout(10)
class ConnectionPoolTest {
    private static final RunOptions VIRTUAL =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    private ConnectionPool<String, Phone> pool;
    private final List<String> trail = new ArrayList<>();

    // ---------------------------------------------------------------- reuse

    @Test
    void whatIsGivenBackIsUsedAgain() {
        withPool(
                PoolOptions.DEFAULT,
                () -> {
                    ConnectionLease<Phone> first = acquire("a");
                    Phone phone = first.connection();
                    assertFalse(first.isReused());
                    first.giveBack();
                    ConnectionLease<Phone> second = acquire("a");
                    assertTrue(second.isReused());
                    assertSame(phone, second.connection());
                    second.close();
                    assertEquals("aborted", phone.end, "what is not given back is discarded");
                    assertNotSame(phone, acquire("a").connection());
                });
    }

    @Test
    void theOneThatWasUsedLastIsUsedFirst() {
        withPool(
                PoolOptions.DEFAULT,
                () -> {
                    var first = acquire("a");
                    var second = acquire("a");
                    Phone last = first.connection();
                    second.giveBack();
                    first.giveBack();
                    assertSame(last, acquire("a").connection());
                });
    }

    @Test
    void whatThePeerHasClosedMeanwhileIsNotUsed() {
        withPool(
                PoolOptions.DEFAULT,
                () -> {
                    var lease = acquire("a");
                    Phone phone = lease.connection();
                    lease.giveBack();
                    phone.usable = false;
                    assertNotSame(phone, acquire("a").connection());
                    assertEquals("aborted", phone.end);
                });
    }

    @Test
    void aLeaseIsOfNoUseAfterItWasGivenBack() {
        withPool(
                PoolOptions.DEFAULT,
                () -> {
                    var lease = acquire("a");
                    lease.giveBack();
                    lease.discard();
                    assertEquals(1, pool.statistics().idle(), "the second way back does nothing");
                    var refusal = assertThrows(IllegalStateException.class, lease::connection);
                    assertTrue(refusal.getMessage().contains("a connection to a"));
                });
    }

    // ---------------------------------------------------------------- time

    @Test
    void whatIsIdleForLongIsClosed() {
        withPool(
                PoolOptions.DEFAULT,
                () -> {
                    var early = acquire("a");
                    var late = acquire("b");
                    Phone first = early.connection();
                    Phone second = late.connection();
                    early.giveBack();
                    sleep(seconds(10));
                    late.giveBack();
                    sleep(seconds(5.001));
                    assertEquals("closed", first.end);
                    assertEquals("open", second.end);
                    sleep(seconds(10));
                    assertEquals("closed", second.end);
                    assertEquals(0, pool.statistics().keys());
                });
    }

    @Test
    void whatIsTooOldIsNotUsedAgain() {
        withPool(
                PoolOptions.DEFAULT.withKeepAlive(null).withMaxLifetime(seconds(60)),
                () -> {
                    var lease = acquire("a");
                    Phone phone = lease.connection();
                    sleep(seconds(59));
                    lease.giveBack();
                    var again = acquire("a");
                    assertSame(phone, again.connection());
                    sleep(seconds(2));
                    assertEquals("open", phone.end, "who uses it may go on");
                    again.giveBack();
                    yieldNow();
                    assertEquals("closed", phone.end);
                    var resting = acquire("a");
                    Phone other = resting.connection();
                    resting.giveBack();
                    sleep(seconds(61));
                    assertEquals("closed", other.end);
                });
    }

    @Test
    void withoutKeepAliveEachIsUsedOnce() {
        withPool(
                PoolOptions.DEFAULT.withKeepAlive(seconds(0)),
                () -> {
                    var lease = acquire("a");
                    Phone phone = lease.connection();
                    lease.giveBack();
                    yieldNow();
                    assertEquals("closed", phone.end);
                });
    }

    @Test
    void theOneThatIsIdleLongestGivesWay() {
        withPool(
                PoolOptions.DEFAULT.withMaxIdle(1),
                () -> {
                    var first = acquire("a");
                    var second = acquire("b");
                    Phone phone = first.connection();
                    first.giveBack();
                    second.giveBack();
                    yieldNow();
                    assertEquals("closed", phone.end);
                    assertTrue(acquire("b").isReused());
                });
    }

    // ---------------------------------------------------------------- limits and turns

    @Test
    void idleOnesDoNotCount() {
        withPool(
                PoolOptions.DEFAULT.withLimit(1),
                () -> {
                    acquire("a").giveBack();
                    acquire("b").giveBack();
                    assertEquals(2, pool.statistics().idle());
                    assertTrue(acquire("a").isReused());
                });
    }

    @Test
    void keysHaveTheirTurns() {
        withPool(
                PoolOptions.DEFAULT.withLimit(1),
                () -> {
                    var holder = acquire("a");
                    List<Task<Void>> tasks = new ArrayList<>();
                    for (String want : List.of("a1", "a2", "a3", "b1", "b2", "c1")) {
                        tasks.add(createTask(() -> use(want)));
                    }
                    yieldNow();
                    holder.giveBack();
                    tasks.forEach(Task::await);
                    assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "a3"), trail);
                });
    }

    @Test
    void aKeyAtItsLimitKeepsNobodyElseWaiting() {
        withPool(
                PoolOptions.DEFAULT.withLimit(2).withLimitPerKey(1),
                () -> {
                    var holder = acquire("a");
                    Task<Void> waiting = createTask(() -> use("a1"));
                    yieldNow();
                    use("b1");
                    holder.giveBack();
                    waiting.await();
                    assertEquals(List.of("b1", "a1"), trail);
                });
    }

    @Test
    void aFailedOpeningGivesThePlaceToTheNext() {
        withPool(
                PoolOptions.DEFAULT.withLimit(1),
                () -> {
                    Task<Void> failing =
                            createTask(() -> {
                                pool.acquire(
                                        "a",
                                        () -> {
                                            sleep(seconds(1));
                                            throw new IOException("no answer");
                                        });
                            });
                    Task<Void> next = createTask(() -> use("a1"));
                    assertThrows(IOException.class, () -> failing.await(IOException.class));
                    next.await();
                    assertEquals(0, pool.statistics().inUse());
                });
    }

    @Test
    void whoGivesUpWaitingLeavesNothing() {
        withPool(
                PoolOptions.DEFAULT.withLimit(1),
                () -> {
                    var holder = acquire("a");
                    assertThrows(
                            TimeoutException.class, () -> failAfter(millis(5), () -> use("b1")));
                    assertEquals(1, pool.statistics().keys());
                    holder.giveBack();
                    assertEquals(0, pool.statistics().waiting());
                });
    }

    @Test
    void whoMustWaitIsTold() {
        withPool(
                PoolOptions.DEFAULT.withLimit(1),
                () -> {
                    Runnable told = () -> trail.add("waits");
                    var holder = pool.acquire("a", Phone::new, told);
                    assertEquals(List.of(), trail);
                    Task<Void> waiting =
                            createTask(() -> pool.acquire("a", Phone::new, told).giveBack());
                    yieldNow();
                    assertEquals(List.of("waits"), trail);
                    assertTrue(pool.toString().endsWith("with 1/1 in use, 0 idle, 1 waiting"));
                    holder.giveBack();
                    waiting.await();
                });
    }

    // ---------------------------------------------------------------- several users

    @Test
    void aConnectionMayHaveSeveralUsers() {
        withPool(
                PoolOptions.DEFAULT.withLimit(1),
                () -> {
                    var first = pool.acquire("a", () -> new Phone(2));
                    Phone shared = first.connection();
                    var second = acquire("a");
                    assertSame(shared, second.connection());
                    assertTrue(second.isReused());
                    Task<Void> third = createTask(() -> use("a1"));
                    yieldNow();
                    assertEquals(1, pool.statistics().waiting());
                    second.giveBack();
                    third.await();
                    assertEquals(1, pool.statistics().opened());
                    first.giveBack();
                    assertEquals(1, pool.statistics().idle());
                });
    }

    @Test
    void whoWaitsForTheOpeningOfASharedOneHasItToo() {
        withPool(
                PoolOptions.DEFAULT.withLimit(1),
                () -> {
                    Task<Void> opening =
                            createTask(() -> {
                                var lease =
                                        pool.acquire(
                                                "a",
                                                () -> {
                                                    sleep(seconds(1));
                                                    return new Phone(2);
                                                });
                                sleep(seconds(1));
                                lease.giveBack();
                            });
                    Task<Void> second = createTask(() -> use("a1"));
                    sleep(seconds(1.5));
                    assertTrue(second.isDone());
                    opening.await();
                });
    }

    @Test
    void aDiscardedSharedConnectionEndsWithItsLastUser() {
        withPool(
                PoolOptions.DEFAULT,
                () -> {
                    var first = pool.acquire("a", () -> new Phone(2));
                    Phone shared = first.connection();
                    var second = acquire("a");
                    first.discard();
                    assertEquals("open", shared.end);
                    assertNotSame(shared, acquire("a").connection());
                    second.giveBack();
                    assertEquals("aborted", shared.end);
                });
    }

    // ---------------------------------------------------------------- the end

    @Test
    void closingWakesWhoWaitsAndLetsUsersGoOn() {
        withPool(
                PoolOptions.DEFAULT.withLimit(2),
                () -> {
                    var rested = acquire("b");
                    Phone idle = rested.connection();
                    var holder = acquire("a");
                    rested.giveBack();
                    var other = acquire("c");
                    Task<Void> waiting = createTask(() -> use("a1"));
                    yieldNow();
                    pool.close();
                    var failure =
                            assertThrows(
                                    PoolClosedException.class,
                                    () -> waiting.await(IOException.class));
                    assertTrue(failure.getMessage().contains("was closed"));
                    assertEquals("closed", idle.end);
                    Phone used = holder.connection();
                    assertEquals("open", used.end);
                    holder.giveBack();
                    yieldNow();
                    assertEquals("closed", used.end);
                    assertThrows(PoolClosedException.class, () -> acquire("a"));
                    Phone aborted = other.connection();
                    pool.abort();
                    assertEquals("aborted", aborted.end);
                    other.giveBack();
                    assertEquals(0, pool.statistics().inUse());
                });
    }

    @Test
    void whatIsOpenedWhileThePoolClosesIsAborted() {
        withPool(
                PoolOptions.DEFAULT,
                () -> {
                    Phone late = new Phone();
                    Task<Void> opening =
                            createTask(() -> {
                                pool.acquire(
                                        "a",
                                        () -> {
                                            sleep(seconds(1));
                                            return late;
                                        });
                            });
                    yieldNow();
                    pool.close();
                    assertThrows(PoolClosedException.class, () -> opening.await(IOException.class));
                    assertEquals("aborted", late.end);
                });
    }

    @Test
    void optionsThatCannotBeAreRefused() {
        PoolOptions options = PoolOptions.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> options.withLimit(0));
        assertThrows(IllegalArgumentException.class, () -> options.withLimitPerKey(0));
        assertThrows(IllegalArgumentException.class, () -> options.withMaxIdle(-1));
        assertThrows(IllegalArgumentException.class, () -> options.withKeepAlive(seconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> options.withMaxLifetime(seconds(0)));
    }

    // ---------------------------------------------------------------- means

    private void withPool(PoolOptions options, Action<Exception> body) {
        Asyncio.run(
                VIRTUAL,
                () -> {
                    try (var made = new ConnectionPool<String, Phone>(options, "test")) {
                        pool = made;
                        body.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private ConnectionLease<Phone> acquire(String key) throws IOException {
        return pool.acquire(key, Phone::new);
    }

    /** Uses a connection for a moment, to the key that the name begins with. */
    private void use(String name) throws IOException {
        try (var lease = acquire(name.substring(0, 1))) {
            trail.add(name);
            sleep(seconds(0.1));
            lease.giveBack();
        }
    }

    private static final class Phone implements PooledConnection {
        private final int capacity;
        private boolean usable = true;
        private String end = "open";

        Phone() {
            this(1);
        }

        Phone(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public boolean isUsable() {
            return usable;
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public void close() {
            usable = false;
            end = "closed";
        }

        @Override
        public void abort() {
            usable = false;
            end = "aborted";
        }
    }
}
