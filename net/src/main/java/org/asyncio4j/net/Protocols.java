package org.asyncio4j.net;

import org.asyncio4j.Coroutine;
import org.asyncio4j.net.protocol.DatagramProtocol;
import org.asyncio4j.net.protocol.DatagramTransport;
import org.asyncio4j.net.protocol.StreamProtocol;
import org.asyncio4j.net.protocol.Transport;
import org.asyncio4j.net.protocol.TransportAndProtocol;

import java.io.IOException;
import java.util.function.Supplier;

/** Ties protocols to connections. */
final class Protocols {
    private Protocols() {}

    static <P extends StreamProtocol> TransportAndProtocol<Transport, P> connect(
            Supplier<? extends P> factory, Coroutine<Connection, IOException> connecting)
            throws IOException {
        Connection connection = connecting.run();
        P protocol;
        ProtocolDriver driver;
        try {
            protocol = factory.get();
            driver = new ProtocolDriver(connection, protocol);
        } catch (Throwable e) {
            connection.abort();
            throw e;
        }
        Transport transport = driver.transport();
        driver.start();
        driver.awaitMade();
        return new TransportAndProtocol<>(transport, protocol);
    }

    static <P extends DatagramProtocol> TransportAndProtocol<DatagramTransport, P> open(
            Supplier<? extends P> factory, DatagramOptions options) throws IOException {
        DatagramEndpoint endpoint = DatagramOpening.open(options);
        P protocol;
        DatagramDriver driver;
        try {
            protocol = factory.get();
            driver = new DatagramDriver(endpoint, protocol);
        } catch (Throwable e) {
            endpoint.close();
            throw e;
        }
        driver.start();
        driver.awaitMade();
        return new TransportAndProtocol<>(driver, protocol);
    }

    /** Serves each client by a protocol of its own. */
    static ConnectionHandler handler(Supplier<? extends StreamProtocol> factory) {
        return connection -> new ProtocolDriver(connection, factory.get()).run();
    }

    static Transport startTls(Transport transport, StreamProtocol protocol, TlsOptions options)
            throws IOException {
        if (transport instanceof ConnectionTransport known) {
            return known.driver().startTls(known, protocol, options);
        }
        throw new IllegalArgumentException(
                "Only transports that createConnection, createServer or one of their like have"
                        + " made can start TLS, and this was "
                        + transport
                        + ".");
    }
}
