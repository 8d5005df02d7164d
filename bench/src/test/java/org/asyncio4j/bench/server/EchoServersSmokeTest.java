package org.asyncio4j.bench.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.asyncio4j.bench.table.net.RunningServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Starts every echo server of the JVM as the harness does, and sends it a few messages. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EchoServersSmokeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Asyncio4jEcho buffer",
                "Asyncio4jEcho bytes",
                "Asyncio4jEcho netty",
                "NettyEcho",
                "SelectorEcho",
                "VirtualThreadEcho",
                "VertxEcho"
            })
    void sendsBackWhatItGets(String program) throws IOException, InterruptedException {
        try (RunningServer server = RunningServer.start(port -> command(program, port), Map.of());
                Socket first = connect(server);
                Socket second = connect(server)) {
            for (int size : List.of(1, 1_024, 100_000, 10)) {
                echo(first, size);
                echo(second, size);
            }
        }
    }

    private static List<String> command(String program, int port) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path")));
        command.addAll(List.of(("org.asyncio4j.bench.server." + program).split(" ")));
        command.addAll(List.of(Integer.toString(port), "65536", "1"));
        return command;
    }

    private static Socket connect(RunningServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private static void echo(Socket socket, int size) throws IOException {
        byte[] message = new byte[size];
        new Random(size).nextBytes(message);
        socket.getOutputStream().write(message);
        assertArrayEquals(message, socket.getInputStream().readNBytes(size));
    }
}
