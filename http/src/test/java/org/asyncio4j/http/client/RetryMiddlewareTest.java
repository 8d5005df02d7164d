package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;

class RetryMiddlewareTest {
    private static final Instant NOW = Instant.parse("2025-01-01T00:00:00Z");

    private final RetryMiddleware middleware =
            RetryMiddleware.DEFAULT.withPauses(millis(100), seconds(1));

    @ParameterizedTest
    @CsvSource({"0,50,100", "1,100,200", "3,400,800", "4,500,1000", "5,500,1000", "1000,500,1000"})
    void pausesGrowAndDiffer(int attempt, int least, int most) {
        assertEquals(millis(least), middleware.growing(attempt, () -> 0));
        assertEquals(millis(most), middleware.growing(attempt, () -> 1));
    }

    @Test
    void aPauseMayBeAsLongAsItLikes() {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        assertEquals(seconds(8), middleware.withPauses(seconds(1), endless).growing(3, () -> 1));
        assertEquals(seconds(8), middleware.withPauses(endless, seconds(8)).growing(3, () -> 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "120,120",
        "'Wed, 01 Jan 2025 00:00:30 GMT',30",
        "'Tue, 31 Dec 2024 00:00:00 GMT',0",
        "999999999,999999999"
    })
    void keepsToWhatTheServerAsksFor(String value, long expected) {
        assertEquals(
                Duration.ofSeconds(expected),
                RetryMiddleware.retryAfter(Headers.of("Retry-After", value), NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "soon", "1e3", "99999999999999999999", "\u00b2"})
    void ignoresWhatNobodyUnderstands(String value) {
        assertNull(RetryMiddleware.retryAfter(Headers.of("Retry-After", value), NOW));
    }

    @Test
    void refusesWhatIsBelowZero() {
        assertThrows(IllegalArgumentException.class, () -> middleware.withRetries(-1));
        assertThrows(
                IllegalArgumentException.class,
                () -> middleware.withPauses(millis(-1), seconds(1)));
    }
}
