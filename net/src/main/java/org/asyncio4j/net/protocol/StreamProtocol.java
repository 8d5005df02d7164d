package org.asyncio4j.net.protocol;

/**
 * A protocol over a stream of bytes, in one of its two kinds: {@link Protocol} gets arrays, {@link
 * BufferedProtocol} lends its buffer.
 *
 * <pre>
 *   connectionMade, data*, eofReceived?, connectionLost
 * </pre>
 *
 * <p>Each begins when the one before has returned. What one of them throws ends the connection.
 */
public sealed interface StreamProtocol extends BaseProtocol permits Protocol, BufferedProtocol {
    /**
     * The connection is made. Called first, and before {@code createConnection} returns.
     *
     * @param transport of the connection; the protocol keeps it to write
     */
    default void connectionMade(Transport transport) throws Exception {}

    /**
     * The peer has ended its side.
     *
     * @return false to have the transport close itself; true to keep this side open for writing,
     *     which has no effect in TLS
     */
    default boolean eofReceived() throws Exception {
        return false;
    }
}
