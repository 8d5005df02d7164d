package org.asyncio4j.net.dns;

import static org.asyncio4j.Asyncio.atomically;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.dns.NameServerLoop.addresses;
import static org.asyncio4j.net.dns.NameServerLoop.machine;
import static org.asyncio4j.net.dns.NameServerLoop.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopResolverProviderTest {
    private static final LookupPolicy IPV4 = LookupPolicy.of(LookupPolicy.IPV4);

    /** The JDK remembers names for half a minute, so each is used once. */
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final SystemStub system = new SystemStub();
    private FakeNameServer server;
    private InetAddressResolver builtin;

    /** Stands for the JDK's own resolver, so that no test asks the real one. */
    private static final class SystemStub implements InetAddressResolver {
        private final List<String> trail = new CopyOnWriteArrayList<>();

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) {
            trail.add(host + " " + kindOfThread());
            return Stream.of(InetAddress.ofLiteral("192.0.2.99"));
        }

        @Override
        public String lookupByAddress(byte[] address) {
            trail.add(address[3] + " " + kindOfThread());
            return "system.example";
        }

        private static String kindOfThread() {
            Thread thread = Thread.currentThread();
            if (thread.isVirtual()) {
                return "in the task";
            }
            return thread.getName().startsWith("asyncio4j-names") ? "in its own" : "outside";
        }
    }

    @BeforeEach
    void startServer() throws IOException {
        InetAddress.getByName("localhost"); // The JDK's resolver is there from now on.
        builtin = SystemResolver.builtin();
        server = new FakeNameServer();
        SystemNames.replaceBy(machine(List.of(server.address())));
    }

    @AfterEach
    void stopServer() throws IOException {
        System.clearProperty("asyncio4j.dns");
        SystemResolver.builtin(builtin);
        SystemNames.replaceBy(null);
        server.close();
    }

    /** A resolver as the JDK would get it, above a system that is a stub. */
    private InetAddressResolver resolver() {
        return LoopResolverProvider.above(system);
    }

    private static String newName() {
        return "name" + NAMES.incrementAndGet() + ".example";
    }

    // ---------------------------------------------------------------- through InetAddress

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aLibrarysLookUpInATaskLetsTheOthersRun(String engine) throws Exception {
        String name = newName();
        CountDownLatch latch = new CountDownLatch(1);
        server.knows(name, 60, "192.0.2.1").holds(name, latch);
        run(
                engine,
                () -> {
                    Task<InetAddress> task = createTask(() -> InetAddress.getByName(name));
                    while (server.asked().isEmpty()) {
                        sleep(Duration.ZERO);
                    }
                    latch.countDown(); // Nobody would, if the look-up held the loop.
                    assertEquals(InetAddress.ofLiteral("192.0.2.1"), task.await());
                    assertEquals(name, task.await().getHostName());
                });
    }

    @Test
    void aCancelledLookUpLeavesTheNameToOthers() throws Exception {
        String name = newName();
        CountDownLatch latch = new CountDownLatch(1);
        server.knows(name, 60, "192.0.2.1").holds(name, latch);
        run(
                null,
                () -> {
                    Task<InetAddress> first = createTask(() -> InetAddress.getByName(name));
                    Task<InetAddress> second = createTask(() -> InetAddress.getByName(name));
                    while (server.asked().isEmpty()) {
                        sleep(Duration.ZERO);
                    }
                    first.cancel();
                    assertThrows(CancelledError.class, first::await);
                    latch.countDown();
                    assertEquals(InetAddress.ofLiteral("192.0.2.1"), second.await());
                });
    }

    @Test
    void aNameThatIsLeftToTheSystemDoesNotWaitForItself() throws Exception {
        // InetAddress lets one thread at a time look up a name: here the task, not its helper
        // thread.
        String name = newName();
        SystemResolver.builtin(system);
        SystemNames.replaceBy(machine(List.of()));
        run(
                null,
                () ->
                        assertEquals(
                                InetAddress.ofLiteral("192.0.2.99"), InetAddress.getByName(name)));
        assertEquals(List.of(name + " in its own"), system.trail);
    }

    @Test
    void aNameWithoutAddressSaysWhy() throws Exception {
        String name = newName();
        run(
                null,
                () -> {
                    UnknownHostException e =
                            assertThrows(
                                    UnknownHostException.class, () -> InetAddress.getByName(name));
                    assertTrue(e.getMessage().contains("there is no such name"), e.getMessage());
                });
    }

    @Test
    void anAddressFindsItsName() throws Exception {
        server.knowsName("1.2.0.192.in-addr.arpa", "www.example")
                .knows("www.example", 60, "192.0.2.1");
        run(
                null,
                () ->
                        assertEquals(
                                "www.example", InetAddress.ofLiteral("192.0.2.1").getHostName()));
    }

    // ---------------------------------------------------------------- who is asked

    @Test
    void outsideOfLoopsTheSystemIsAsked() throws Exception {
        InetAddressResolver resolver = resolver();

        assertEquals(addresses("192.0.2.99"), resolver.lookupByName("x.example", IPV4).toList());
        assertEquals("system.example", resolver.lookupByAddress(new byte[] {1, 2, 3, 4}));
        Thread thread =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try {
                                resolver.lookupByName("y.example", IPV4);
                            } catch (UnknownHostException e) {
                                system.trail.add(e.getMessage());
                            }
                        });
        thread.start();
        thread.join();

        assertEquals(
                List.of("x.example outside", "4 outside", "y.example in the task"), system.trail);
        assertEquals(List.of(), server.asked());
    }

    @Test
    void inATaskTheLoopIsAsked() throws Exception {
        InetAddressResolver resolver = resolver();
        server.knows("x.example", 60, "192.0.2.1", "2001:db8::1");
        server.knowsName("1.2.0.192.in-addr.arpa", "x.example");
        run(
                null,
                () -> {
                    LookupPolicy ipv6First =
                            LookupPolicy.of(
                                    LookupPolicy.IPV4
                                            | LookupPolicy.IPV6
                                            | LookupPolicy.IPV6_FIRST);
                    assertEquals(
                            addresses("192.0.2.1"),
                            resolver.lookupByName("x.example", IPV4).toList());
                    assertEquals(
                            addresses("2001:db8::1", "192.0.2.1"),
                            resolver.lookupByName("x.example", ipv6First).toList());
                    byte[] address = {(byte) 192, 0, 2, 1};
                    assertEquals("x.example", resolver.lookupByAddress(address));
                    byte[] nameless = {(byte) 192, 0, 2, 2};
                    assertThrows(
                            UnknownHostException.class, () -> resolver.lookupByAddress(nameless));
                });
        assertEquals(List.of(), system.trail);
    }

    @Test
    void thePropertyHasTheSystemAskedInAThread() throws Exception {
        InetAddressResolver resolver = resolver();
        System.setProperty("asyncio4j.dns", "jdk");
        run(
                null,
                () -> {
                    resolver.lookupByName("x.example", IPV4);
                    assertEquals(
                            "system.example", resolver.lookupByAddress(new byte[] {1, 2, 3, 4}));
                });
        assertEquals(List.of("x.example in its own", "4 in its own"), system.trail);
        assertEquals(List.of(), server.asked());
    }

    private static InetAddressResolver initialisersResolver;
    private static List<InetAddress> initialisersAnswer;

    /** What a library may do when it is first used. */
    private static final class AsksInItsInitialiser {
        static {
            try {
                initialisersAnswer = initialisersResolver.lookupByName("x.example", IPV4).toList();
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aClassInitialiserCannotWaitSoTheSystemIsAsked() throws Exception {
        initialisersResolver = resolver();
        String file = AsksInItsInitialiser.class.getName().replace("org.asyncio4j.net.dns.", "");
        byte[] code;
        try (InputStream in = getClass().getResourceAsStream(file + ".class")) {
            code = in.readAllBytes();
        }
        run(
                null,
                () -> {
                    // Each time a new class; the one above is initialised only once.
                    MethodHandles.lookup()
                            .defineHiddenClass(
                                    code, true, MethodHandles.Lookup.ClassOption.NESTMATE);
                    assertEquals(addresses("192.0.2.99"), initialisersAnswer);
                });
        assertEquals(List.of("x.example in the task"), system.trail);
        assertEquals(List.of(), server.asked());
    }

    @Test
    void anAtomicSectionRefusesToWait() throws Exception {
        InetAddressResolver resolver = resolver();
        server.knows("x.example", 60, "192.0.2.1");
        run(
                null,
                () -> {
                    resolver.lookupByName("x.example", IPV4);
                    atomically(() -> {
                        assertEquals(
                                1, resolver.lookupByName("x.example", IPV4).count(), "remembered");
                        assertThrows(
                                IllegalStateException.class,
                                () -> resolver.lookupByName("y.example", IPV4));
                    });
                });
        assertEquals(List.of("A x.example"), server.asked());
        assertEquals(List.of(), system.trail);
    }

    @Test
    void aGuestThatIsInterruptedHearsOfItAsJavaThreadsDo() throws Exception {
        InetAddressResolver resolver = resolver();
        server.ignores("x.example");
        run(
                null,
                () -> {
                    Thread guest =
                            Thread.ofVirtual()
                                    .unstarted(() -> {
                                        try {
                                            resolver.lookupByName("x.example", IPV4);
                                        } catch (UnknownHostException e) {
                                            system.trail.add(
                                                    e.getMessage()
                                                            + " "
                                                            + Thread.currentThread()
                                                                    .isInterrupted());
                                        }
                                    });
                    guest.start();
                    while (server.asked().isEmpty()) {
                        sleep(millis(1));
                    }
                    guest.interrupt();
                    guest.join();
                });
        assertEquals(List.of("The look-up was interrupted. true"), system.trail);
    }
}
