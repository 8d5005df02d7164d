package org.asyncio4j.examples;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What one run of an example in a JVM of its own came to.
 *
 * @param status the exit status
 * @param out what it printed
 * @param err what it printed on stderr, but for reports of steps that were slow
 */
record ExampleRun(int status, String out, String err) {

    private static final int MOST_SECONDS = 25;

    /**
     * The watchdog's report of a step that took longer than 100 ms, and less than a second. On a
     * busy machine, in a JVM that has just started, any step may; the stack trace belongs to it.
     */
    private static final Pattern SLOW_STEP =
            Pattern.compile(
                    "WARNING: .* has kept the loop '.*' for \\d{3} ms without giving way.*\n"
                            + "(    at .*\n)*");

    private static final Pattern TEST_LIBRARY = Pattern.compile("junit-|opentest4j-|apiguardian-");

    /** Runs the example that was compiled into {@code classes}, with options for {@code java}. */
    static ExampleRun of(Path classes, List<String> options, String example, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(example, ".out");
        Path err = Files.createTempFile(example, ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command(classes, options, example, arguments))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment()
                    .keySet()
                    .removeAll(List.of("ASYNCIO4J_DEBUG", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(example + " hangs. Up to now: " + text(out) + text(err));
            }
            String complaints = SLOW_STEP.matcher(text(err)).replaceAll("");
            return new ExampleRun(process.exitValue(), text(out), complaints);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static List<String> command(
            Path classes, List<String> options, String example, String... arguments) {
        String classPath = library() + File.pathSeparator + classes;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-Duser.language=en", "-Duser.country=US"));
        command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        command.add("-Djava.util.logging.SimpleFormatter.format=%4$s: %5$s%6$s%n");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, example));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * The class path of the library: its jars, or their folders before they have been packaged, and
     * those of what it uses. The rest of our own class path is JUnit's and ours.
     */
    static String library() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .map(Path::of)
                .filter(ExampleRun::isOfLibrary)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isOfLibrary(Path entry) {
        String name = entry.getFileName().toString();
        return !TEST_LIBRARY.matcher(name).lookingAt() && !name.equals("test-classes");
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).replace("\r\n", "\n");
    }
}
