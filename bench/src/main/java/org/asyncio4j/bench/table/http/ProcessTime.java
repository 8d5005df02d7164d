package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.table.Machine;
import org.asyncio4j.bench.table.Program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processor time that a process has used, all threads of it.
 *
 * @param userNanos in its own code
 * @param systemNanos in the system's
 */
record ProcessTime(long userNanos, long systemNanos) {

    /** Where the two numbers stand behind the process's name. */
    private static final int USER_FIELD = 11;

    private static final int SYSTEM_FIELD = 12;

    private static final long NANOS_PER_TICK =
            1_000_000_000 / Machine.ask("getconf", "CLK_TCK").map(Long::parseLong).orElse(100L);

    /** Asks the system. */
    static ProcessTime of(long pid) throws IOException {
        Path file = Path.of("/proc/" + pid + "/stat");
        if (!Files.exists(file)) {
            throw new Program.Failure("the server has ended");
        }
        return parse(Files.readString(file), NANOS_PER_TICK);
    }

    /** Reads what {@code /proc/PID/stat} says; the name in it may have spaces and parentheses. */
    static ProcessTime parse(String stat, long nanosPerTick) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessTime(
                nanosPerTick * Long.parseLong(fields[USER_FIELD]),
                nanosPerTick * Long.parseLong(fields[SYSTEM_FIELD]));
    }

    long total() {
        return userNanos + systemNanos;
    }

    ProcessTime minus(ProcessTime earlier) {
        return new ProcessTime(userNanos - earlier.userNanos, systemNanos - earlier.systemNanos);
    }
}
