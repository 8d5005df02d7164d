package org.asyncio4j.test.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

@Timeout(10)
class SimulatedTimeTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT0.000000001S, 0.000000001 s",
        "PT1.5S, 1.5 s",
        "PT10S, 10 s",
        "PT59.999S, 59.999 s",
        "PT1M, 0:01:00",
        "PT1M1.25S, 0:01:01.25",
        "PT59M59S, 0:59:59",
        "PT1H, 1:00:00",
        "PT168H30M12.5S, 168:30:12.5",
        "PT2562047H, 2562047:00:00"
    })
    void isWritten(Duration time, String text) {
        assertEquals(text, SimulatedTime.text(time.toNanos()));
    }
}
