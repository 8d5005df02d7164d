package org.asyncio4j.net.dns;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.dns.NameServerLoop.addresses;
import static org.asyncio4j.net.dns.NameServerLoop.machine;
import static org.asyncio4j.net.dns.NameServerLoop.openDescriptors;
import static org.asyncio4j.net.dns.NameServerLoop.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Look-ups from end to end, against a name server of the test's own. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NameLookupTest {
    /** For servers that never reply. */
    private static final Duration SHORT = Duration.ofMillis(60);

    /** Longer than any stall of the machine may be; waited for once a test. */
    private static final Duration LONG = Duration.ofSeconds(1);

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

    private static NameLookup lookup(Families families) {
        return new NameLookup(families, List.of(), null);
    }

    private static List<InetAddress> lookUp(String host) throws UnknownHostException {
        return lookup(Families.IPV4_FIRST).addressesOf(host);
    }

    private static void assertFails(String message, NameLookup lookup, String host) {
        UnknownHostException e =
                assertThrows(UnknownHostException.class, () -> lookup.addressesOf(host));
        assertEquals(message, e.getMessage());
    }

    private String serverName() {
        return "127.0.0.1:" + server.address().getPort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void bothFamiliesAreAskedForAtOnceAndComeInOrder(String engine) throws Exception {
        server.knows("www.example", 60, "192.0.2.2", "2001:db8::1", "192.0.2.1");
        run(
                engine,
                () -> {
                    assertEquals(
                            addresses("192.0.2.2", "192.0.2.1", "2001:db8::1"),
                            lookUp("www.example"));
                    assertEquals(
                            addresses("2001:db8::1", "192.0.2.2", "192.0.2.1"),
                            lookup(Families.IPV6_FIRST).addressesOf("WWW.example."));
                });
        assertEquals(List.of("A www.example", "AAAA www.example"), server.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void onlyTheFamilyThatIsWantedIsAskedFor(String engine) throws Exception {
        server.knows("www.example", 60, "192.0.2.1", "2001:db8::1");
        run(
                engine,
                () -> {
                    assertEquals(
                            addresses("2001:db8::1"),
                            lookup(Families.IPV6).addressesOf("www.example"));
                });
        assertEquals(List.of("AAAA www.example"), server.asked());
    }

    @Test
    void aMappedAddressIsNoneOfIpv6() {
        server.knowsMapped("www.example", "192.0.2.1");
        run(
                null,
                () ->
                        assertFails(
                                "Cannot resolve 'www.example': the name has no IPv6 address, the"
                                        + " name server's records of that kind hold 192.0.2.1.",
                                lookup(Families.IPV6),
                                "www.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void anAnswerThatDoesNotFitIsFetchedOverTcp(String engine) throws Exception {
        List<InetAddress> all = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            server.knows("big.example", 60, "192.0.2." + i);
            all.add(InetAddress.ofLiteral("192.0.2." + i));
        }
        run(engine, () -> assertEquals(all, lookUp("big.example")));
        assertTrue(server.asked().contains("tcp A big.example"), server.asked().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void theReasonsWhyThereIsNoAddressAreToldApart(String engine) throws Exception {
        server.knows("four.example", 60, "192.0.2.1")
                .knowsName("nothing.example", "x.example")
                .fails("broken.example", FakeNameServer.SERVFAIL)
                .fails("secret.example", FakeNameServer.REFUSED)
                .ignores("silent.example");
        run(
                engine,
                () -> {
                    NameLookup both = lookup(Families.IPV4_FIRST);
                    assertFails(
                            "Cannot resolve 'No.example': there is no such name, says the name"
                                    + " server "
                                    + serverName()
                                    + " (NXDOMAIN).",
                            both,
                            "No.example");
                    assertFails(
                            "Cannot resolve 'four.example': the name has no IPv6 address, says the"
                                    + " name server "
                                    + serverName()
                                    + ".",
                            lookup(Families.IPV6),
                            "four.example");
                    assertFails(
                            "Cannot resolve 'nothing.example': the name has no address, says the"
                                    + " name server "
                                    + serverName()
                                    + ".",
                            both,
                            "nothing.example");
                    assertFails(
                            "Cannot resolve 'broken.example': the name server "
                                    + serverName()
                                    + " failed (SERVFAIL).",
                            both,
                            "broken.example");
                    assertFails(
                            "Cannot resolve 'secret.example': the name server "
                                    + serverName()
                                    + " failed (REFUSED).",
                            both,
                            "secret.example");
                    assertFails(
                            "Cannot resolve 'silent.example': no reply from the name server "
                                    + serverName()
                                    + " within 60 ms, asked 2 times.",
                            new NameLookup(Families.IPV4_FIRST, List.of(), SHORT),
                            "silent.example");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aServerThatCannotBeReachedIsNamedAtOnce(String engine) throws Exception {
        // Nobody may send there without asking the system to broadcast.
        InetSocketAddress unreachable = new InetSocketAddress("255.255.255.255", 53);
        run(
                engine,
                () -> {
                    NameLookup lookup =
                            new NameLookup(Families.IPV4_FIRST, List.of(unreachable), null);
                    UnknownHostException e =
                            assertThrows(
                                    UnknownHostException.class,
                                    () -> lookup.addressesOf("a.example"));
                    assertTrue(
                            e.getMessage()
                                    .startsWith(
                                            "Cannot resolve 'a.example': the name server"
                                                    + " 255.255.255.255 cannot be asked: "),
                            e.getMessage());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aServerThatIsNotThereIsNamedAtOnce(String engine) throws Exception {
        String name = serverName();
        server.close();
        run(
                engine,
                () ->
                        assertFails(
                                "Cannot resolve 'a.example': the name server "
                                        + name
                                        + " cannot be asked: nobody listens there.",
                                lookup(Families.IPV4_FIRST),
                                "a.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void whatIsNoAnswerIsIgnored(String engine) throws Exception {
        server.knows("www.example", 60, "192.0.2.1").sendsRubbish("www.example");
        run(
                engine,
                () ->
                        assertEquals(
                                addresses("192.0.2.1"),
                                lookup(Families.IPV4).addressesOf("www.example")));
        assertEquals(List.of("A www.example"), server.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aServerThatHangsUpIsNamed(String engine) throws Exception {
        for (int i = 1; i <= 100; i++) {
            server.knows("big.example", 60, "192.0.2." + i);
        }
        server.hangsUp("big.example");
        run(
                engine,
                () ->
                        assertFails(
                                "Cannot resolve 'big.example': the name server "
                                        + serverName()
                                        + " cannot be asked: it has closed the connection.",
                                lookup(Families.IPV4),
                                "big.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aServerThatIsSilentOrFailsIsFollowedByTheNext(String engine) throws Exception {
        server.ignores("silent.example").fails("broken.example", FakeNameServer.SERVFAIL);
        try (FakeNameServer second = new FakeNameServer()) {
            second.knows("silent.example", 60, "192.0.2.1")
                    .knows("broken.example", 60, "192.0.2.2");
            List<InetSocketAddress> both = List.of(server.address(), second.address());
            run(
                    engine,
                    () -> {
                        NameLookup lookup = new NameLookup(Families.IPV4, both, LONG);
                        assertEquals(addresses("192.0.2.2"), lookup.addressesOf("broken.example"));
                        assertEquals(addresses("192.0.2.1"), lookup.addressesOf("silent.example"));
                    });
            assertEquals(List.of("A broken.example", "A silent.example"), server.asked());
            assertEquals(server.asked(), second.asked());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void oneFamilyIsEnoughWhereTheOthersQuestionGetsNoReply(String engine) throws Exception {
        server.knows("half.example", 60, "192.0.2.1", "2001:db8::1").ignores("AAAA half.example");
        run(
                engine,
                () -> {
                    NameLookup lookup = new NameLookup(Families.IPV4_FIRST, List.of(), LONG);
                    assertEquals(addresses("192.0.2.1"), lookup.addressesOf("half.example"));
                });
        assertEquals(List.of("A half.example", "AAAA half.example"), server.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void anAddressHasTheNameThatIsKeptForIt(String engine) throws Exception {
        server.knowsName("1.2.0.192.in-addr.arpa", "www.example")
                .knowsName("2.2.0.192.in-addr.arpa", "<script>.example")
                .knowsName(
                        NameLookup.reversed(InetAddress.ofLiteral("2001:db8::a1")), "six.example")
                .fails("9.2.0.192.in-addr.arpa", FakeNameServer.SERVFAIL);
        run(
                engine,
                () -> {
                    NameLookup lookup = lookup(Families.IPV4_FIRST);
                    assertEquals("www.example", lookup.nameOf(InetAddress.ofLiteral("192.0.2.1")));
                    assertEquals(
                            "six.example", lookup.nameOf(InetAddress.ofLiteral("2001:db8::a1")));
                    assertEquals(
                            "infile.example", lookup.nameOf(InetAddress.ofLiteral("192.0.2.77")));
                    assertNull(lookup.nameOf(InetAddress.ofLiteral("192.0.2.2")), "no host's name");
                    assertNull(lookup.nameOf(InetAddress.ofLiteral("192.0.2.3")), "no name");
                    UnknownHostException e =
                            assertThrows(
                                    UnknownHostException.class,
                                    () -> lookup.nameOf(InetAddress.ofLiteral("192.0.2.9")));
                    assertEquals(
                            "Cannot find the name of 192.0.2.9: the name server "
                                    + serverName()
                                    + " failed (SERVFAIL).",
                            e.getMessage());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aLoopThatEndsLeavesNoSocketOpen(String engine) throws Exception {
        server.ignores("silent.example").knows("www.example", 60, "192.0.2.1");
        run(engine, () -> lookUp("www.example")); // What a JVM opens once, it has opened now.
        int before = openDescriptors();
        for (int i = 0; i < 3; i++) {
            run(
                    engine,
                    () -> {
                        lookUp("www.example");
                        createTask(() -> lookUp("silent.example"));
                        sleep(millis(5)); // Until the question is out; else less is tested.
                    });
        }
        while (openDescriptors() > before) {
            Thread.sleep(1); // The loop's thread tidies up after run has returned.
        }
    }

    // What follows is the same on all engines.

    @Test
    void oneFamilyOverTcpIsEnoughWhereTheOthersQuestionGetsNoReply() throws Exception {
        for (int i = 1; i <= 100; i++) {
            server.knows("big.example", 60, "192.0.2." + i);
        }
        server.ignores("AAAA big.example");
        run(
                null,
                () -> {
                    NameLookup lookup = new NameLookup(Families.IPV4_FIRST, List.of(), LONG);
                    assertEquals(100, lookup.addressesOf("big.example").size());
                });
        assertEquals(
                List.of("A big.example", "AAAA big.example", "tcp A big.example"), server.asked());
    }

    @Test
    void aliasesAreFollowed() throws Exception {
        server.knows("www.example", 60, "192.0.2.1", "2001:db8::1")
                .knowsAlias("alias.example", 60, "www.example");
        run(
                null,
                () -> assertEquals(addresses("192.0.2.1", "2001:db8::1"), lookUp("alias.example")));
        assertEquals(List.of("A alias.example", "AAAA alias.example"), server.asked());
    }

    @Test
    void addressesCarryTheNameThatWasAskedFor() throws Exception {
        server.knows("www.example", 60, "192.0.2.1");
        run(
                null,
                () -> {
                    assertEquals("WWW.example", lookUp("WWW.example").getFirst().getHostName());
                    assertEquals("localhost", lookUp("localhost").getFirst().getHostName());
                });
    }

    @Test
    void shortNamesAreSearchedFor() throws Exception {
        SystemNames.replaceBy(machine(List.of(server.address()), "a.example", "b.example"));
        server.knows("db.b.example", 60, "192.0.2.1").knows("x.y", 60, "192.0.2.2");
        run(
                null,
                () -> {
                    NameLookup lookup = lookup(Families.IPV4);
                    assertEquals(addresses("192.0.2.1"), lookup.addressesOf("db"));
                    assertEquals(addresses("192.0.2.2"), lookup.addressesOf("x.y"));
                    assertFails(
                            "Cannot resolve 'no': there is no such name, says the name server "
                                    + serverName()
                                    + " (NXDOMAIN). Asked for: no.a.example, no.b.example, no.",
                            lookup,
                            "no");
                    assertThrows(UnknownHostException.class, () -> lookup.addressesOf("db."));
                });
        assertEquals(
                List.of(
                        "A db.a.example",
                        "A db.b.example",
                        "A x.y",
                        "A no.a.example",
                        "A no.b.example",
                        "A no",
                        "A db"),
                server.asked());
    }

    @Test
    void aSearchEndsWhereNobodyReplies() throws Exception {
        SystemNames.replaceBy(machine(List.of(server.address()), "a.example", "b.example"));
        server.ignores("db.a.example");
        run(
                null,
                () -> {
                    NameLookup lookup = new NameLookup(Families.IPV4, List.of(), SHORT);
                    assertThrows(UnknownHostException.class, () -> lookup.addressesOf("db"));
                    while (server.asked().size() < 2) {
                        sleep(millis(1)); // The server may be slower than those who have given up.
                    }
                });
        assertEquals(List.of("A db.a.example", "A db.a.example"), server.asked());
    }

    @Test
    void whatIsKnownIsNotAskedFor() throws Exception {
        run(
                null,
                () -> {
                    assertEquals(addresses("192.0.2.77"), lookUp("INFILE"));
                    assertEquals(addresses("127.0.0.1"), lookUp("localhost"));
                    assertEquals(addresses("127.0.0.1", "::1"), lookUp("a.localhost"));
                    assertEquals(addresses("::1"), lookup(Families.IPV6).addressesOf("localhost"));
                    assertEquals(addresses("192.0.2.5"), lookUp("192.0.2.5"));
                    assertEquals(addresses("::1"), lookUp("[::1]"));
                    assertFails("'::1' is no IPv4 address.", lookup(Families.IPV4), "::1");
                });
        assertEquals(List.of(), server.asked());
    }

    @Test
    void aFamilyThatTheHostsFileLacksIsAskedFor() throws Exception {
        server.knows("infile", 60, "2001:db8::7");
        run(
                null,
                () ->
                        assertEquals(
                                addresses("2001:db8::7"),
                                lookup(Families.IPV6).addressesOf("infile")));
    }

    @Test
    void addressesAreReversedAsNameServersKeepThem() {
        assertEquals(
                "4.3.2.192.in-addr.arpa", NameLookup.reversed(InetAddress.ofLiteral("192.2.3.4")));
        assertEquals(
                "1.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.f.8.b.d.0.1.0.0.2.ip6.arpa",
                NameLookup.reversed(InetAddress.ofLiteral("2001:db8:f000::a1")));
    }
}
