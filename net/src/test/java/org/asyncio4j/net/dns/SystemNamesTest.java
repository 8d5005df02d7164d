package org.asyncio4j.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.List;

class SystemNamesTest {
    private static final List<InetSocketAddress> SERVERS =
            List.of(new InetSocketAddress("192.0.2.53", 53));

    @AfterEach
    void resetProperties() {
        System.clearProperty("asyncio4j.dns");
        System.clearProperty("jdk.net.hosts.file");
    }

    @Test
    void thisMachinesFilesAreReadOnce() {
        SystemNames.replaceBy(null);
        NameServerLoop.run(
                null,
                () -> {
                    SystemNames names = SystemNames.current();
                    assertNotNull(names.resolvConf());
                    assertNotNull(names.hosts());
                    assertSame(names, SystemNames.current());
                });
        SystemNames.replaceBy(null);
    }

    @Test
    void whatOnlyTheSystemKnowsIsLeftToIt() throws Exception {
        SystemNames names = NameServerLoop.machine(SERVERS);

        assertFalse(names.isForSystem());
        assertFalse(names.isForSystem(Host.of("www.example")));
        assertTrue(names.isForSystem(Host.of("me")), "this machine's own name");
        assertTrue(names.isForSystem(Host.of("printer.local")));
    }

    @Test
    void withoutNameServersTheSystemIsAsked() throws Exception {
        SystemNames names = NameServerLoop.machine(List.of());

        assertTrue(names.isForSystem());
        assertTrue(names.isForSystem(Host.of("www.example")));
    }

    @Test
    void thePropertyDecides() {
        SystemNames names = NameServerLoop.machine(SERVERS);

        System.setProperty("asyncio4j.dns", "jdk");
        assertTrue(names.isForSystem());
        System.setProperty("asyncio4j.dns", "loop");
        assertFalse(names.isForSystem());
        System.setProperty("asyncio4j.dns", "netty");
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, names::isForSystem);
        assertEquals(
                "There is no resolver 'netty' for -Dasyncio4j.dns. Use one of loop and jdk.",
                e.getMessage());
    }

    @Test
    void theJdksOwnHostsFileIsRespected() {
        System.setProperty("jdk.net.hosts.file", "/nowhere");
        assertTrue(SystemNames.isSystemWanted());
        System.setProperty("asyncio4j.dns", "loop");
        assertFalse(SystemNames.isSystemWanted());
    }
}
