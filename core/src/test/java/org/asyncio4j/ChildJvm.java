package org.asyncio4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, for tests of what ends a process. */
public final class ChildJvm implements AutoCloseable {
    /** What every program needs on the class path. */
    public static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private final Process process;
    private final Path errors;
    private final BufferedReader reader;
    private final List<String> output = new ArrayList<>();

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a class of the tests, with {@code java.lang} open to asyncio4j. */
    public static ChildJvm start(Class<?> main) throws IOException {
        return start(List.of(OPENS), main);
    }

    public static ChildJvm start(List<String> options, Class<?> main) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        Path errors = Files.createTempFile("child-jvm", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return new ChildJvm(builder.start(), errors);
    }

    /** Where the classes of asyncio4j and its tests are, also when they run as a module. */
    private static String classPath() {
        List<String> places = new ArrayList<>();
        places.add(place(Asyncio.class));
        // As a module's patch the tests have no place of their own: they lie beside it.
        Path beside = Path.of(places.getFirst()).resolveSibling("test-classes");
        places.add(
                Files.isDirectory(beside) && places.getFirst().endsWith("classes")
                        ? beside.toString()
                        : place(ChildJvm.class));
        return String.join(java.io.File.pathSeparator, places);
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what the program prints until it has printed this line. */
    public void awaitLine(String awaited) throws IOException {
        String line = reader.readLine();
        while (line != null) {
            output.add(line);
            if (line.equals(awaited)) {
                return;
            }
            line = reader.readLine();
        }
        throw new AssertionError(
                "The program ended without '" + awaited + "': " + output + "\n" + errors());
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public void awaitEnd(Duration most) throws InterruptedException {
        process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for the end. */
    public int exitStatus() throws IOException, InterruptedException {
        reader.lines().forEach(output::add);
        return process.waitFor();
    }

    /** All lines that were printed. */
    public List<String> output() {
        return output;
    }

    public String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(errors);
    }
}
