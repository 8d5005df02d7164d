package org.asyncio4j.bench.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.List;

class MarkdownTest {

    @Test
    void alignsColumns() {
        assertEquals(
                List.of("|     | peer |", "| --- | ---- |", "| a   | 1 ns |"),
                Markdown.table(List.of(List.of("", "peer"), List.of("a", "1 ns"))));
    }

    @Test
    void showsThreeDigitsAndAUnit() {
        assertEquals("9.50 ns", Markdown.nanos(9.5));
        assertEquals("112 ns", Markdown.nanos(112.3));
        assertEquals("5.25 µs", Markdown.nanos(5_250));
        assertEquals("31.0 ms", Markdown.nanos(31_000_000));
        assertEquals("2.00 s", Markdown.nanos(2_000_000_000));
    }
}
