package org.asyncio4j.bench.table.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.bench.table.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;

class ProcessTimeTest {

    @Test
    void readsBothTimesBehindTheName() {
        String stat = "42 (a b) c) S 1 42 42 0 -1 4194304 7 8 9 10 123 456 77 88 20 0 1 0 5\n";
        ProcessTime time = ProcessTime.parse(stat, 10);
        assertEquals(new ProcessTime(1_230, 4_560), time);
        assertEquals(new ProcessTime(230, 560), time.minus(new ProcessTime(1_000, 4_000)));
        assertEquals(5_790, time.total());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void asksTheSystem() throws IOException {
        long pid = ProcessHandle.current().pid();
        assertTrue(ProcessTime.of(pid).total() > 0, "a JVM has used processor time");
        assertThrows(Program.Failure.class, () -> ProcessTime.of(Integer.MAX_VALUE));
    }
}
