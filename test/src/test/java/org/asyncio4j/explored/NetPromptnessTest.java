package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.Net.getAddrInfo;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;

import org.asyncio4j.Action;
import org.asyncio4j.explored.Promptness.Stage;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.Server;
import org.asyncio4j.sync.Event;
import org.asyncio4j.test.SimulationOptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;

/** As {@link PromptnessTest}, for waits of the network. */
@Timeout(60)
class NetPromptnessTest {
    /** Both ends of a connection. */
    private record Pair(Connection client, Connection server) {
        /** Makes one, which is closed after the test. */
        static Pair open(Stage stage) throws IOException {
            stage.withTime();
            AtomicReference<Connection> accepted = new AtomicReference<>();
            Event end = new Event();
            Event begin = new Event();
            Server server =
                    startServer(
                            connection -> {
                                accepted.set(connection);
                                begin.set();
                                end.await();
                            },
                            "test",
                            0);
            Connection client = openConnection("test", server.port());
            begin.await();
            stage.clearing =
                    () -> {
                        client.abort();
                        accepted.get().abort();
                        end.set();
                        server.close();
                        server.waitClosed();
                    };
            return new Pair(client, accepted.get());
        }
    }

    private enum Wait implements Promptness.Wait {
        READ {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                Pair pair = Pair.open(stage);
                stage.poke = () -> pair.server.write("a");
                return stage.forEver(() -> pair.client.read(10));
            }
        },
        READ_EXACTLY {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                Pair pair = Pair.open(stage);
                stage.poke = () -> pair.server.write("a");
                return () -> pair.client.readExactly(1_000);
            }
        },
        WRITE {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                Pair pair = Pair.open(stage);
                stage.poke = () -> pair.server.read(100_000);
                return stage.forEver(() -> pair.client.write(new byte[1_000_000]));
            }
        },
        DRAIN {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                Pair pair = Pair.open(stage);
                pair.client.setWriteBufferLimits(100, 0);
                stage.poke = () -> pair.server.read(10_000);
                return stage.forEver(() -> {
                    pair.client.write(new byte[50_000]);
                    pair.client.drain();
                });
            }
        },
        FLUSH {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                Pair pair = Pair.open(stage);
                stage.poke = () -> pair.server.read(10_000);
                return stage.forEver(() -> {
                    pair.client.write(new byte[50_000]);
                    pair.client.flush();
                });
            }
        },
        WAIT_CLOSED {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                Pair pair = Pair.open(stage);
                stage.poke = () -> pair.server.write("a");
                return pair.client::waitClosed;
            }
        },
        CONNECT_IN_VAIN {
            @Override
            public Action<Exception> on(Stage stage) {
                stage.withTime();
                stage.network().isolate(stage.network().host("far"));
                return stage.forEver(() -> openConnection("far", 80).close());
            }
        },
        CONNECT_AGAIN_AND_AGAIN {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                stage.withTime();
                Server server = startServer(connection -> connection.read(1), "test", 0);
                stage.clearing =
                        () -> {
                            server.close();
                            server.waitClosed();
                        };
                return stage.forEver(() -> {
                    try (Connection connection = openConnection("test", server.port())) {
                        connection.write("a");
                    }
                });
            }
        },
        SERVE {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                stage.withTime();
                Server server = startServer(connection -> connection.read(1), "test", 0);
                stage.poke =
                        () -> {
                            try (Connection connection = openConnection("test", server.port())) {
                                connection.write("a");
                            }
                        };
                stage.clearing =
                        () -> {
                            server.close();
                            server.waitClosed();
                        };
                return server::serveForever;
            }
        },
        SERVER_WAIT_CLOSED {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                stage.withTime();
                Server server = startServer(connection -> connection.read(1), "test", 0);
                stage.clearing =
                        () -> {
                            server.close();
                            server.waitClosed();
                        };
                return server::waitClosed;
            }
        },
        DATAGRAM_RECEIVE {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                DatagramEndpoint here = createDatagramEndpoint(new InetSocketAddress("test", 0));
                stage.poke = () -> here.send("a", here.sockName());
                stage.clearing = here::abort;
                return stage.forEver(here::receive);
            }
        },
        DATAGRAM_SEND {
            @Override
            public Action<Exception> on(Stage stage) throws IOException {
                DatagramEndpoint here = createDatagramEndpoint(new InetSocketAddress("test", 0));
                stage.clearing = here::abort;
                return stage.forEver(() -> here.send("a", here.sockName()));
            }
        },
        LOOK_UP {
            @Override
            public Action<Exception> on(Stage stage) {
                stage.withTime();
                stage.network().host("far");
                stage.network().lookupTime(millis(2));
                return stage.forEver(() -> getAddrInfo("far"));
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledScopeIsLeftAtOnce(Wait wait) {
        Promptness.explore(200, SimulationOptions.DEFAULT.withSimulatedNetwork(true), wait);
    }
}
