package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.net.Net.createConnection;
import static org.asyncio4j.net.Net.startServer;

import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Promise;
import org.asyncio4j.net.protocol.Transport;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;

/** The other end of a protocol under test: a stream, in the test's hands. */
final class ProtocolPeer {
    /** More than the two sockets keep under way. */
    static final int MUCH = 1024 * 1024;

    final Transport transport;
    final Connection peer;

    /** What was reported to the loop's exception handler. */
    final List<ExceptionContext> reports = new ArrayList<>();

    /** A test with both ends. */
    interface Body<P> {
        void run(P protocol, ProtocolPeer link) throws Exception;
    }

    private ProtocolPeer(Transport transport, Connection peer) {
        this.transport = transport;
        this.peer = peer;
    }

    static <P extends CallbackTrail> void test(String engine, P protocol, Body<P> body)
            throws Exception {
        test(engine, protocol, ConnectOptions.DEFAULT, ServerOptions.DEFAULT, body);
    }

    /** Connects the protocol to a stream; at the end both are closed. */
    static <P extends CallbackTrail> void test(
            String engine, P protocol, ConnectOptions options, ServerOptions server, Body<P> body)
            throws Exception {
        OnEngines.Loop.run(
                engine,
                () -> {
                    List<ExceptionContext> reports = new ArrayList<>();
                    getRunningLoop().setExceptionHandler((_, context) -> reports.add(context));
                    Promise<Connection> accepted = getRunningLoop().createFuture();
                    Promise<Void> over = getRunningLoop().createFuture();
                    Server listening =
                            startServer(
                                    connection -> {
                                        accepted.setResult(connection);
                                        over.await();
                                    },
                                    "127.0.0.1",
                                    0,
                                    server);
                    try (listening) {
                        Transport transport =
                                createConnection(
                                                protocol::protocol,
                                                "127.0.0.1",
                                                listening.port(),
                                                options)
                                        .transport();
                        ProtocolPeer link = new ProtocolPeer(transport, accepted.await());
                        link.reports.addAll(reports);
                        getRunningLoop()
                                .setExceptionHandler((_, context) -> link.reports.add(context));
                        body.run(protocol, link);
                        transport.abort();
                        link.peer.abort();
                    } finally {
                        over.setResult(null);
                    }
                });
    }

    /** Writes until something is kept back by the socket, with the peer not reading. */
    byte[] fill() throws IOException {
        transport.setOption(StandardSocketOptions.SO_SNDBUF, 16 * 1024);
        peer.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
        byte[] block = new byte[MUCH];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i % 251);
        }
        transport.write(block);
        if (transport.getWriteBufferSize() == 0) {
            throw new AssertionError("The system has taken " + MUCH + " bytes at once.");
        }
        return block;
    }
}
