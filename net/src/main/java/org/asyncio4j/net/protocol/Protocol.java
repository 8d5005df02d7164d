package org.asyncio4j.net.protocol;

/**
 * A protocol that gets what is received as arrays: {@code asyncio.Protocol}.
 *
 * <pre>{@code
 * class Echo implements Protocol {
 *     private Transport transport;
 *
 *     public void connectionMade(Transport transport) {
 *         this.transport = transport;
 *     }
 *
 *     public void dataReceived(byte[] data) {
 *         transport.write(data);
 *     }
 * }
 *
 * Server server = createServer(Echo::new, "127.0.0.1", 8888);
 * }</pre>
 */
public non-sealed interface Protocol extends StreamProtocol {
    /**
     * Bytes were received; in which portions says nothing about how the peer has sent them.
     *
     * @param data at least one byte; the array is the protocol's own
     */
    default void dataReceived(byte[] data) throws Exception {}
}
