package org.asyncio4j.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What this process has open, as Linux tells: sockets, pollers, and the files of tests. */
final class Descriptors {
    private static final Path ALL = Path.of("/proc/self/fd");

    private Descriptors() {}

    /** How many of each kind are open. */
    static Map<String, Integer> open() {
        Map<String, Integer> kinds = new TreeMap<>();
        try (Stream<Path> each = Files.list(ALL)) {
            each.map(Descriptors::kind).forEach(kind -> kinds.merge(kind, 1, Integer::sum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kinds.remove(""); // What the JVM opens as it likes, such as its own libraries.
        return kinds;
    }

    /**
     * Runs the work twice, as the first time opens what stays, and fails if the second one has left
     * something open.
     */
    static <X extends Exception> void assertNoneLeftBy(Work<X> work) throws X {
        work.run();
        Map<String, Integer> before = open();
        work.run();
        assertEquals(before, open(), "descriptors were left open");
    }

    interface Work<X extends Exception> {
        void run() throws X;
    }

    private static String kind(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (target.startsWith("socket:")) {
                return "socket";
            }
            return target.startsWith("anon_inode:")
                            || (target.contains("/junit-") && !target.endsWith(".jar"))
                    ? target
                    : "";
        } catch (IOException e) {
            return ""; // The one that lists them is gone already.
        }
    }
}
