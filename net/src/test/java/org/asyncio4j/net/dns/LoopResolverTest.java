package org.asyncio4j.net.dns;

import static org.asyncio4j.Asyncio.atomically;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.dns.NameServerLoop.addresses;
import static org.asyncio4j.net.dns.NameServerLoop.machine;
import static org.asyncio4j.net.dns.NameServerLoop.run;
import static org.asyncio4j.net.dns.NameServerLoop.runInVirtualTime;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.dns.DnsRecordType;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.NettyReactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What is remembered, and who shares a question with whom. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopResolverTest {
    private static final NameLookup LOOKUP = new NameLookup(Families.IPV4, List.of(), null);

    private FakeNameServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new FakeNameServer();
        SystemNames.replaceBy(machine(List.of(server.address())));
    }

    @AfterEach
    void stopServer() throws IOException {
        SystemNames.replaceBy(null);
        server.close();
    }

    private static List<InetAddress> lookUp(String host) throws UnknownHostException {
        return LOOKUP.addressesOf(host);
    }

    private static void assertUnknown(String host) {
        assertThrows(UnknownHostException.class, () -> lookUp(host));
    }

    /** Waits until so many questions have come to the server. */
    private void awaitQuestions(int count) {
        while (server.asked().size() < count) {
            sleep(Duration.ZERO);
        }
    }

    @Test
    void anAnswerIsRememberedAsLongAsItSays() throws Exception {
        server.knows("www.example", 60, "192.0.2.1");
        runInVirtualTime(() -> {
            lookUp("www.example");
            server.forgets("www.example").knows("www.example", 60, "192.0.2.2");
            sleep(seconds(59));
            assertEquals(addresses("192.0.2.1"), lookUp("www.example"));
            assertEquals(addresses("192.0.2.1"), lookUp("WWW.EXAMPLE"));
            sleep(seconds(1));
            assertEquals(addresses("192.0.2.2"), lookUp("www.example"));
        });
        assertEquals(List.of("A www.example", "A www.example"), server.asked());
    }

    @Test
    void theShortestOfAnAnswersTimesCounts() throws Exception {
        server.knows("www.example", 60, "192.0.2.1").knows("www.example", 20, "192.0.2.2");
        server.knowsAlias("alias.example", 10, "www.example");
        runInVirtualTime(() -> {
            lookUp("www.example");
            lookUp("alias.example");
            sleep(seconds(9));
            lookUp("www.example");
            lookUp("alias.example");
            sleep(seconds(10));
            lookUp("www.example");
            lookUp("alias.example");
            sleep(seconds(1));
            lookUp("www.example");
        });
        assertEquals(
                List.of("A www.example", "A alias.example", "A alias.example", "A www.example"),
                server.asked());
    }

    @Test
    void thatThereIsNothingIsRememberedAsLongAsTheZoneSays() throws Exception {
        server.negativeTtl(30).knows("six.example", 60, "2001:db8::1");
        runInVirtualTime(() -> {
            assertUnknown("no.example");
            assertUnknown("six.example");
            sleep(seconds(29));
            assertUnknown("no.example");
            assertUnknown("six.example");
            server.knows("no.example", 60, "192.0.2.1");
            sleep(seconds(1));
            lookUp("no.example");
            assertUnknown("six.example");
        });
        assertEquals(
                List.of("A no.example", "A six.example", "A no.example", "A six.example"),
                server.asked());
    }

    @Test
    void thatThereIsNothingIsRememberedForFiveMinutesAtMost() throws Exception {
        server.negativeTtl(100_000);
        runInVirtualTime(() -> {
            assertUnknown("no.example");
            sleep(seconds(299));
            assertUnknown("no.example");
            sleep(seconds(1));
            assertUnknown("no.example");
        });
        assertEquals(2, server.asked().size());
    }

    @Test
    void troubleWithAServerIsNotRemembered() throws Exception {
        server.fails("broken.example", FakeNameServer.SERVFAIL);
        runInVirtualTime(() -> {
            assertUnknown("broken.example");
            server.fails("broken.example", 0).knows("broken.example", 60, "192.0.2.1");
            assertEquals(addresses("192.0.2.1"), lookUp("broken.example"));
        });
    }

    @Test
    void anAnswerForNowIsNotRemembered() throws Exception {
        server.knows("now.example", 0, "192.0.2.1");
        runInVirtualTime(() -> {
            lookUp("now.example");
            lookUp("now.example");
        });
        assertEquals(2, server.asked().size());
    }

    @Test
    void halfAnAnswerIsRememberedForHalfAMinute() throws Exception {
        server.knows("half.example", 3600, "192.0.2.1");
        server.fails("AAAA half.example", FakeNameServer.SERVFAIL);
        NameLookup lookup = new NameLookup(Families.IPV4_FIRST, List.of(), null);
        runInVirtualTime(() -> {
            lookup.addressesOf("half.example");
            sleep(seconds(29));
            lookup.addressesOf("half.example");
            assertEquals(2, server.asked().size());
            sleep(seconds(1));
            lookup.addressesOf("half.example");
            assertEquals(4, server.asked().size());
        });
    }

    @Test
    void aFloodOfNamesPushesOutWhatWasNotAskedForLately() throws Exception {
        runInVirtualTime(() -> {
            Fiber fiber = Fiber.current();
            LoopResolver resolver = LoopResolver.of(NettyReactor.of(Fiber.current().scheduler()));
            Answer answer = Answer.found(List.of(InetAddress.ofLiteral("192.0.2.1")), 60);
            for (int i = 0; i < 1000; i++) {
                resolver.remember(query("x" + i), answer, fiber.scheduler().nanos());
            }
            assertTrue(resolver.answer(fiber, query("x0")).isFound());
            resolver.remember(query("y"), answer, fiber.scheduler().nanos());

            assertTrue(resolver.answer(fiber, query("x0")).isFound());
            assertTrue(resolver.answer(fiber, query("x2")).isFound());
            assertEquals(List.of(), server.asked());
            assertFalse(resolver.answer(fiber, query("x1")).isFound());
            assertEquals(List.of("A x1"), server.asked());
        });
    }

    private Query query(String name) {
        return new Query(
                List.of(name),
                List.of(DnsRecordType.A),
                List.of(server.address()),
                Duration.ofSeconds(5),
                1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void thoseWhoAskTheSameAtTheSameTimeShareTheQuestion(String engine) throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        server.knows("www.example", 60, "192.0.2.1").holds("www.example", latch);
        run(
                engine,
                () -> {
                    List<Object> answers =
                            gather(
                                    () -> lookUp("www.example"),
                                    () -> lookUp("WWW.example."),
                                    () -> lookUp("www.example"),
                                    () -> {
                                        awaitQuestions(1);
                                        latch.countDown();
                                        return addresses("192.0.2.1");
                                    });
                    answers.forEach(answer -> assertEquals(addresses("192.0.2.1"), answer));
                });
        assertEquals(List.of("A www.example"), server.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void whoIsCancelledDoesNotTakeTheAnswerFromTheOthers(String engine) throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        server.knows("www.example", 60, "192.0.2.1").holds("www.example", latch);
        run(
                engine,
                () -> {
                    Task<List<InetAddress>> first = createTask(() -> lookUp("www.example"));
                    Task<List<InetAddress>> second = createTask(() -> lookUp("www.example"));
                    awaitQuestions(1);
                    first.cancel();
                    assertThrows(CancelledError.class, first::await);
                    latch.countDown();
                    assertEquals(addresses("192.0.2.1"), second.await());
                });
        assertEquals(List.of("A www.example"), server.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aQuestionThatNobodyWaitsForIsDropped(String engine) throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        server.knows("www.example", 60, "192.0.2.1").holds("www.example", latch);
        run(
                engine,
                () -> {
                    Task<List<InetAddress>> first = createTask(() -> lookUp("www.example"));
                    Task<List<InetAddress>> second = createTask(() -> lookUp("www.example"));
                    awaitQuestions(1);
                    first.cancel();
                    second.cancel();
                    assertThrows(CancelledError.class, first::await);
                    assertThrows(CancelledError.class, second::await);
                    Task<List<InetAddress>> third = createTask(() -> lookUp("www.example"));
                    awaitQuestions(2);
                    latch.countDown();
                    assertEquals(addresses("192.0.2.1"), third.await());
                });
        assertEquals(List.of("A www.example", "A www.example"), server.asked());
    }

    @Test
    void whoIsCancelledBeforeTheQuestionIsOutDropsIt() throws Exception {
        server.knows("www.example", 60, "192.0.2.1");
        run(
                null,
                () -> {
                    Task<List<InetAddress>> task = createTask(() -> lookUp("www.example"));
                    sleep(Duration.ZERO);
                    task.cancel();
                    assertThrows(CancelledError.class, task::await);
                    assertEquals(addresses("192.0.2.1"), lookUp("www.example"));
                });
    }

    @Test
    void aCancelledScopeRefusesEvenWhatIsRemembered() throws Exception {
        server.knows("www.example", 60, "192.0.2.1");
        run(
                null,
                () -> {
                    lookUp("www.example");
                    cancelScope(scope -> {
                        scope.cancel();
                        assertThrows(CancelledError.class, () -> lookUp("www.example"));
                    });
                });
    }

    @Test
    void insideAnAtomicSectionOnlyWhatIsRememberedIsAnswered() throws Exception {
        server.knows("www.example", 60, "192.0.2.1");
        run(
                null,
                () -> {
                    lookUp("www.example");
                    atomically(() -> {
                        assertEquals(addresses("192.0.2.1"), lookUp("www.example"));
                        IllegalStateException e =
                                assertThrows(
                                        IllegalStateException.class, () -> lookUp("new.example"));
                        assertTrue(
                                e.getMessage()
                                        .contains("the name servers' answer about new.example"),
                                e.getMessage());
                    });
                });
        assertEquals(List.of("A www.example"), server.asked());
    }

    @Test
    void aGuestMayAsk() throws Exception {
        server.knows("www.example", 60, "192.0.2.1");
        run(
                null,
                () -> {
                    Object[] found = new Object[1];
                    Thread guest =
                            Thread.ofVirtual()
                                    .unstarted(() -> {
                                        try {
                                            found[0] = lookUp("www.example");
                                        } catch (UnknownHostException e) {
                                            found[0] = e;
                                        }
                                    });
                    guest.start();
                    guest.join();
                    assertEquals(addresses("192.0.2.1"), found[0]);
                });
    }
}
