package org.asyncio4j.launcher.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.0 kB",
        "1540,1.5 kB",
        "999949,999.9 kB",
        "999950,1.0 MB",
        "12300000,12.3 MB",
        "9223372036854775807,9.2 EB"
    })
    void bytesHaveUnits(long bytes, String expected) {
        assertEquals(expected, Amounts.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({"0,0:00", "7.4,0:07", "754,12:34", "3723,1:02:03", "1e30,99:59:59"})
    void timesHaveColons(double seconds, String expected) {
        assertEquals(expected, Amounts.time(seconds));
    }
}
