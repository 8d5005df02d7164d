package org.asyncio4j.test.network;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.net.Datagram;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.DatagramOptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/** {@link FidelityTest} of datagrams. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FidelityDatagramTest {
    private static byte[] data(int size) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        return data;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static DatagramEndpoint endpoint(Where.Spot spot) throws Exception {
        return spot.there(() ->
                createDatagramEndpoint(
                        new InetSocketAddress(spot.peer() == null ? "127.0.0.1" : "0.0.0.0", 0)));
    }

    @ParameterizedTest
    @EnumSource
    void datagramsAreAnswered(Where where) throws Exception {
        where.run(spot -> {
            try (DatagramEndpoint there = endpoint(spot);
                    DatagramEndpoint here =
                            createDatagramEndpoint(
                                    DatagramOptions.DEFAULT.withRemoteAddress(
                                            spot.host(), there.port()))) {
                here.send("one");
                here.send("");
                here.send(data(60_000));
                Datagram first = there.receive();
                assertEquals("one", text(first.data()));
                assertEquals(here.sockName(), first.sender());
                assertEquals(0, there.receive().data().length);
                assertArrayEquals(data(60_000), there.receive().data());
                there.send("back", first.sender());
                assertEquals("back", text(here.receive().data()));
                assertNull(here.tryReceive());
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aDatagramThatNobodyReceivesComesBack(Where where) throws Exception {
        where.run(spot -> {
            DatagramEndpoint gone = endpoint(spot);
            int port = gone.port();
            gone.close();
            try (DatagramEndpoint here =
                    createDatagramEndpoint(
                            DatagramOptions.DEFAULT.withRemoteAddress(spot.host(), port))) {
                here.send("hello?");
                PortUnreachableException error =
                        assertThrows(PortUnreachableException.class, () -> here.receive());
                assertTrue(
                        spot.plain(error).startsWith("Nobody receives at ADDRESS"),
                        error::getMessage);
                assertThrows(
                        TimeoutException.class, () -> timeout(millis(5), () -> here.receive()));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aDatagramCanBeTooLong(Where where) throws Exception {
        where.run(spot -> {
            try (DatagramEndpoint there = endpoint(spot);
                    DatagramEndpoint here =
                            createDatagramEndpoint(
                                    DatagramOptions.DEFAULT.withRemoteAddress(
                                            spot.host(), there.port()))) {
                SocketException error =
                        assertThrows(SocketException.class, () -> here.send(new byte[65_508]));
                assertEquals(
                        "Cannot send a datagram of 65508 bytes to ADDRESS: Message too long."
                                + " UDP takes 65507 bytes at most.",
                        spot.plain(error));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aPortOfDatagramsIsTakenOnce(Where where) throws Exception {
        where.run(spot -> {
            try (DatagramEndpoint there = endpoint(spot)) {
                BindException error =
                        assertThrows(
                                BindException.class,
                                () ->
                                        spot.there(() ->
                                                createDatagramEndpoint(
                                                        new InetSocketAddress(
                                                                "127.0.0.1", there.port()))));
                assertEquals("Cannot listen on ADDRESS: Address already in use", spot.plain(error));
            }
        });
    }
}
