package org.asyncio4j.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;

class DatagramOptionsTest {

    @Test
    void eachCanBeSetAndLeavesTheOthers() {
        SocketAddress local = new InetSocketAddress("127.0.0.1", 1);
        SocketAddress remote = new InetSocketAddress("127.0.0.1", 2);

        DatagramOptions options =
                DatagramOptions.DEFAULT
                        .withLocalAddress(local)
                        .withRemoteAddress(remote)
                        .withFamily(StandardProtocolFamily.INET)
                        .withReusePort(true)
                        .withAllowBroadcast(true)
                        .withReceiveBufferSize(3)
                        .withSendBufferSize(4)
                        .withMaxSize(5);

        assertEquals(
                new DatagramOptions(
                        local, remote, StandardProtocolFamily.INET, true, true, 3, 4, 5),
                options);
    }

    @Test
    void hostsByNameAreLookedUpLater() {
        DatagramOptions options =
                DatagramOptions.DEFAULT.withLocalAddress("here", 1).withRemoteAddress("there", 2);

        assertEquals(InetSocketAddress.createUnresolved("here", 1), options.localAddress());
        assertEquals(InetSocketAddress.createUnresolved("there", 2), options.remoteAddress());
    }

    @Test
    void badValuesAreRefused() {
        DatagramOptions options = DatagramOptions.DEFAULT;
        ProtocolFamily family = () -> "SMOKE";

        assertThrows(IllegalArgumentException.class, () -> options.withReceiveBufferSize(-1));
        assertThrows(IllegalArgumentException.class, () -> options.withSendBufferSize(-1));
        assertThrows(IllegalArgumentException.class, () -> options.withMaxSize(0));
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> options.withFamily(family));
        assertTrue(refusal.getMessage().contains("INET, INET6 or UNIX"));
    }
}
