package org.asyncio4j.test.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The annotations with the oldest JUnit that is supported, in a JVM of its own. */
class JUnit5Test {
    /** Where the build puts that JUnit. */
    private static final Path JUNIT_5 = Path.of("target", "junit5");

    @Test
    @Timeout(60) // A JVM starts.
    void theAnnotationsWorkWithJUnit5() throws Exception {
        Path junit = onlyJarOf(JUNIT_5);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--add-opens",
                                "java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPathWith(junit),
                                "org.junit.platform.console.ConsoleLauncher",
                                "execute",
                                "--disable-banner",
                                "--disable-ansi-colors",
                                "--details=tree",
                                "--select-class",
                                JUnit5Samples.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        int status = process.waitFor();
        assertContains(output, "9 tests successful");
        assertContains(output, "1 tests aborted");
        assertContains(output, "1 tests failed");
        assertContains(output, "a task: left behind waits for the clock");
        assertEquals(1, status, "tests have failed");
        process.onExit().get(1, TimeUnit.SECONDS);
    }

    private static void assertContains(String output, String part) {
        assertTrue(output.contains(part), () -> "'" + part + "' is not in:\n" + output);
    }

    private static Path onlyJarOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.toList();
            assertEquals(1, jars.size(), jars::toString);
            return jars.getFirst();
        }
    }

    /** This JVM's, with the other JUnit. */
    private static String classPathWith(Path junit) {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.concat(
                        Arrays.stream(classPath.split(File.pathSeparator))
                                .filter(entry -> !isJUnits(entry)),
                        Stream.of(junit.toAbsolutePath().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isJUnits(String entry) {
        String name = Path.of(entry).getFileName().toString();
        return name.startsWith("junit-") || name.startsWith("opentest4j-");
    }
}
