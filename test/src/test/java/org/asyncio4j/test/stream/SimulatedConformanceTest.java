package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.minutes;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.test.stream.Suites.container;

import org.asyncio4j.Promise;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueShutDownException;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.network.SimulatedHost;
import org.asyncio4j.test.network.SimulatedNetwork;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

/** What streams and listeners promise, on a simulated network. */
@Timeout(60)
class SimulatedConformanceTest {
    private static final int PORT = 80;

    private static final ConformanceOptions OPTIONS =
            ConformanceOptions.DEFAULT.withRounds(5).withPatience(minutes(10));

    private static StreamPair pair() throws Exception {
        SimulatedNetwork network = new SimulatedNetwork(new Seed(1));
        SimulatedHost client = network.host("client");
        SimulatedHost host = network.host("server");
        Promise<Connection> accepted = createFuture();
        Server server =
                host.run(() ->
                        startServer(
                                connection -> {
                                    accepted.setResult(connection);
                                    connection.waitClosed();
                                },
                                "0.0.0.0",
                                PORT));
        Connection connection = client.run(() -> openConnection("server", PORT));
        return new StreamPair(connection, accepted.await(), server::close);
    }

    @TestFactory
    DynamicContainer connections() {
        return container(
                "connections", StreamConformance.ofPair(SimulatedConformanceTest::pair, OPTIONS));
    }

    private static final class Listener implements TestedListener {
        private final SimulatedNetwork network = new SimulatedNetwork(new Seed(1));
        private final SimulatedHost client = network.host("client");
        private final Queue<Connection> accepted = new Queue<>();
        private final Server server;

        Listener() throws IOException {
            server =
                    network.host("server")
                            .run(() ->
                                    startServer(
                                            connection -> {
                                                accepted.put(connection);
                                                connection.waitClosed();
                                            },
                                            "0.0.0.0",
                                            PORT));
        }

        @Override
        public Connection accept() throws IOException {
            try {
                return accepted.get();
            } catch (QueueShutDownException e) {
                throw new IOException(e);
            }
        }

        @Override
        public Connection connect() throws IOException {
            return client.run(() -> openConnection("server", PORT));
        }

        @Override
        public void close() {
            server.close();
            accepted.shutdown();
        }
    }

    @TestFactory
    DynamicContainer servers() {
        return container("servers", ListenerConformance.of(Listener::new, OPTIONS));
    }
}
