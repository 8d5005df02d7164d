package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.net.Net.getAddrInfo;
import static org.asyncio4j.net.Net.getNameInfo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.net.dns.FakeNameServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;

/** The verbs; what they do is tested in {@code org.asyncio4j.net.dns}. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NamesTest {

    @OnEngines
    void addressesAndNamesAreFound(String engine) throws Exception {
        try (FakeNameServer server = new FakeNameServer()) {
            server.knows("www.example", 60, "192.0.2.1", "2001:db8::1")
                    .knowsName("1.2.0.192.in-addr.arpa", "www.example");
            ResolverOptions options =
                    ResolverOptions.DEFAULT
                            .withNameServers(server.address())
                            .withTimeout(seconds(1));
            OnEngines.Loop.run(
                    engine,
                    () -> {
                        assertEquals(
                                List.of(InetAddress.ofLiteral("2001:db8::1")),
                                getAddrInfo(
                                        "www.example",
                                        options.withFamily(StandardProtocolFamily.INET6)));
                        assertEquals(
                                List.of(InetAddress.ofLiteral("192.0.2.1")),
                                getAddrInfo(
                                        "www.example",
                                        options.withFamily(StandardProtocolFamily.INET)));
                        assertTrue(getAddrInfo("www.example", options).size() > 0);
                        assertEquals(
                                "www.example",
                                getNameInfo(InetAddress.ofLiteral("192.0.2.1"), options));
                        assertEquals(
                                "192.0.2.2",
                                getNameInfo(InetAddress.ofLiteral("192.0.2.2"), options));
                        assertThrows(
                                UnknownHostException.class,
                                () -> getAddrInfo("no.example", options));
                    });
        }
    }

    @Test
    void whatNeedsNoQuestionIsAnsweredByAnyMachine() throws Exception {
        OnEngines.Loop.run(
                "nio",
                () -> {
                    assertTrue(getAddrInfo("localhost").getFirst().isLoopbackAddress());
                    assertEquals(List.of(InetAddress.ofLiteral("::1")), getAddrInfo("[::1]"));
                });
    }

    @Test
    void outsideOfALoopTheyRefuse() {
        assertThrows(IllegalStateException.class, () -> getAddrInfo("localhost"));
        assertThrows(
                IllegalStateException.class, () -> getNameInfo(InetAddress.ofLiteral("127.0.0.1")));
    }

    @Test
    void optionsAreChecked() {
        ResolverOptions options = ResolverOptions.DEFAULT;
        assertThrows(
                IllegalArgumentException.class,
                () -> options.withFamily(StandardProtocolFamily.UNIX));
        assertThrows(
                IllegalArgumentException.class,
                () -> options.withNameServers(InetSocketAddress.createUnresolved("a", 53)));
        assertThrows(IllegalArgumentException.class, () -> options.withTimeout(seconds(0)));
    }
}
