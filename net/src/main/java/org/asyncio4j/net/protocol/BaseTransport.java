package org.asyncio4j.net.protocol;

import java.io.IOException;
import java.net.SocketOption;

/**
 * What all transports can: {@code asyncio.BaseTransport}. They belong to one loop, and none of
 * their methods gives way.
 */
public interface BaseTransport {
    /**
     * Tells something about the connection: {@code peername} and {@code sockname} are {@link
     * java.net.SocketAddress}es, known also after the end. In TLS also: {@code tls}, all that was
     * agreed on; {@code cipher}, its name; {@code peercert}, the peer's certificate.
     *
     * @return null if it is not known
     */
    Object getExtraInfo(String name);

    /** {@link #getExtraInfo(String)}, or another value where that is not known. */
    default Object getExtraInfo(String name, Object otherwise) {
        Object value = getExtraInfo(name);
        return value != null ? value : otherwise;
    }

    /** Whether the transport is closed, or about to be. */
    boolean isClosing();

    /**
     * Closes the transport when what was written has gone out, which goes on in the background. No
     * data is received from now on. Then {@link BaseProtocol#connectionLost} is called with null. A
     * second call does nothing.
     */
    void close();

    /**
     * Closes the transport at once; what was written and is not out is dropped. Then {@link
     * BaseProtocol#connectionLost} is called with null.
     */
    void abort();

    /**
     * Sets an option of the socket, as {@link java.net.StandardSocketOptions#SO_SNDBUF}.
     *
     * @throws UnsupportedOperationException if the socket has no such option
     * @throws IOException if the system refuses, or the transport is closed
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /** Reads an option of the socket. */
    <T> T getOption(SocketOption<T> option) throws IOException;
}
