package org.asyncio4j.bench.table.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.http.Answers;
import org.asyncio4j.bench.table.Program;
import org.asyncio4j.bench.table.net.RunningServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Starts every HTTP server and client of the JVM as the harness does, and has them do a little. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpPeersSmokeTest {

    private static final int URLS = 50;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Asyncio4jHttpServer",
                "NettyHttpServer",
                "VertxHttpServer",
                "HelidonHttpServer",
                "JdkHttpServer"
            })
    void answersAsAllDo(String program) throws IOException, InterruptedException {
        try (RunningServer server = start(program)) {
            Probe.check(server.port(), Answers.PLAIN_TEXT);
            Probe.check(server.port(), Answers.JSON);
            Probe.check(server.port(), Answers.LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asyncio4jHttpServer", "NettyHttpServer", "VertxHttpServer"})
    void sendsTextsBack(String program) throws IOException, InterruptedException {
        try (RunningServer server = start(program);
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create("ws://127.0.0.1:" + server.port() + Answers.WEB_SOCKET);
            CompletableFuture<String> answer = new CompletableFuture<>();
            WebSocket socket =
                    client.newWebSocketBuilder().buildAsync(address, new FirstText(answer)).join();
            socket.sendText(Answers.GREETING, true).join();
            assertEquals(Answers.GREETING, answer.join());
            socket.abort();
        }
    }

    private record FirstText(CompletableFuture<String> text) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            text.completeExceptionally(error);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asyncio4jFetch", "VertxFetch", "JdkFetch"})
    void fetchesAllUrls(String program) throws IOException, InterruptedException {
        try (RunningServer server = start("NettyHttpServer")) {
            List<String> command = java(program);
            command.addAll(List.of(server.port() + "", URLS + "", "5", "0", "2"));
            List<Sample> samples = Program.run(command, Map.of()).samples();
            assertEquals(
                    List.of((long) URLS, (long) URLS),
                    samples.stream().map(Sample::operations).toList());
        }
    }

    private static RunningServer start(String program) throws IOException, InterruptedException {
        return RunningServer.start(
                port -> {
                    List<String> command = java(program);
                    command.add(Integer.toString(port));
                    return command;
                },
                Map.of());
    }

    private static List<String> java(String program) {
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dsun.net.httpserver.nodelay=true",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.asyncio4j.bench.http." + program));
    }
}
