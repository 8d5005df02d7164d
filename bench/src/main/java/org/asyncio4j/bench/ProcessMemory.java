package org.asyncio4j.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system and the JVM say about this process's memory. */
final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    /** The memory of this process that is in RAM now, or 0 where there is no {@code /proc}. */
    static long residentBytes() {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return 1_024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        throw new IllegalStateException("no VmRSS in " + STATUS);
    }

    /** The bytes of objects in the heap; right after a collection, of live ones. */
    static long usedHeapBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
