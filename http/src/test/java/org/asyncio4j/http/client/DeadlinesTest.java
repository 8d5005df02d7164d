package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

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
    void manyThatEndOneAfterAnotherAreLookedAtTogether() throws Exception {
        Set<Duration> moments = new HashSet<>();
        run(
                RunOptions.DEFAULT.withHandleSignals(false).withVirtualTime(true),
                () -> {
                    Deadlines deadlines = new Deadlines();
                    Duration begin = time();
                    for (int i = 0; i < 1000; i++) {
                        Duration total = millis(1000).plusNanos(i * 100_000L);
                        deadlines
                                .watch(total)
                                .onExpiry(() -> {
                                    Duration took = time().minus(begin);
                                    moments.add(took);
                                    Duration late = took.minus(total);
                                    assertFalse(late.isNegative());
                                    assertTrue(late.compareTo(millis(11)) < 0, "" + late);
                                });
                    }
                    sleep(seconds(2));
                    assertEquals(0, deadlines.size());
                });
        assertTrue(moments.size() <= 12, "looked " + moments.size() + " times");
    }

    @Test
    void aYearIsALimit() throws Exception {
        assertNotEquals(Deadlines.NEVER, after(Duration.ofDays(365)));
        assertEquals(Deadlines.NEVER, after(null));
    }
}
