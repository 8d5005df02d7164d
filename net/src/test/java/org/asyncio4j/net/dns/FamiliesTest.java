package org.asyncio4j.net.dns;

import static org.asyncio4j.net.dns.Families.IPV4;
import static org.asyncio4j.net.dns.Families.IPV4_FIRST;
import static org.asyncio4j.net.dns.Families.IPV6;
import static org.asyncio4j.net.dns.Families.IPV6_FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.util.Arrays;
import java.util.List;

class FamiliesTest {

    private static List<InetAddress> addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
    }

    @Test
    void theOtherFamilyIsLeftOutOrComesLast() {
        List<InetAddress> mixed = addresses("2001:db8::2", "192.0.2.2", "2001:db8::1", "192.0.2.1");

        assertEquals(addresses("192.0.2.2", "192.0.2.1"), IPV4.select(mixed));
        assertEquals(addresses("2001:db8::2", "2001:db8::1"), IPV6.select(mixed));
        assertEquals(
                addresses("192.0.2.2", "192.0.2.1", "2001:db8::2", "2001:db8::1"),
                IPV4_FIRST.select(mixed));
        assertEquals(
                addresses("2001:db8::2", "2001:db8::1", "192.0.2.2", "192.0.2.1"),
                IPV6_FIRST.select(mixed));
    }

    @Test
    void whatTheJdkAsksForIsUnderstood() {
        int both = LookupPolicy.IPV4 | LookupPolicy.IPV6;

        assertEquals(IPV4, Families.of(LookupPolicy.of(LookupPolicy.IPV4)));
        assertEquals(IPV6, Families.of(LookupPolicy.of(LookupPolicy.IPV6)));
        assertEquals(IPV4_FIRST, Families.of(LookupPolicy.of(both | LookupPolicy.IPV4_FIRST)));
        assertEquals(IPV6_FIRST, Families.of(LookupPolicy.of(both | LookupPolicy.IPV6_FIRST)));
        assertEquals(2, Families.of(LookupPolicy.of(both)).types().size());
        for (Families families : Families.values()) {
            assertEquals(families, Families.of(families.policy()));
        }
    }

    @Test
    void theOrderIsTheJdks() throws Exception {
        // Whatever this machine prefers, the JDK and this class agree for a name that both know.
        InetAddress[] jdks = InetAddress.getAllByName("localhost");

        assertEquals(Arrays.asList(jdks), Families.ofThisMachine().select(Arrays.asList(jdks)));
        assertTrue(jdks.length > 0);
    }
}
