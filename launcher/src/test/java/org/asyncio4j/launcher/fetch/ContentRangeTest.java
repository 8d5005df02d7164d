package org.asyncio4j.launcher.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRangeTest {
    @Test
    void itTellsWhereItBegins() {
        assertEquals(new ContentRange(100, 1000), ContentRange.parse("bytes 100-199/1000"));
        assertEquals(new ContentRange(0, -1), ContentRange.parse("Bytes 0-9/*"));
        assertEquals(new ContentRange(-1, 1000), ContentRange.parse(" bytes */1000 "));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes 1/2",
                "bytes 1-2",
                "items 1-2/3",
                "bytes -1-2/3",
                "bytes 9999999999999999999-2/3",
                "bytes ١-2/3",
                "bytes 1-2/3, bytes 4-5/6"
            })
    void whatIsWrittenOtherwiseTellsNothing(String header) {
        assertNull(ContentRange.parse(header));
    }
}
