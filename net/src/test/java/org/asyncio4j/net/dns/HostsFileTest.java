package org.asyncio4j.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

class HostsFileTest {

    private final HostsFile hosts =
            HostsFile.parse(
                    List.of(
                            "# a comment",
                            "",
                            "127.0.0.1\tlocalhost",
                            "::1 localhost ip6-localhost",
                            "192.0.2.1  Db.Example db # the database",
                            "192.0.2.2 db",
                            "192.0.2.1 another",
                            "192.0.2.1 db",
                            "#192.0.2.3 gone",
                            "nonsense db",
                            "fe80::1%nosuch0 db",
                            "192.0.2.9"));

    private static List<InetAddress> addresses(String... literals) {
        return java.util.Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
    }

    @Test
    void aNameHasAllItsAddressesInTheOrderOfTheFile() {
        assertEquals(addresses("127.0.0.1", "::1"), hosts.addressesOf("localhost"));
        assertEquals(addresses("192.0.2.1", "192.0.2.2"), hosts.addressesOf("db"));
        assertEquals(addresses("192.0.2.1"), hosts.addressesOf("db.example"));
        assertEquals(addresses(), hosts.addressesOf("gone"));
        assertEquals(addresses(), hosts.addressesOf("the"));
    }

    @Test
    void anAddressHasItsFirstName() {
        assertEquals("Db.Example", hosts.nameOf(InetAddress.ofLiteral("192.0.2.1")));
        assertEquals("localhost", hosts.nameOf(InetAddress.ofLiteral("::1")));
        assertNull(hosts.nameOf(InetAddress.ofLiteral("192.0.2.9")));
    }
}
