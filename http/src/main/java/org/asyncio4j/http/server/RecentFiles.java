package org.asyncio4j.http.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Which files were served a moment ago: what the way to them led to need not be found out in a
 * thread again. Only files that are there are remembered, so that nobody can fill it with names.
 */
final class RecentFiles {
    /** For so long a new link, or a new file beside it, may not be noticed. */
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MOST = 1024;

    private final ConcurrentMap<String, Known> files = new ConcurrentHashMap<>();

    /** A file, and when the way to it was last gone. */
    record Known(ServedFile file, String contentType, long found) {}

    Known add(String rawPath, ServedFile file, String contentType) {
        Known known = new Known(file, contentType, System.nanoTime());
        if (files.size() >= MOST) {
            files.clear(); // Rather seldom than costly: it is full again at once.
        }
        files.put(rawPath, known);
        return known;
    }

    /** Null if it was not served lately, or has changed. Looks at it, without a thread. */
    Known find(String rawPath) {
        Known known = files.get(rawPath);
        if (known == null) {
            return null;
        }
        if (System.nanoTime() - known.found < NANOS && isTrue(known.file)) {
            return known;
        }
        files.remove(rawPath, known);
        return null;
    }

    private static boolean isTrue(ServedFile file) {
        return file.plain().areStillTrue()
                && file.compressed().stream().allMatch(variant -> variant.file().areStillTrue());
    }

    int size() {
        return files.size();
    }
}
