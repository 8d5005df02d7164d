package org.asyncio4j.http.server;

import org.asyncio4j.http.ETag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * What was true of a file when it was looked at.
 *
 * @param size in bytes
 * @param modified when it was last written to
 * @param key which file it was, whatever its name; null where the system does not tell
 */
record FileFacts(Path path, long size, Instant modified, Object key) {
    static FileFacts of(Path path, BasicFileAttributes attributes) {
        return new FileFacts(
                path,
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                attributes.fileKey());
    }

    /** Whether it is still the same, by another look: some microseconds of the thread it is in. */
    boolean areStillTrue() {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return now.isRegularFile() && equals(of(path, now));
        } catch (IOException | SecurityException e) {
            return false;
        }
    }

    /** Of the bytes that are sent: those in another coding are others. */
    ETag tag(String coding) {
        long nanos = modified.getEpochSecond() * 1_000_000_000 + modified.getNano();
        String state = Long.toHexString(nanos) + '-' + Long.toHexString(size);
        return new ETag(coding == null ? state : state + '-' + coding, false);
    }

    /** In seconds, as HTTP tells it. */
    long modifiedSecond() {
        return modified.getEpochSecond();
    }
}
