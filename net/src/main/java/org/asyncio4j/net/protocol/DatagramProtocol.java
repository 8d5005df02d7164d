package org.asyncio4j.net.protocol;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * A protocol of datagrams: {@code asyncio.DatagramProtocol}. Each callback begins when the one
 * before has returned. What they throw is reported, and the endpoint works on.
 */
public interface DatagramProtocol extends BaseProtocol {
    /**
     * The endpoint is there. Called first, and before {@code createDatagramEndpoint} returns.
     *
     * @param transport to send with
     */
    default void connectionMade(DatagramTransport transport) throws Exception {}

    /**
     * A datagram was received.
     *
     * @param data may be empty; the array is the protocol's own
     * @param sender who has sent it
     */
    default void datagramReceived(byte[] data, SocketAddress sender) throws Exception {}

    /**
     * A send or receive has failed, as when nobody listens at the peer's port. The endpoint works
     * on. Not called inside {@code sendTo}, as asyncio may do.
     */
    default void errorReceived(IOException exception) throws Exception {}
}
