package org.asyncio4j.test.guard;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.asyncio4j.test.Leftover;
import org.asyncio4j.test.SimulationOptions;
import org.asyncio4j.test.UncleanEndError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SurroundingsTest {
    private static final SimulationOptions STRICT = SimulationOptions.DEFAULT;
    private static final SimulationOptions LENIENT =
            STRICT.withAllowed(Leftover.FILE, Leftover.PROCESS);

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    }

    private static void assertClean(Surroundings before) {
        UncleanEndError error = before.whatIsNewSince(STRICT);
        assertNull(error, () -> error.getMessage());
    }

    private static void assertFound(Surroundings before, String part) {
        UncleanEndError error = before.whatIsNewSince(STRICT);
        assertNotNull(error);
        assertTrue(error.getMessage().contains(part), error::getMessage);
    }

    @Test
    void aFileThatWasOpenBeforeIsNoMatter(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "x");
        try (InputStream _ = Files.newInputStream(file)) {
            assertClean(Surroundings.look(STRICT));
        }
    }

    @Test
    void aFileThatIsOpenedIsFoundUntilItIsClosed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "x");
        Surroundings before = Surroundings.look(STRICT);
        try (InputStream _ = Files.newInputStream(file)) {
            assertFound(before, "an open file: " + file);
            assertNull(Surroundings.look(LENIENT).whatIsNewSince(LENIENT));
        }
        assertClean(before);
    }

    @Test
    void aNumberThatIsUsedAgainIsAnotherFile(@TempDir Path folder) throws IOException {
        Path first = Files.writeString(folder.resolve("first.txt"), "x");
        Path second = Files.writeString(folder.resolve("second.txt"), "x");
        InputStream closed = Files.newInputStream(first);
        Surroundings before = Surroundings.look(STRICT);
        closed.close();
        try (InputStream _ = Files.newInputStream(second)) {
            assertFound(before, "second.txt");
        }
    }

    @Test
    void jarsAreTheJvmsOwn(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("a.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("a"));
        }
        Surroundings before = Surroundings.look(STRICT);
        try (ZipFile _ = new ZipFile(jar.toFile())) {
            assertClean(before);
        }
    }

    @Test
    void whatIsAboutToBeClosedMayBe(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "x");
        Surroundings before = Surroundings.look(STRICT);
        InputStream open = Files.newInputStream(file);
        Thread closing =
                Thread.startVirtualThread(() -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(
                                10); // It is closed behind the begin of the look.
                        open.close();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        assertClean(before);
        closing.join();
    }

    @Test
    void aProcessIsFoundUntilItHasEnded() throws Exception {
        Surroundings before = Surroundings.look(STRICT);
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            assertFound(before, "a process: " + process.pid());
            assertClean(Surroundings.look(STRICT));
        } finally {
            process.destroyForcibly().waitFor();
        }
        process.getInputStream().close();
        process.getErrorStream().close();
        process.getOutputStream().close();
        assertClean(before);
    }
}
