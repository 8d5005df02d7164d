package org.asyncio4j.bench.drivers;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.LoopSocketFactory;
import org.asyncio4j.net.Server;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Jedis over the loop's sockets, against a server on the same loop that knows a few commands. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JedisTest {

    /** Strings by their keys, in Redis's protocol. */
    private static final class Store {
        private final Map<String, String> values = new HashMap<>();

        /** Set when somebody waits for an echo. */
        private final Event echoes = new Event();

        void serve(Connection client) throws IOException {
            try {
                serveUntilTheEnd(client);
            } catch (SocketException gone) {
                // The client has not waited for its answer.
            }
        }

        private void serveUntilTheEnd(Connection client) throws IOException {
            while (!client.atEof()) {
                List<String> command = new ArrayList<>();
                for (int left = number(client.readLine()); left > 0; left--) {
                    client.readLine(); // The length, which such short strings do not need.
                    command.add(client.readLine());
                }
                if (!command.isEmpty()) {
                    client.write(answer(command) + "\r\n");
                }
            }
        }

        private static int number(String line) {
            return line == null || line.isEmpty() ? 0 : Integer.parseInt(line.strip().substring(1));
        }

        private String answer(List<String> command) {
            return switch (command.getFirst().toUpperCase(Locale.ROOT)) {
                case "PING" -> "+PONG";
                case "SET" -> {
                    values.put(command.get(1).strip(), command.get(2).strip());
                    yield "+OK";
                }
                case "GET" -> bulk(values.get(command.get(1).strip()));
                case "ECHO" -> {
                    echoes.set();
                    sleep(millis(20));
                    yield bulk(command.get(1).strip());
                }
                default -> "-ERR unknown command";
            };
        }

        private static String bulk(String value) {
            return value == null ? "$-1" : "$" + value.length() + "\r\n" + value;
        }
    }

    private static Jedis connect(LoopSocketFactory sockets, Server server) {
        JedisSocketFactory factory =
                () -> {
                    try {
                        return sockets.createSocket("127.0.0.1", server.port());
                    } catch (IOException e) {
                        throw new JedisConnectionException(e);
                    }
                };
        return new Jedis(factory, DefaultJedisClientConfig.builder().build());
    }

    private static Server start(Store store) throws IOException {
        return startServer(store::serve, "127.0.0.1", 0);
    }

    @Test
    void clientsAndServerShareALoop() throws IOException {
        run(() -> {
            Store store = new Store();
            try (Server server = start(store);
                    Jedis one = connect(new LoopSocketFactory(), server);
                    Jedis two = connect(new LoopSocketFactory(), server)) {
                assertEquals("PONG", one.ping());
                assertEquals("OK", one.set("key", "value"));
                assertEquals("value", two.get("key"));
                gather(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                one.set("a", "a" + i);
                                assertEquals("a" + i, one.get("a"));
                            }
                        },
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                two.set("b", "b" + i);
                                assertEquals("b" + i, two.get("b"));
                            }
                        });
            }
        });
    }

    /** The socket has closed itself, and the driver connects again. */
    @Test
    void aConnectionInsideWhichATaskWasCancelledIsReplaced() throws IOException {
        run(() -> {
            Store store = new Store();
            try (Server server = start(store);
                    Jedis client = connect(new LoopSocketFactory(), server)) {
                cancelInEcho(client, store);
                assertEquals("mine", client.echo("mine"));
            }
        });
    }

    /** The driver takes what it does not know for the connection's end, as it should. */
    @Test
    void onASocketThatStaysOpenACancellationEndsTheConnection() throws IOException {
        run(() -> {
            Store store = new Store();
            try (Server server = start(store);
                    Jedis client = connect(new LoopSocketFactory().keepingOnCancel(), server)) {
                cancelInEcho(client, store);
                assertThrows(JedisConnectionException.class, () -> client.echo("mine"));
            }
        });
    }

    private static void cancelInEcho(Jedis client, Store store) {
        Task<String> echo = createTask(() -> client.echo("secret"));
        store.echoes.await();
        echo.cancel();
        assertThrows(CancelledError.class, echo::await);
    }
}
