package org.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Runs the examples and compares what they print with what stands in {@code expected}. */
@Timeout(60)
class ExamplesTest {

    private static final Path FOLDER = Path.of(System.getProperty("basedir", ""));
    private static final Path EXPECTED = FOLDER.resolve("expected");

    /** They compute or use the network, and do not only wait: half a second to two each. */
    private static final Set<String> ON_THE_REAL_CLOCK =
            Set.of(
                    "ChatServer",
                    "Chores",
                    "ClientMiddlewares",
                    "Crawler",
                    "Download",
                    "EchoServer",
                    "EventClock",
                    "JsonApi",
                    "PortScanner",
                    "Proxy",
                    "ReplicatedStore",
                    "Requests",
                    "ReverseProxy",
                    "StartTls",
                    "TlsLineServer",
                    "UdpClock",
                    "Upload",
                    "WebChat");

    @TempDir static Path classes;

    @BeforeAll
    static void compile() throws IOException {
        compile(examples().toList(), classes);
    }

    /** Compiles examples as strictly as the project's own sources. */
    static void compile(List<String> names, Path target) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of(
                        "-Xlint:all",
                        "-Werror",
                        "-proc:none",
                        "-cp",
                        ExampleRun.library(),
                        "-d",
                        target.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources =
                    names.stream().map(name -> FOLDER.resolve(name + ".java")).toList();
            boolean compiled =
                    compiler.getTask(
                                    messages,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            assertTrue(compiled, messages::toString);
        }
    }

    static Stream<String> examples() throws IOException {
        return names(FOLDER, ".java").stream();
    }

    private static Set<String> names(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .forEach(name -> names.add(name.substring(0, name.length() - ending.length())));
            return names;
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsWhatIsExpected(String example) throws Exception {
        List<String> options =
                ON_THE_REAL_CLOCK.contains(example)
                        ? List.of()
                        : List.of("-Dasyncio4j.virtualTime=true");

        ExampleRun run = ExampleRun.of(classes, options, example);

        assertEquals("", run.err());
        assertEquals(expected(EXPECTED, example), Normal.form(example, run.out()));
        assertEquals(0, run.status());
    }

    private static String expected(Path folder, String example) throws IOException {
        Path file = folder.resolve(example + ".txt");
        assertTrue(Files.exists(file), () -> "What " + example + " prints must stand in " + file);
        return Files.readString(file).replace("\r\n", "\n");
    }

    @Test
    void expectedOutputIsOfAnExample() throws IOException {
        assertEquals(names(FOLDER, ".java"), names(EXPECTED, ".txt"));
    }

    @Test
    void anExampleWithoutExpectedOutputFails(@TempDir Path empty) {
        AssertionError failure = assertThrows(AssertionError.class, () -> expected(empty, "Hello"));

        assertTrue(failure.getMessage().startsWith("What Hello prints"), failure.getMessage());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void saysAtItsTopInTwoLinesWhatItTeaches(String example) throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve(example + ".java"));
        assertTrue(lines.get(0).startsWith("// "), lines.get(0));
        assertTrue(lines.get(1).startsWith("// "), lines.get(1));
        assertEquals("", lines.get(2));
    }

    @Test
    void theTutorialListsEachExampleOnce() throws IOException {
        List<String> listed = new ArrayList<>();
        for (String line : Files.readAllLines(FOLDER.resolve("README.md"))) {
            int start = line.indexOf("./asyncio4j run examples/");
            if (start >= 0) {
                String command = line.substring(start + "./asyncio4j run examples/".length());
                listed.add(command.substring(0, command.indexOf(".java")));
            }
        }
        assertEquals(examples().toList(), listed.stream().sorted().toList());
    }
}
