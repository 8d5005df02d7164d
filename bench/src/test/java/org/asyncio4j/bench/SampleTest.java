package org.asyncio4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class SampleTest {

    @Test
    void survivesTheLine() {
        Sample sample = new Sample("yield", 1_000, 120_000, 110_000, "bytes=12 heap=3.5");
        assertEquals(Optional.of(sample), Sample.parse(sample.format()));
    }

    @Test
    void ignoresOtherLines() {
        assertEquals(Optional.empty(), Sample.parse("WARNING: something"));
        assertEquals(Optional.empty(), Sample.parse("a\tb\tc\td\te"));
    }

    @Test
    void findsExtraNumbers() {
        Sample sample = new Sample("sleepers", 1, 1, 1, "bytes=12 heap=3.5");
        assertEquals(Optional.of(3.5), sample.extra("heap"));
        assertEquals(Optional.empty(), sample.extra("eap"));
    }
}
