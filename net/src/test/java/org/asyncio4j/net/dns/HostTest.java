package org.asyncio4j.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;

class HostTest {

    private static void assertRefused(String given, String why) {
        UnknownHostException e =
                assertThrows(UnknownHostException.class, () -> Host.of(given), given);
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void aNameIsInLowerCaseAndWithoutTheDotAtItsEnd() throws Exception {
        assertEquals(new Host("WWW.Example", "www.example", false, null), Host.of("WWW.Example"));
        assertEquals(new Host("a.example.", "a.example", true, null), Host.of("a.example."));
        assertEquals("_sip._tcp.x-1", Host.of("_sip._tcp.x-1").name());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "::1, ::1",
        "[::1], ::1",
        "[2001:db8::1], 2001:db8::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "fe80::1%1, fe80::1%1"
    })
    void addressesAreRead(String given, String literal) throws Exception {
        Host host = Host.of(given);

        assertEquals(InetAddress.ofLiteral(literal), host.address());
        assertNull(host.name());
    }

    @Test
    void aScopeStays() throws Exception {
        assertEquals("fe80:0:0:0:0:0:0:1%1", Host.of("[fe80::1%1]").address().getHostAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "2130706433",
                "017700000001",
                "127.0.0.01",
                "1.2.3.256",
                "1.2.3.4.5"
            })
    void whatOnlyLooksLikeAnAddressIsRefused(String given) {
        assertRefused(given, "'" + given + "' cannot be a host: an IPv4 address has four numbers");
    }

    @Test
    void whatCanBeNoHostIsRefusedAndSaysWhy() {
        assertRefused("", "its name is empty");
        assertRefused(".", "a part between its dots is empty");
        assertRefused("a..b", "a part between its dots is empty");
        assertRefused(".a", "a part between its dots is empty");
        assertRefused("a..", "a part between its dots is empty");
        assertRefused("a b", "it contains a space");
        assertRefused("a\0b", "'a?b' cannot be a host: it contains the character NUL");
        assertRefused("a\tb", "it contains a control character");
        assertRefused("http/x", "it contains '/'");
        assertRefused("http://x", "it is neither a name nor an IPv6 address");
        assertRefused("[127.0.0.1]", "it is neither a name nor an IPv6 address");
        assertRefused("fe80::1%nosuch0", "it is no IPv6 address with an interface");
        assertRefused("x".repeat(64) + ".example", "a part between dots has at most 63 characters");
        assertRefused("abcdefgh.".repeat(28) + "ab", "a name has at most 253 characters");
        assertRefused("\u00fc".repeat(60), "it is no internationalised name");
    }

    @Test
    void theLongestNamesPass() throws Exception {
        String label = "x".repeat(63);
        String longest = label + "." + label + "." + label + "." + "x".repeat(61);
        assertEquals(longest, Host.of(longest).name());
        assertEquals(longest, Host.of(longest + ".").name());
    }

    @Test
    void otherScriptsAreEncoded() throws Exception {
        assertEquals("xn--bcher-kva.example", Host.of("B\u00fccher.example").name());
    }

    @Test
    void namesOfThisMachineAndOfTheLinkAreKnown() throws Exception {
        assertTrue(Host.of("localhost").isLocalhost());
        assertTrue(Host.of("LOCALHOST.").isLocalhost());
        assertTrue(Host.of("a.b.localhost").isLocalhost());
        assertFalse(Host.of("notlocalhost").isLocalhost());
        assertFalse(Host.of("localhost.example").isLocalhost());

        assertTrue(Host.of("printer.local").isLinkLocal());
        assertFalse(Host.of("db.cluster.local").isLinkLocal());
        assertFalse(Host.of("local").isLinkLocal());
    }
}
