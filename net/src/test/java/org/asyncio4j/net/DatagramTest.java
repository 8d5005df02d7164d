package org.asyncio4j.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.unix.DomainSocketAddress;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

class DatagramTest {

    private static final SocketAddress SENDER = new InetSocketAddress("127.0.0.1", 5);

    @Test
    void equalsByItsBytesAndSender() {
        Datagram datagram = new Datagram(new byte[] {1, 2}, SENDER);

        assertEquals(new Datagram(new byte[] {1, 2}, SENDER), datagram);
        assertEquals(new Datagram(new byte[] {1, 2}, SENDER).hashCode(), datagram.hashCode());
        assertNotEquals(new Datagram(new byte[] {1, 3}, SENDER), datagram);
        assertNotEquals(
                new Datagram(new byte[] {1, 2}, new InetSocketAddress("127.0.0.1", 6)), datagram);
    }

    @Test
    void isTextInUtf8() {
        assertEquals("ß", new Datagram(new byte[] {(byte) 0xc3, (byte) 0x9f}, SENDER).text());
    }

    @Test
    void saysHowLongItIsAndWhoseNotWhatIsInIt() {
        assertEquals(
                "datagram of 2 bytes from 127.0.0.1:5",
                new Datagram(new byte[2], SENDER).toString());
        assertEquals(
                "datagram of 0 bytes from an unnamed Unix socket",
                new Datagram(new byte[0], new DomainSocketAddress("")).toString());
    }

    @Test
    void needsBoth() {
        assertThrows(NullPointerException.class, () -> new Datagram(null, SENDER));
        assertThrows(NullPointerException.class, () -> new Datagram(new byte[0], null));
    }
}
