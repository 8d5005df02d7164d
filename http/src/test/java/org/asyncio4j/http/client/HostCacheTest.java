package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class HostCacheTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("10.0.0.2");

    private final List<String> asked = new ArrayList<>();

    private static void on(Action<Exception> body) throws Exception {
        run(RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false), body);
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        asked.add(host);
        sleep(seconds(1));
        if (host.startsWith("no")) {
            throw new UnknownHostException(host);
        }
        return host.equals("empty") ? List.of() : List.of(ONE, TWO);
    }

    private static List<InetAddress> ask(HostCache cache, String host) throws UnknownHostException {
        return cache.addressesOf(host, RequestTraces.NONE);
    }

    @Test
    void remembersForAWhileAndRotates() throws Exception {
        on(() -> {
            HostCache cache = new HostCache(this::resolve, seconds(10));
            assertEquals(List.of(ONE, TWO), ask(cache, "a"));
            assertEquals(List.of(ONE, TWO), ask(cache, "a"));
            assertEquals(List.of(TWO, ONE), ask(cache, "a"));
            assertEquals(List.of(ONE, TWO), ask(cache, "a"));
            assertEquals(List.of("a"), asked);
            sleep(seconds(10));
            ask(cache, "a");
            assertEquals(List.of("a", "a"), asked);
        });
    }

    @Test
    void aTimeThatCannotBeCountedIsForEver() throws Exception {
        on(() -> {
            HostCache cache = new HostCache(this::resolve, Duration.ofSeconds(Long.MAX_VALUE));
            ask(cache, "a");
            sleep(seconds(1_000_000));
            ask(cache, "a");
            assertEquals(List.of("a"), asked);
        });
    }

    @Test
    void canBeToldToForget() throws Exception {
        on(() -> {
            HostCache cache = new HostCache(this::resolve, null);
            ask(cache, "a");
            ask(cache, "b");
            sleep(seconds(1_000_000));
            cache.clear("a");
            ask(cache, "a");
            ask(cache, "b");
            assertEquals(List.of("a", "b", "a"), asked);
            cache.clear();
            ask(cache, "b");
            assertEquals(List.of("a", "b", "a", "b"), asked);
        });
        asked.clear();
        on(() -> {
            HostCache cache = new HostCache(this::resolve, seconds(0));
            ask(cache, "a");
            ask(cache, "a");
            assertEquals(List.of("a", "a"), asked);
        });
    }

    @Test
    void b73_thoseWhoAskAtOnceShareTheAnswerAndTheFailure() throws Exception {
        on(() -> {
            HostCache cache = new HostCache(this::resolve, seconds(10));
            Task<List<InetAddress>> first = createTask(() -> ask(cache, "a"));
            Task<List<InetAddress>> second = createTask(() -> ask(cache, "a"));
            Task<List<InetAddress>> third = createTask(() -> ask(cache, "none"));
            sleep(seconds(0.5));
            first.cancel();
            assertThrows(CancelledError.class, first::await);
            assertEquals(List.of(ONE, TWO), second.await());
            assertThrows(UnknownHostException.class, () -> ask(cache, "none"));
            assertThrows(UnknownHostException.class, () -> third.await(UnknownHostException.class));
            assertThrows(UnknownHostException.class, () -> ask(cache, "empty"));
            assertEquals(2, asked.stream().filter("none"::equals).count());
        });
    }

    @Test
    void b73_doesNotRememberMoreThanSoMany() throws Exception {
        on(() -> {
            HostCache cache = new HostCache(this::resolve, null);
            for (int i = 0; i <= HostCache.MOST; i++) {
                ask(cache, "host" + i);
            }
            asked.clear();
            ask(cache, "host1");
            ask(cache, "host0");
            assertEquals(List.of("host0"), asked);
        });
    }

    @Test
    void doesNotAskForAddresses() throws Exception {
        on(() -> {
            HostCache cache =
                    new HostCache(host -> List.of(InetAddress.ofLiteral(host)), seconds(10));
            assertEquals(
                    List.of(InetAddress.ofLiteral("::1")),
                    cache.addressesOf(
                            "::1",
                            new RequestTrace() {
                                @Override
                                public void resolving(String host) {
                                    throw new AssertionError(host);
                                }
                            }));
        });
    }

    @Test
    void itsEndIsAFailureForThoseWhoAsk() throws Exception {
        on(() -> {
            HostCache cache = new HostCache(this::resolve, seconds(10));
            Task<List<InetAddress>> early = createTask(() -> ask(cache, "a"));
            sleep(seconds(0.5));
            Task<List<InetAddress>> late = createTask(() -> ask(cache, "b"));
            yieldNow();
            cache.close();
            assertThrows(UnknownHostException.class, () -> early.await(UnknownHostException.class));
            assertThrows(UnknownHostException.class, () -> late.await(UnknownHostException.class));
        });
    }

    @Test
    void whoeverWasCancelledHimselfHearsOfThat() throws Exception {
        on(() -> {
            HostCache cache = new HostCache(this::resolve, seconds(10));
            Task<List<InetAddress>> asker = createTask(() -> ask(cache, "a"));
            sleep(seconds(0.5));
            asker.cancel();
            cache.close();
            assertThrows(CancelledError.class, asker::await);
        });
    }
}
