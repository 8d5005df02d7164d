package org.asyncio4j.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** That the same seed is the same run, to the last byte of its trace. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayTest {
    @Test
    void sameSeedIsTheSameRun() {
        String once = ReplayProgram.traces();
        for (int i = 0; i < 5; i++) {
            assertEquals(once, ReplayProgram.traces());
        }
    }

    @Test
    void otherSeedsAreOthers() {
        Set<String> traces = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            traces.add(ReplayProgram.trace(new Seed(seed)));
        }
        assertEquals(20, traces.size());
    }

    /** Objects and lambdas have other identities there, and its code is not yet compiled. */
    @Test
    void sameInAnotherProcess() throws Exception {
        String here = ReplayProgram.traces();
        assertEquals(here, child("-XX:TieredStopAtLevel=1"));
        assertEquals(here, child("-Xint"));
    }

    @Test
    void nothingOfTheProcessIsInIt() {
        String traces = ReplayProgram.traces();
        assertTrue(traces.contains("Event#1"), traces);
        assertTrue(traces.contains("callback ReplayProgram#1"), traces);
        assertTrue(traces.contains("worker (4)"), traces);
        assertFalse(traces.contains("@"), traces);
        assertFalse(traces.contains("0x"), traces);
    }

    private static String child(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("-Dstdout.encoding=UTF-8");
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(ReplayProgram.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            byte[] output = process.getInputStream().readAllBytes();
            assertEquals(0, process.waitFor());
            return new String(output, StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }
}
