package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.tls.Certificates.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.asyncio4j.Action;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.net.TlsOptions.ClientAuth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

/** TLS over real sockets, against openssl's server and client. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class TlsOpensslTest {
    private static final RunOptions REAL = RunOptions.DEFAULT.withHandleSignals(false);
    private static final Pattern PORT = Pattern.compile("ACCEPT .*:(\\d+)");

    private final List<Process> processes = new ArrayList<>();

    @BeforeAll
    static void needsOpenssl() {
        try {
            assumeTrue(new ProcessBuilder("openssl", "version").start().waitFor() == 0);
        } catch (IOException e) {
            assumeTrue(false, "there is no openssl: " + e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    // ---------------------------------------------------------------- openssl as the server

    /** A server that sends each line back in reverse; returns its port. */
    private int startOpenssl(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "openssl",
                                "s_server",
                                "-accept",
                                "127.0.0.1:0",
                                "-cert",
                                file("server.pem").toString(),
                                "-key",
                                file("server-key.pem").toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        var output = process.inputReader();
        for (String line; (line = output.readLine()) != null; ) {
            Matcher matcher = PORT.matcher(line);
            if (matcher.matches()) {
                CompletableFuture.runAsync(() -> output.lines().forEach(each -> {}));
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new AssertionError("openssl did not start");
    }

    private static ConnectOptions trusting() throws IOException {
        return ConnectOptions.DEFAULT.withTls(TlsOptions.client().withTrust(file("authority.pem")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aClientTalksToOpenssl(String version) throws Exception {
        int port = startOpenssl("-rev", version, "-alpn", "h2");
        TlsOptions tls = trusting().tls().withApplicationProtocols("http/1.1", "h2");
        run(
                REAL,
                () -> {
                    ConnectOptions options = ConnectOptions.DEFAULT.withTls(tls);
                    try (Connection connection = openConnection("127.0.0.1", port, options)) {
                        connection.write("hello\n");
                        assertEquals("olleh", connection.readLine());
                        TlsInfo info = connection.tls().orElseThrow();
                        assertEquals(
                                version.equals("-tls1_2") ? "TLSv1.2" : "TLSv1.3", info.protocol());
                        assertEquals("h2", info.applicationProtocol());
                    }
                });
    }

    @Test
    void opensslDemandsACertificate() throws Exception {
        int port =
                startOpenssl(
                        "-rev",
                        "-verify_return_error",
                        "-Verify",
                        "1",
                        "-CAfile",
                        file("authority.pem").toString());
        run(
                REAL,
                () -> {
                    TlsOptions tls =
                            trusting()
                                    .tls()
                                    .withClientCertificate(
                                            file("client.pem"), file("client-key.pem"));
                    ConnectOptions options = ConnectOptions.DEFAULT.withTls(tls);
                    try (Connection connection = openConnection("127.0.0.1", port, options)) {
                        connection.write("hello\n");
                        assertEquals("olleh", connection.readLine());
                    }
                    SSLException e =
                            assertThrows(
                                    SSLException.class,
                                    () -> {
                                        try (Connection connection =
                                                openConnection("127.0.0.1", port, trusting())) {
                                            connection.readLine();
                                        }
                                    });
                    assertTrue(e.getMessage().contains("certificate_required"), e.getMessage());
                });
    }

    @Test
    void anOpensslThatDiesTruncates() throws Exception {
        int port = startOpenssl("-rev");
        run(
                REAL,
                () -> {
                    Connection connection = openConnection("127.0.0.1", port, trusting());
                    connection.write("hello\n");
                    assertEquals("olleh", connection.readLine());
                    processes.getFirst().destroyForcibly();
                    IOException e = assertThrows(IOException.class, connection::readLine);
                    assertTrue(e.getMessage().contains("may be truncated"), e.getMessage());
                    connection.abort();
                });
    }

    @Test
    void opensslAsksForNewKeys() throws Exception {
        // What its server is told on its standard input: K asks for new keys of both sides.
        int port = startOpenssl();
        var input = processes.getFirst().outputWriter();
        run(
                REAL,
                () -> {
                    try (Connection connection = openConnection("127.0.0.1", port, trusting())) {
                        for (int i = 0; i < 3; i++) {
                            connection.write("ping\n");
                            toThread(() -> tell(input, "K"));
                            Task<String> line = createTask(() -> connection.readLine());
                            while (!line.isDone()) {
                                // What it reads together with the command it takes for a part of
                                // that, so once may not be enough.
                                toThread(() -> tell(input, "line"));
                                sleep(millis(20));
                            }
                            assertEquals("line", line.await());
                        }
                    }
                });
    }

    private static void tell(Writer input, String line) throws IOException {
        input.append(line).append('\n').flush();
    }

    // ---------------------------------------------------------------- openssl as the client

    private Process connectOpenssl(int port, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "openssl",
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + port,
                                "-servername",
                                "localhost",
                                "-verify_hostname",
                                "localhost",
                                "-verify_return_error",
                                "-CAfile",
                                file("authority.pem").toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process;
    }

    private static void serving(TlsOptions tls, ConnectionHandler handler, WithPort body)
            throws Exception {
        run(
                REAL,
                () -> {
                    try (Server server =
                            startServer(
                                    handler, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(tls))) {
                        body.run(server.port());
                    }
                });
    }

    @FunctionalInterface
    private interface WithPort {
        void run(int port) throws Exception;
    }

    private static TlsOptions server() throws IOException {
        return TlsOptions.server(file("server.pem"), file("server-key.pem"));
    }

    private static void echoLines(Connection connection) throws IOException {
        for (String line : connection.lines()) {
            connection.write(line + "!\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslTalksToAServer(String version) throws Exception {
        serving(
                server(),
                TlsOpensslTest::echoLines,
                port -> {
                    Process client = connectOpenssl(port, "-quiet", version);
                    String answer =
                            toThread(() -> {
                                tell(client.outputWriter(), "hello");
                                return client.inputReader().readLine();
                            });
                    assertEquals("hello!", answer);
                });
    }

    /** Without {@code -quiet} openssl takes commands at the begin of a line. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2 R", "-tls1_3 K", "-tls1_3 k"})
    void opensslWantsNewKeys(String versionAndCommand) throws Exception {
        String version = versionAndCommand.split(" ")[0];
        String command = versionAndCommand.split(" ")[1];
        serving(
                server(),
                TlsOpensslTest::echoLines,
                port -> {
                    Process client = connectOpenssl(port, version, "-brief");
                    var input = client.outputWriter();
                    var output = client.inputReader();
                    var errors = client.errorReader();
                    for (int i = 0; i < 3; i++) {
                        String answer =
                                toThread(() -> {
                                    tell(input, "hello");
                                    String line = output.readLine();
                                    tell(input, command);
                                    // It takes all it has read for the command.
                                    while (!errors.readLine().matches("KEYUPDATE|RENEGOTIATING")) {}
                                    return line;
                                });
                        assertEquals("hello!", answer);
                    }
                });
    }

    @Test
    void opensslSendsMuch() throws Exception {
        byte[] data = new byte[3_000_000];
        new Random(1).nextBytes(data);
        serving(
                server(),
                connection -> {
                    byte[] all = connection.readExactly(data.length);
                    connection.write(all);
                    connection.close();
                },
                port -> {
                    Process client = connectOpenssl(port, "-quiet", "-nocommands");
                    Task<?> writer =
                            createTask(() ->
                                    toThread(() -> {
                                        client.getOutputStream().write(data);
                                        client.getOutputStream().flush();
                                    }));
                    byte[] back = toThread(() -> client.getInputStream().readAllBytes());
                    assertArrayEquals(data, back);
                    writer.await();
                });
    }

    @Test
    void opensslShowsACertificate() throws Exception {
        List<String> subjects = new ArrayList<>();
        serving(
                server().withTrust(file("authority.pem")).withClientAuth(ClientAuth.REQUIRED),
                connection -> {
                    TlsInfo info = connection.tls().orElseThrow();
                    subjects.add(
                            info.peerCertificates().getFirst().getSubjectX500Principal().getName());
                    assertEquals("localhost", info.requestedServerName());
                    connection.write("welcome\n");
                },
                port -> {
                    Process stranger = connectOpenssl(port, "-quiet");
                    assertNull(toThread(() -> stranger.inputReader().readLine()));
                    Process known =
                            connectOpenssl(
                                    port,
                                    "-quiet",
                                    "-cert",
                                    file("client.pem").toString(),
                                    "-key",
                                    file("client-key.pem").toString());
                    assertEquals("welcome", toThread(() -> known.inputReader().readLine()));
                });
        assertEquals(List.of("CN=client"), subjects);
    }

    // ---------------------------------------------------------------- both ends are ours

    @Test
    void aConnectionStartsTlsInTheMiddle() throws Exception {
        run(
                REAL,
                () -> {
                    ConnectionHandler handler =
                            connection -> {
                                assertEquals("STARTTLS", connection.readLine());
                                connection.write("go on\n");
                                connection.startTls(server());
                                echoLines(connection);
                            };
                    try (Server server = startServer(handler, "127.0.0.1", 0);
                            Connection connection = openConnection("localhost", server.port())) {
                        connection.write("STARTTLS\n");
                        assertEquals("go on", connection.readLine());
                        connection.startTls(trusting().tls());
                        connection.write("secret\n");
                        assertEquals("secret!", connection.readLine());
                        connection.writeEof();
                        assertNull(connection.readLine());
                    }
                });
    }

    @Test
    void manyConnectionsAtOnce() throws Exception {
        serving(
                server(),
                TlsOpensslTest::echoLines,
                port -> {
                    ConnectOptions options = trusting();
                    List<Task<?>> tasks = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                        String text = "hello " + i;
                        Action<?> talk =
                                () -> {
                                    try (Connection connection =
                                            openConnection("127.0.0.1", port, options)) {
                                        for (int j = 0; j < 5; j++) {
                                            connection.write(text + "\n");
                                            assertEquals(text + "!", connection.readLine());
                                        }
                                    }
                                };
                        tasks.add(createTask(talk));
                    }
                    for (Task<?> task : tasks) {
                        task.await();
                    }
                });
    }
}
