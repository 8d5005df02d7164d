package org.asyncio4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts the command {@code asyncio4j} as a user does, as a process, and looks at what it does. */
@Timeout(120)
class LauncherTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final String COUNT =
            """
            import static org.asyncio4j.Asyncio.*;

            void count() {
                IO.println("One");
                sleep(millis(1));
                IO.println("Two");
            }

            void main() {
                run(() -> gather(this::count, this::count));
            }
            """;

    /** A client asks a server, both in one loop. */
    private static final String ECHO =
            """
            import static org.asyncio4j.Asyncio.*;
            import static org.asyncio4j.net.Net.*;
            import org.asyncio4j.net.Connection;

            void echo(Connection connection) throws IOException {
                connection.write(connection.readLine() + "\\n");
            }

            void main() throws IOException {
                run(() -> {
                    try (var server = startServer(this::echo, "127.0.0.1", 0);
                            var connection = openConnection("127.0.0.1", server.port())) {
                        connection.write("hello\\n");
                        IO.println(connection.readLine());
                    }
                });
            }
            """;

    /** The same over HTTP. */
    private static final String WEB =
            """
            import static org.asyncio4j.Asyncio.*;
            import org.asyncio4j.http.client.ClientSession;
            import org.asyncio4j.http.server.*;

            record Greeting(String text) {}

            void main() throws IOException {
                run(() -> {
                    Application app = new Application();
                    app.get("/", request -> Response.json(new Greeting("hello")));
                    ServeOptions options = ServeOptions.DEFAULT.withHost("127.0.0.1").withPort(0);
                    try (var server = HttpServer.start(app, options);
                            var session = new ClientSession()) {
                        IO.println(session.get(server.url()).json(Greeting.class).text());
                    }
                });
            }
            """;

    private static final String COUNTED = "One\nOne\nTwo\nTwo\n";

    /** One for all tests, so that the library is prepared once. */
    @TempDir static Path cache;

    @TempDir Path folder;

    private Command command;

    record Result(int status, String output, String errors) {}

    /** A process to start, with an environment of its own. */
    record Command(Path launcher, Path folder, ProcessBuilder builder) {

        static Command of(Path project, Path folder, Path cache) {
            var builder = new ProcessBuilder().directory(folder.toFile());
            builder.environment().put("ASYNCIO4J_CACHE", cache.toString());
            builder.environment().remove("ASYNCIO4J_JAVA_OPTIONS");
            builder.environment().remove("ASYNCIO4J_DEBUG");
            return new Command(project.resolve("asyncio4j"), folder, builder);
        }

        Command with(String variable, String value) {
            builder.environment().put(variable, value);
            return this;
        }

        Process start(String... arguments) throws IOException {
            var line = new ArrayList<String>();
            line.add(launcher.toString());
            line.addAll(List.of(arguments));
            return builder.command(line).start();
        }

        Result run(String... arguments) throws IOException, InterruptedException {
            Path output = Files.createTempFile(folder, "output", "");
            Path errors = Files.createTempFile(folder, "errors", "");
            builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
            Process process = start(arguments);
            process.getOutputStream().close();
            int status = process.waitFor();
            return new Result(status, Files.readString(output), Files.readString(errors));
        }
    }

    @BeforeAll
    static void prepareTheLibraryOnce(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("First.java"), "void main() {}\n");
        Result result = Command.of(PROJECT, folder, cache).run("run", "First.java");
        assertEquals(new Result(0, "", "asyncio4j: preparing a fast start.\n"), result);
    }

    @BeforeEach
    void makeCommand() {
        command = Command.of(PROJECT, folder, cache);
    }

    /** Otherwise JUnit would delete folders in which the background still works. */
    @AfterEach
    void waitForTheBackground() throws Exception {
        settle(cache);
        settle(folder);
    }

    private void write(String name, String source) throws IOException {
        Files.writeString(folder.resolve(name), source);
    }

    private static Result printed(String output) {
        return new Result(0, output, "");
    }

    private void assertMisuse(String message, String... arguments) throws Exception {
        Result result = command.run(arguments);
        assertEquals(2, result.status(), result.errors());
        assertEquals("", result.output());
        assertEquals("asyncio4j: " + message + "\nTry 'asyncio4j --help'.\n", result.errors());
    }

    // What it says

    @Test
    void helpIsPrinted() throws Exception {
        for (String[] arguments :
                new String[][] {
                    {"--help"},
                    {"-h"},
                    {"help"},
                    {"run", "--help"},
                    {"serve", "--help"},
                    {"fetch", "http://localhost/", "-h"}
                }) {
            Result result = command.run(arguments);
            assertEquals(0, result.status());
            assertTrue(result.output().contains("asyncio4j run"), result.output());
            assertEquals("", result.errors());
        }
    }

    @Test
    void versionIsThatOfTheProject() throws Exception {
        Result result = command.run("--version");

        String pom = Files.readString(PROJECT.resolve("pom.xml"));
        String version = pom.replaceAll("(?s)^.*?<version>([^<]*)<.*$", "$1");
        assertEquals(printed("asyncio4j " + version + "\n"), result);
    }

    @Test
    void withoutCommandHelpGoesToStderr() throws Exception {
        Result result = command.run();

        assertEquals(2, result.status());
        assertEquals("", result.output());
        assertTrue(result.errors().contains("Usage:"), result.errors());
    }

    @Test
    void misuseIsExplained() throws Exception {
        Files.createDirectory(folder.resolve("Folder.java"));
        write("program.txt", "");

        assertMisuse("there is no command 'fly'.", "fly");
        assertMisuse("run needs a Java file.", "run");
        assertMisuse("run needs a Java file.", "run", "--debug");
        assertMisuse("run has no option '--fast'.", "run", "--fast", "Program.java");
        assertMisuse("there is no file 'Missing.java'.", "run", "Missing.java");
        assertMisuse("'Folder.java' is not a file that can be read.", "run", "Folder.java");
        assertMisuse(
                "'program.txt' is not a Java file: its name has to end in .java.",
                "run",
                "program.txt");
    }

    // What it runs

    @Test
    void aCompactSourceFileRunsSilentlyEveryTime() throws Exception {
        write("Count.java", COUNT);

        assertEquals(printed(COUNTED), command.run("run", "Count.java"));
        assertEquals(printed(COUNTED), command.run("run", "Count.java"));
    }

    @Test
    void aClassWithMainRuns() throws Exception {
        write(
                "Greeting.java",
                """
                public class Greeting {
                    public static void main(String[] args) {
                        System.out.println("hello " + args.length);
                    }
                }
                """);

        assertEquals(printed("hello 2\n"), command.run("run", "Greeting.java", "a", "b"));
    }

    @Test
    void ofSeveralClassesTheOneNamedLikeTheFileIsTheProgram() throws Exception {
        write(
                "Second.java",
                """
                class First {
                    void main() {
                        IO.println("first");
                    }
                }

                class Second {
                    void main() {
                        IO.println("second");
                    }
                }
                """);

        assertEquals(printed("second\n"), command.run("run", "Second.java"));
    }

    @Test
    void ofSeveralClassesTheFirstWithMainIsTheProgram() throws Exception {
        write(
                "my-program.java",
                """
                package some.where;

                record Point(int x, int y) {}

                interface Shape {}

                class Start {
                    static void main() {
                        IO.println(new Point(1, 2));
                    }
                }
                """);

        assertEquals(printed("Point[x=1, y=2]\n"), command.run("run", "my-program.java"));
    }

    @Test
    void argumentsArriveAsGiven() throws Exception {
        write(
                "Arguments.java",
                """
                void main(String[] args) {
                    for (String argument : args) {
                        IO.println("[" + argument + "]");
                    }
                }
                """);

        assertEquals(
                printed("[a b]\n[]\n[--debug]\n[*]\n[$HOME]\n[\"]\n[ä]\n"),
                command.run(
                        "run", "Arguments.java", "a b", "", "--debug", "*", "$HOME", "\"", "ä"));
    }

    @Test
    void foldersAndNamesMayHaveBlanks() throws Exception {
        Files.createDirectory(folder.resolve("some folder"));
        write("some folder/my program.java", "class A { void main() { IO.println(1); } }\n");

        assertEquals(printed("1\n"), command.run("run", "some folder/my program.java"));
    }

    @Test
    void optionsBecomeProperties() throws Exception {
        write(
                "Options.java",
                """
                void main() {
                    IO.println(System.getProperty("asyncio4j.debug"));
                    IO.println(System.getProperty("asyncio4j.virtualTime"));
                    IO.println(System.getProperty("more"));
                }
                """);

        assertEquals(printed("null\nnull\nnull\n"), command.run("run", "Options.java"));
        assertEquals(printed("true\nnull\nnull\n"), command.run("run", "--debug", "Options.java"));
        assertEquals(
                printed("true\ntrue\nnull\n"),
                command.run("run", "--virtual-time", "--debug", "Options.java"));
        assertEquals(
                printed("null\nnull\nyes\n"),
                command.with("ASYNCIO4J_JAVA_OPTIONS", "-Dmore=yes -XX:+UseG1GC")
                        .run("run", "Options.java"));
    }

    @Test
    void onTheVirtualClockAnHourPassesAtOnce() throws Exception {
        write(
                "Hour.java",
                """
                import static org.asyncio4j.Asyncio.*;

                void main() {
                    run(() -> sleep(hours(1)));
                    IO.println("done");
                }
                """);

        assertEquals(printed("done\n"), command.run("run", "--virtual-time", "Hour.java"));
    }

    @Test
    void aProgramMayUseTheNetworkAndNothingWarns() throws Exception {
        write("Echo.java", ECHO);

        assertEquals(printed("hello\n"), command.run("run", "Echo.java"));
        assertTrue(Files.exists(archiveOf("Echo")));
        assertEquals(printed("hello\n"), command.run("run", "Echo.java"));
    }

    @Test
    void aProgramMayUseHttpAndNothingWarns() throws Exception {
        write("Web.java", WEB);

        assertEquals(printed("hello\n"), command.run("run", "Web.java"));
        archiveOf("Web");
        assertEquals(printed("hello\n"), command.run("run", "Web.java"));
    }

    @Test
    void theNetworksNativeCodeIsNotUnpackedAtEveryStart() throws Exception {
        write("Echo.java", ECHO);
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        String options =
                "-Dio.netty.native.deleteLibAfterLoading=false -Dio.netty.native.workdir="
                        + temporary;

        Result result = command.with("ASYNCIO4J_JAVA_OPTIONS", options).run("run", "Echo.java");

        assertEquals(printed("hello\n"), result);
        try (Stream<Path> unpacked = Files.list(temporary)) {
            assertEquals(List.of(), unpacked.toList());
        }
    }

    @Test
    void nettyBelongsToTheProgramsClassPath() throws Exception {
        write(
                "Buffers.java",
                """
                import io.netty.buffer.Unpooled;

                void main() {
                    IO.println(Unpooled.directBuffer(8).writeLong(1).readableBytes());
                }
                """);

        assertEquals(printed("8\n"), command.run("run", "Buffers.java"));
    }

    @Test
    void theExitStatusIsTheProgramsOwn() throws Exception {
        write("Seven.java", "void main() { System.exit(7); }\n");
        write("Thrower.java", "void main() { throw new IllegalStateException(\"no\"); }\n");

        assertEquals(7, command.run("run", "Seven.java").status());
        assertEquals(7, command.run("run", "Seven.java").status());
        Result thrown = command.run("run", "Thrower.java");
        assertEquals(1, thrown.status());
        assertTrue(thrown.errors().contains("IllegalStateException: no"), thrown.errors());
    }

    @Test
    void aSignalReachesTheProgram() throws Exception {
        write(
                "Waits.java",
                """
                void main() throws Exception {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("bye")));
                    IO.println("waiting");
                    Thread.sleep(60_000);
                }
                """);
        Process process = command.start("run", "Waits.java");
        try (var output = process.inputReader()) {
            assertEquals("waiting", output.readLine());

            // Not process.destroy(), which closes the streams as well.
            process.toHandle().destroy();

            assertEquals("bye", output.readLine());
        }
        assertEquals(143, process.waitFor());
    }

    @Test
    void errorsOfTheCompilerAreShownAsJavacShowsThem() throws Exception {
        write("Wrong.java", "void main() {\n    int x = \"one\";\n    y();\n}\n");
        Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
        Process process =
                new ProcessBuilder(javac.toString(), "-proc:none", "Wrong.java")
                        .directory(folder.toFile())
                        .start();
        String expected = new String(process.getErrorStream().readAllBytes());

        assertEquals(new Result(1, "", expected), command.run("run", "Wrong.java"));
        assertTrue(expected.endsWith("2 errors\n"), expected);
    }

    @Test
    void aFileWithoutAProgramIsExplained() throws Exception {
        write("Empty.java", "// nothing\n");
        write("NoMain.java", "class NoMain {}\n");

        Result empty = command.run("run", "Empty.java");
        Result noMain = command.run("run", "NoMain.java");

        assertEquals(1, empty.status());
        assertTrue(empty.errors().contains("there is no class in Empty.java"), empty.errors());
        assertEquals(1, noMain.status());
        assertTrue(noMain.errors().contains("main"), noMain.errors());
    }

    @Test
    void theLauncherMayBeALinkOnThePath() throws Exception {
        write("Count.java", COUNT);
        Path link = folder.resolve("bin/asyncio4j");
        Files.createDirectory(link.getParent());
        Files.createSymbolicLink(link, PROJECT.resolve("asyncio4j"));

        var linked = new Command(link, folder, command.builder());

        assertEquals(printed(COUNTED), linked.run("run", "Count.java"));
        Files.delete(link);
    }

    // What it remembers

    @Test
    void aChangedProgramIsCompiledAnewEvenIfItsTimeIsOlder() throws Exception {
        write("Change.java", "void main() { IO.println(1); }\n");
        assertEquals(printed("1\n"), command.run("run", "Change.java"));

        write("Change.java", "void main() { IO.println(2); }\n");
        Files.setLastModifiedTime(
                folder.resolve("Change.java"),
                FileTime.from(Instant.now().minus(Duration.ofDays(400))));

        assertEquals(printed("2\n"), command.run("run", "Change.java"));
    }

    @Test
    void aProgramIsNeverRunToPrepareItsStart() throws Exception {
        Path trail = folder.resolve("trail");
        write(
                "Trail.java",
                """
                import java.nio.file.*;

                void main(String[] args) throws Exception {
                    Files.writeString(
                            Path.of(args[0]), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
                """);

        assertEquals(printed(""), command.run("run", "Trail.java", trail.toString()));
        archiveOf("Trail");
        assertEquals(printed(""), command.run("run", "Trail.java", trail.toString()));

        assertEquals("xx", Files.readString(trail));
    }

    @Test
    void theArchiveHoldsTheProgramAndItsLambdas() throws Exception {
        write("Lambdas.java", COUNT);
        command.run("run", "Lambdas.java");
        archiveOf("Lambdas");

        Result result =
                command.with("ASYNCIO4J_JAVA_OPTIONS", "-Xlog:class+load")
                        .run("run", "Lambdas.java");

        List<String> loaded =
                result.output().lines().filter(line -> line.contains(" Lambdas")).toList();
        assertTrue(loaded.size() >= 4, result.output());
        loaded.forEach(line -> assertTrue(line.contains("shared objects file"), line));
    }

    @Test
    void theArchiveOfAProgramHoldsOnlyWhatItUses() throws Exception {
        write("Serves.java", WEB);
        write("Talks.java", ECHO);
        write("Silent.java", COUNT);
        for (String program : new String[] {"Serves", "Talks", "Silent"}) {
            command.run("run", program + ".java");
            archiveOf(program);
        }
        command.with("ASYNCIO4J_JAVA_OPTIONS", "-Xlog:class+load");
        String net = " (org.asyncio4j.net|io.netty).*";
        String http = " (org.asyncio4j.http|tools.jackson|com.google).*";

        Result serves = command.run("run", "Serves.java");
        Result talks = command.run("run", "Talks.java");
        Result silent = command.run("run", "Silent.java");

        assertEquals(List.of(), loaded(silent, net));
        assertEquals(List.of(), loaded(silent, http));
        assertEquals(List.of(), loaded(talks, http));
        assertMostlyArchived(loaded(talks, net));
        assertMostlyArchived(loaded(serves, http));
    }

    /** A few more are loaded where a program fares otherwise than the sample. */
    private static void assertMostlyArchived(List<String> loaded) {
        long shared = loaded.stream().filter(line -> line.contains("shared objects file")).count();
        assertTrue(shared > 0.9 * loaded.size() && shared > 100, shared + " of " + loaded);
    }

    private static List<String> loaded(Result result, String classes) {
        return result.output().lines().filter(line -> line.matches("\\[.*\\]" + classes)).toList();
    }

    @Test
    void aDamagedArchiveDoesNoHarm() throws Exception {
        write("Damaged.java", COUNT);
        command.run("run", "Damaged.java");
        Path archive = archiveOf("Damaged");

        try (var file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }
        assertEquals(printed(COUNTED), command.run("run", "Damaged.java"));

        Files.write(archive, new byte[0]);
        assertEquals(printed(COUNTED), command.run("run", "Damaged.java"));
    }

    @Test
    void severalFirstRunsAtOnceAllWork() throws Exception {
        write("Race.java", COUNT);
        Path freshCache = folder.resolve("fresh");
        var runs = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            runs.add(Command.of(PROJECT, folder, freshCache).start("run", "Race.java"));
        }
        for (Process process : runs) {
            assertEquals(COUNTED, new String(process.getInputStream().readAllBytes()));
            assertEquals(0, process.waitFor());
        }

        try (Stream<Path> left = Files.walk(freshCache, 3)) {
            assertFalse(left.anyMatch(path -> path.getFileName().toString().startsWith(".new")));
        }
    }

    @Test
    void theBackgroundIsNoChildOfTheProgram() throws Exception {
        write(
                "Children.java",
                "void main() { IO.println(ProcessHandle.current().descendants().count()); }\n");

        assertEquals(printed("0\n"), command.run("run", "Children.java"));
    }

    @Test
    void aPipeEndsWithTheProgramAndNotWithTheBackground() throws Exception {
        write("Piped.java", "void main() {}\n");
        Path slow = Files.createDirectory(folder.resolve("bin")).resolve("nice");
        Path go = folder.resolve("go");
        script(slow, "until [ -e '" + go + "' ]; do sleep 0.05; done; shift 2; exec \"$@\"");

        Process process =
                command.with("PATH", slow.getParent() + ":" + System.getenv("PATH"))
                        .start("run", "Piped.java");

        assertEquals("", new String(process.getInputStream().readAllBytes()));
        assertEquals("", new String(process.getErrorStream().readAllBytes()));
        Files.createFile(go);
    }

    @Test
    void whatLiesUnusedForLongIsThrownAway() throws Exception {
        write("Old.java", "void main() {}\n");
        write("Used.java", "void main() {}\n");
        write("New.java", "void main() {}\n");
        command.run("run", "Old.java");
        settle(cache);
        Path old = programFolder(cache, "Old");
        command.run("run", "Used.java");
        // What that run leaves in the background throws this away at its end. When it has, it can
        // no longer take for unused what is made old below; nor when it had ended before.
        Path decoy = Files.createDirectory(old.resolveSibling("Decoy-0"));
        makeOld(Files.createFile(decoy.resolve("used")));
        settle(cache);
        awaitGone(decoy, 50);
        Path used = programFolder(cache, "Used");
        makeOld(old.resolve("used"));
        makeOld(used.resolve("used"));
        command.run("run", "Used.java");

        command.run("run", "New.java");

        awaitGone(old, 200);
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(used));
    }

    private static void makeOld(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(40))));
    }

    /** Waits for a background whose end nobody is told, and a little longer. */
    private static void awaitGone(Path path, int tries) throws Exception {
        for (int i = 0; i < tries && Files.exists(path); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        TimeUnit.MILLISECONDS.sleep(100);
    }

    @Test
    void aCacheThatCannotBeWrittenIsReplaced() throws Exception {
        write("Count.java", COUNT);
        write("file", "");

        Result result =
                Command.of(PROJECT, folder, folder.resolve("file/cache"))
                        .with("TMPDIR", folder.toString())
                        .run("run", "Count.java");

        assertEquals(0, result.status(), result.errors());
        assertEquals(COUNTED, result.output());
    }

    @Test
    void anOldJdkInJavaHomeIsPassedOver() throws Exception {
        write("Count.java", COUNT);
        Path old = Files.createDirectories(folder.resolve("jdk-17/bin")).getParent();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        for (String tool : new String[] {"java", "javac"}) {
            script(old.resolve("bin").resolve(tool), "exit 99");
        }

        assertEquals(
                printed(COUNTED),
                command.with("JAVA_HOME", old.toString()).run("run", "Count.java"));
    }

    // How it builds the library

    @Test
    void theLibraryIsBuiltWhenASourceIsNewerAndOnlyThen() throws Exception {
        String[] sources = {
            "core/src/main/java/org/asyncio4j/Some.java",
            "core/src/main/java/org/asyncio4j/kernel/Some.java",
            "net/src/main/java/org/asyncio4j/net/Some.java",
            "net/src/main/java/org/asyncio4j/net/engine/Some.java",
            "net/src/main/resources/META-INF/services/Some",
            "http/src/main/java/org/asyncio4j/http/Some.java",
            "http/src/main/java/org/asyncio4j/http/server/Some.java",
            "launcher/src/main/java/org/asyncio4j/launcher/Some.java",
            "launcher/src/main/java/org/asyncio4j/launcher/fetch/Some.java",
            "net/pom.xml",
            "http/pom.xml"
        };
        Path project =
                copyOfTheProject("for jar in " + JARS + "; do cp \"$COPIES/$jar\" $jar; done");
        for (String source : sources) {
            Path file = project.resolve(source);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[0]);
        }
        makeNew(project);
        write("Count.java", COUNT);
        Command copied = commandOf(project);
        assertEquals(printed(COUNTED), copied.run("run", "Count.java"));

        for (String source : sources) {
            Path file = project.resolve(source);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            Result built = copied.run("run", "Count.java");
            Result afterwards = copied.run("run", "Count.java");

            assertEquals(COUNTED, built.output());
            assertTrue(
                    built.errors().startsWith("asyncio4j: building the library"),
                    source + ": " + built.errors());
            assertEquals(printed(COUNTED), afterwards, source);
        }
    }

    @Test
    void theLibraryIsBuiltWhenAJarIsMissing() throws Exception {
        Path project =
                copyOfTheProject("cd launcher/target; cp asyncio4j.saved asyncio4j.dependencies");
        Path dependencies = project.resolve("launcher/target/asyncio4j.dependencies");
        Files.move(dependencies, dependencies.resolveSibling("asyncio4j.saved"));
        write("Count.java", COUNT);

        Result result = commandOf(project).run("run", "Count.java");

        assertEquals(COUNTED, result.output());
        assertTrue(result.errors().startsWith("asyncio4j: building the library"), result.errors());
    }

    @Test
    void aBuildThatFailsShowsMavensOutput() throws Exception {
        Path project = copyOfTheProject("echo 'there is a mistake'; exit 1");
        Files.delete(project.resolve("core/target/asyncio4j-core.jar"));
        write("Count.java", COUNT);

        Result result = commandOf(project).run("run", "Count.java");

        assertEquals(1, result.status());
        assertEquals("", result.output());
        assertTrue(result.errors().contains("there is a mistake"), result.errors());
        assertTrue(result.errors().contains("could not be built"), result.errors());
    }

    private static final String JARS =
            "core/target/asyncio4j-core.jar net/target/asyncio4j-net.jar"
                    + " http/target/asyncio4j-http.jar launcher/target/asyncio4j-launcher.jar";

    /** A project of jars without sources, with a Maven that does what {@code maven} says. */
    private Path copyOfTheProject(String maven) throws IOException {
        Path copy = folder.resolve("project");
        Path copies = folder.resolve("copies");
        for (String file :
                new String[] {
                    "asyncio4j",
                    "pom.xml",
                    "core/pom.xml",
                    "net/pom.xml",
                    "http/pom.xml",
                    "launcher/pom.xml",
                    "launcher/prepare.sh",
                    "launcher/target/asyncio4j.dependencies"
                }) {
            copy(PROJECT.resolve(file), copy.resolve(file));
            makeOld(copy.resolve(file));
        }
        for (String jar : JARS.split(" ")) {
            copy(PROJECT.resolve(jar), copy.resolve(jar));
            copy(PROJECT.resolve(jar), copies.resolve(jar));
        }
        Files.createSymbolicLink(
                copy.resolve("launcher/target/lib"), PROJECT.resolve("launcher/target/lib"));
        for (String module : new String[] {"core", "net", "http", "launcher"}) {
            Files.createDirectories(copy.resolve(module + "/src/main"));
        }
        Files.createDirectory(folder.resolve("bin"));
        script(folder.resolve("bin/mvn"), "cd '" + copy + "'\n" + maven);
        makeNew(copy);
        return copy;
    }

    /** Gives the jars of a project the time of now. */
    private static void makeNew(Path project) throws IOException {
        for (String jar : JARS.split(" ")) {
            Files.setLastModifiedTime(project.resolve(jar), FileTime.from(Instant.now()));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }

    private Command commandOf(Path project) {
        return Command.of(project, folder, cache)
                .with("COPIES", folder.resolve("copies").toString())
                .with("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    /** The archive of a program, once it has been made in the background. */
    private static Path archiveOf(String program) throws Exception {
        settle(cache);
        return programFolder(cache, program).resolve("program.jsa");
    }

    private static Path programFolder(Path cache, String program) throws IOException {
        try (Stream<Path> programs = Files.walk(cache, 3)) {
            return programs.filter(path -> path.getFileName().toString().startsWith(program + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Waits until no archive is being made below {@code root}. */
    private static void settle(Path root) throws Exception {
        Instant deadline = Instant.now().plusSeconds(60);
        List<Path> unfinished;
        do {
            assertTrue(Instant.now().isBefore(deadline), "an archive was never finished");
            TimeUnit.MILLISECONDS.sleep(20);
            try (Stream<Path> paths = Files.walk(root, 5)) {
                unfinished =
                        paths.filter(path -> path.endsWith("program.lst"))
                                .filter(list -> !Files.exists(list.resolveSibling("program.jsa")))
                                .toList();
            } catch (UncheckedIOException _) {
                // A file has been renamed while the folder was read: look again.
                unfinished = List.of(root);
            }
        } while (!unfinished.isEmpty());
    }
}
