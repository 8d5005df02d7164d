package org.asyncio4j.net.socket;

import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.Map;

/** The options that {@code java.net} knows by number, and by what name it knows them otherwise. */
final class ClassicOptions {
    /** What {@code StandardSocketOptions.SO_LINGER} takes for "off". */
    static final int NO_LINGER = -1;

    private static final Map<Integer, SocketOption<?>> BY_NUMBER =
            Map.of(
                    SocketOptions.TCP_NODELAY, StandardSocketOptions.TCP_NODELAY,
                    SocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_KEEPALIVE,
                    SocketOptions.SO_LINGER, StandardSocketOptions.SO_LINGER,
                    SocketOptions.SO_RCVBUF, StandardSocketOptions.SO_RCVBUF,
                    SocketOptions.SO_SNDBUF, StandardSocketOptions.SO_SNDBUF,
                    SocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEADDR,
                    SocketOptions.SO_REUSEPORT, StandardSocketOptions.SO_REUSEPORT,
                    SocketOptions.IP_TOS, StandardSocketOptions.IP_TOS);

    private ClassicOptions() {}

    /**
     * The option with such a number.
     *
     * @throws SocketException if a socket of a loop has none
     */
    @SuppressWarnings("unchecked")
    static SocketOption<Object> require(int number) throws SocketException {
        SocketOption<?> option = BY_NUMBER.get(number);
        if (option == null) {
            throw new SocketException("A socket of a loop has no option number " + number + ".");
        }
        return (SocketOption<Object>) option;
    }

    /** What the classic methods may throw. */
    static SocketException asSocketException(Exception exception) {
        if (exception instanceof SocketException known) {
            return known;
        }
        SocketException result = new SocketException(exception.getMessage());
        result.initCause(exception);
        return result;
    }
}
