package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Timeout;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The system ends a receive before urgent data, though more has come. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UrgentDataTest {

    @OnEngines
    void whatFollowsUrgentDataIsReadToo(String engine) throws Exception {
        run(
                engine,
                () -> {
                    List<String> read = new ArrayList<>();
                    try (Server server =
                            startServer(
                                    connection -> {
                                        read.add(connection.readLine());
                                        read.add(connection.readLine());
                                        connection.write("done\n");
                                    },
                                    "127.0.0.1",
                                    0)) {
                        int port = server.port();
                        timeout(
                                seconds(5),
                                () -> {
                                    toThread(() -> sendUrgently(port));
                                });
                    }
                    assertEquals(List.of("abcdef", "ghi"), read);
                });
    }

    /** A plain socket in a thread. */
    private static void sendUrgently(int port) throws Exception {
        try (Socket peer = new Socket("127.0.0.1", port)) {
            peer.setTcpNoDelay(true);
            peer.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
            peer.sendUrgentData('!');
            peer.getOutputStream().write("def\n".getBytes(StandardCharsets.US_ASCII));
            peer.getOutputStream().write("ghi\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals('d', peer.getInputStream().read());
        }
    }
}
