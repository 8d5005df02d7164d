package org.asyncio4j.http.form;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How much of a form {@link Form#read} takes, and where it keeps that.
 *
 * @param maxSize how many bytes the whole may have, as it is sent and as it is decoded
 * @param maxFields how many fields and files there may be
 * @param memoryLimit how many bytes of files, all together, are kept in memory; the others go to
 *     temporary files
 * @param directory where temporary files are made; null for the system's own place
 */
public record FormOptions(long maxSize, int maxFields, int memoryLimit, Path directory) {
    /** 1 MiB as aiohttp's {@code client_max_size}, 1000 fields, all of it in memory. */
    public static final FormOptions DEFAULT = new FormOptions(1 << 20, 1000, 1 << 20, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a number that is not above zero, where 0 makes no sense
     */
    public FormOptions {
        requireAtLeast(1, "maxSize", maxSize);
        requireAtLeast(1, "maxFields", maxFields);
        requireAtLeast(0, "memoryLimit", memoryLimit);
    }

    private static void requireAtLeast(int least, String name, long value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + " must be at least " + least + ", but is " + value + ".");
        }
    }

    public FormOptions withMaxSize(long maxSize) {
        return new FormOptions(maxSize, maxFields, memoryLimit, directory);
    }

    public FormOptions withMaxFields(int maxFields) {
        return new FormOptions(maxSize, maxFields, memoryLimit, directory);
    }

    public FormOptions withMemoryLimit(int memoryLimit) {
        return new FormOptions(maxSize, maxFields, memoryLimit, directory);
    }

    public FormOptions withDirectory(Path directory) {
        return new FormOptions(
                maxSize, maxFields, memoryLimit, Objects.requireNonNull(directory, "directory"));
    }
}
