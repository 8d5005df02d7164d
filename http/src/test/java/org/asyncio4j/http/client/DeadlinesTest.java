package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.asyncio4j.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

@Timeout(10)
class DeadlinesTest {
    private static long after(Duration delay) throws Exception {
        return run(RunOptions.DEFAULT.withHandleSignals(false), () -> new Deadlines().after(delay));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 1_000_000_000})
    void aTimeThatIsLongerThanAnybodyLivesIsNone(long seconds) throws Exception {
        assertEquals(Deadlines.NEVER, after(Duration.ofSeconds(seconds)));
    }

    @Test
    void aYearIsALimit() throws Exception {
        assertNotEquals(Deadlines.NEVER, after(Duration.ofDays(365)));
        assertEquals(Deadlines.NEVER, after(null));
    }
}
