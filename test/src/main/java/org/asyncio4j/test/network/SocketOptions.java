package org.asyncio4j.test.network;

import jdk.net.ExtendedSocketOptions;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The options of a socket: all can be set, some have an effect. */
final class SocketOptions {
    private final Map<SocketOption<?>, Object> values = new HashMap<>();

    private SocketOptions(Map<SocketOption<?>, Object> defaults) {
        values.putAll(defaults);
    }

    private static final Map<SocketOption<?>, Object> STREAM =
            Map.ofEntries(
                    Map.entry(StandardSocketOptions.TCP_NODELAY, false),
                    Map.entry(StandardSocketOptions.SO_KEEPALIVE, false),
                    Map.entry(StandardSocketOptions.SO_RCVBUF, SimulatedSocket.BUFFER),
                    Map.entry(StandardSocketOptions.SO_SNDBUF, SimulatedSocket.BUFFER),
                    Map.entry(StandardSocketOptions.SO_LINGER, -1),
                    Map.entry(StandardSocketOptions.SO_REUSEADDR, false),
                    Map.entry(StandardSocketOptions.SO_REUSEPORT, false),
                    Map.entry(StandardSocketOptions.IP_TOS, 0),
                    Map.entry(ExtendedSocketOptions.TCP_KEEPIDLE, 7200),
                    Map.entry(ExtendedSocketOptions.TCP_KEEPINTERVAL, 75),
                    Map.entry(ExtendedSocketOptions.TCP_KEEPCOUNT, 9),
                    Map.entry(ExtendedSocketOptions.TCP_QUICKACK, true));

    private static final Map<SocketOption<?>, Object> DATAGRAM =
            Map.of(
                    StandardSocketOptions.SO_RCVBUF,
                    SimulatedDatagrams.BUFFER,
                    StandardSocketOptions.SO_SNDBUF,
                    SimulatedDatagrams.BUFFER,
                    StandardSocketOptions.SO_REUSEADDR,
                    false,
                    StandardSocketOptions.SO_REUSEPORT,
                    false,
                    StandardSocketOptions.SO_BROADCAST,
                    false,
                    StandardSocketOptions.IP_TOS,
                    0,
                    StandardSocketOptions.IP_MULTICAST_TTL,
                    1,
                    StandardSocketOptions.IP_MULTICAST_LOOP,
                    true);

    static SocketOptions ofStream() {
        return new SocketOptions(STREAM);
    }

    static SocketOptions ofDatagrams() {
        return new SocketOptions(DATAGRAM);
    }

    void set(SocketOption<?> option, Object value) {
        requireSupported(option);
        values.put(option, option.type().cast(value));
    }

    <T> T get(SocketOption<T> option) {
        requireSupported(option);
        return option.type().cast(values.get(option));
    }

    Set<SocketOption<?>> supported() {
        return Set.copyOf(values.keySet());
    }

    private void requireSupported(SocketOption<?> option) {
        if (!values.containsKey(option)) {
            throw new UnsupportedOperationException(
                    "A socket of a simulated network has no option " + option.name() + ".");
        }
    }

    boolean is(SocketOption<Boolean> option) {
        return get(option);
    }

    int sendRoom() {
        return get(StandardSocketOptions.SO_SNDBUF);
    }

    int receiveRoom() {
        return get(StandardSocketOptions.SO_RCVBUF);
    }

    boolean resetsOnClose() {
        return get(StandardSocketOptions.SO_LINGER) == 0;
    }
}
