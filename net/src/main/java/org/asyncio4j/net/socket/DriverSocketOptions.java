package org.asyncio4j.net.socket;

import org.asyncio4j.net.engine.LoopSocket;

import java.io.IOException;
import java.net.SocketOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The options of a {@link DriverSocket}, which can be set before there is a socket of the system's.
 * Where a {@link LoopSocket} is asked for, null stands for none yet. Loop thread only.
 */
final class DriverSocketOptions {
    private final LoopSocketImpl impl;

    /** All that were set, for each socket that is made. */
    private final Map<SocketOption<?>, Object> wanted = new LinkedHashMap<>();

    /**
     * @param impl whose loop it is
     */
    DriverSocketOptions(LoopSocketImpl impl) {
        this.impl = impl;
    }

    void applyTo(LoopSocket socket) throws IOException {
        for (Map.Entry<SocketOption<?>, Object> option : wanted.entrySet()) {
            apply(socket, option.getKey(), option.getValue());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> void apply(LoopSocket socket, SocketOption<T> option, Object value)
            throws IOException {
        socket.setOption(option, (T) value);
    }

    /**
     * @throws UnsupportedOperationException if there is no such option
     */
    <T> void set(LoopSocket socket, SocketOption<T> option, T value) throws IOException {
        requireSupported(socket, option);
        if (socket != null) {
            socket.setOption(option, value);
        }
        wanted.put(option, value);
    }

    /**
     * @throws UnsupportedOperationException if there is no such option
     */
    <T> T get(LoopSocket socket, SocketOption<T> option) throws IOException {
        requireSupported(socket, option);
        if (socket == null && wanted.containsKey(option)) {
            return option.type().cast(wanted.get(option));
        }
        return ask(socket, any -> any.getOption(option));
    }

    private void requireSupported(LoopSocket socket, SocketOption<?> option) throws IOException {
        if (!supported(socket).contains(option)) {
            throw new UnsupportedOperationException(
                    "A socket of a loop has no option " + option.name() + ".");
        }
    }

    Set<SocketOption<?>> supported(LoopSocket socket) throws IOException {
        return ask(socket, LoopSocket::supportedOptions);
    }

    /** Asks the socket, or before there is one another that is as all are at first. */
    private <T> T ask(LoopSocket socket, LoopSocketImpl.Question<T> question) throws IOException {
        return socket == null ? impl.ofNewSocket(question) : question.ask(socket);
    }
}
