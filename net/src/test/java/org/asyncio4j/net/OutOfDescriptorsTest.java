package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.Asyncio;
import org.asyncio4j.RunOptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What happens when the system gives the process no more descriptors. In a JVM of its own, which
 * may have only a few. Each test waits one real second: the pause that accepting makes.
 */
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutOfDescriptorsTest {

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void acceptingPausesIsReportedOnceAndGoesOn(String engine) throws Exception {
        assertEquals(
                List.of(
                        "client: Too many open files",
                        "server: Too many open files",
                        "datagrams: Too many open files",
                        "server: cannot accept a connection, and tries again in 1 s.",
                        "reports: 1",
                        "after the pause: hello"),
                outputOf(engine));
    }

    private static List<String> outputOf(String engine) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path errors = Files.createTempFile("descriptors", ".err");
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -n 120; exec \"$@\"",
                                "sh",
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dasyncio4j.io=" + engine,
                                "-cp",
                                classPath(),
                                Program.class.getName())
                        .redirectError(errors.toFile())
                        .start();
        try {
            List<String> output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            assertEquals(0, process.waitFor(), () -> output + read(errors));
            return output;
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(errors);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Of the tests and all they use, also where they run as a module. */
    private static String classPath() throws URISyntaxException {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> each : List.of(Connection.class, Asyncio.class, Program.class)) {
            Path place = Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI());
            places.add(place.toString());
            // As a module's patch the tests have no place of their own: they lie beside it.
            places.add(place.resolveSibling("test-classes").toString());
        }
        for (String property : List.of("jdk.module.path", "java.class.path")) {
            places.addAll(List.of(System.getProperty(property, "").split(File.pathSeparator)));
        }
        places.remove("");
        return String.join(File.pathSeparator, places);
    }

    /** The program in the JVM of its own. */
    static final class Program {
        private static final List<String> REPORTS = new ArrayList<>();
        private static final List<FileInputStream> FILES = new ArrayList<>();

        private Program() {}

        public static void main(String[] args) throws Exception {
            loadClasses();
            run(
                    RunOptions.DEFAULT.withHandleSignals(false),
                    () -> {
                        getRunningLoop()
                                .setExceptionHandler(
                                        (_, context) -> REPORTS.add(context.message()));
                        try (Server server = startServer(Program::echo, "127.0.0.1", 0)) {
                            exchange(server.port()); // It loads what is not loaded yet.
                            takeAll();
                            // The selector lets the descriptors of closed channels go a little
                            // later.
                            Asyncio.sleep(Asyncio.millis(20));
                            takeAll();
                            print(
                                    "client: "
                                            + failureOf(() ->
                                                    openConnection("127.0.0.1", server.port())));
                            print(
                                    "server: "
                                            + failureOf(() ->
                                                    startServer(Program::echo, "127.0.0.1", 0)));
                            InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
                            print("datagrams: " + failureOf(() -> createDatagramEndpoint(any)));
                            FILES.removeLast().close();
                            // The last descriptor is the client's, so the server has none to accept
                            // with.
                            try (Connection client = openConnection("127.0.0.1", server.port())) {
                                client.write("hello\n");
                                while (REPORTS.isEmpty()) {
                                    Asyncio.yieldNow();
                                }
                                for (FileInputStream file : FILES) {
                                    file.close();
                                }
                                String answer = client.readLine();
                                String report = REPORTS.getFirst();
                                report =
                                        report.substring(
                                                report.indexOf("cannot"), report.indexOf(" Raise"));
                                print("server: " + report);
                                print("reports: " + REPORTS.size());
                                print("after the pause: " + answer);
                            }
                        }
                    });
        }

        private static void echo(Connection connection) throws IOException {
            for (String line : connection.lines()) {
                connection.write(line + "\n");
            }
        }

        private static void exchange(int port) throws IOException {
            try (Connection client = openConnection("127.0.0.1", port)) {
                client.write("warm\n");
                client.readLine();
            }
        }

        private interface Opening {
            Object open() throws IOException;
        }

        private static String failureOf(Opening opening) {
            try {
                return opening.open() + " is open";
            } catch (IOException e) {
                return e.getMessage().substring(e.getMessage().lastIndexOf(": ") + 2);
            }
        }

        private static void takeAll() {
            try {
                while (true) {
                    FILES.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException none) {
                // Which is what was wanted.
            }
        }

        /** From a folder each class would need a descriptor when it is first used. */
        private static void loadClasses() throws Exception {
            for (Class<?> each : List.of(Connection.class, Asyncio.class, Program.class)) {
                Path place =
                        Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI());
                if (!Files.isDirectory(place)) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(place)) {
                    for (Path file : files.toList()) {
                        String name = place.relativize(file).toString().replace('/', '.');
                        if (name.startsWith("org.asyncio4j.") && name.endsWith(".class")) {
                            load(name.substring(0, name.length() - ".class".length()));
                        }
                    }
                }
            }
        }

        private static void load(String name) throws ClassNotFoundException {
            try {
                Class.forName(name, false, Program.class.getClassLoader());
            } catch (NoClassDefFoundError notNeeded) {
                // A test of something whose libraries are not here.
            }
        }

        @SuppressWarnings("PMD.SystemPrintln") // It is what the test reads.
        private static void print(String line) {
            System.out.println(line);
        }
    }
}
