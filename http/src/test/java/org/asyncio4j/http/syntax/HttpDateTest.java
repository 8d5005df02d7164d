package org.asyncio4j.http.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

@Timeout(10)
class HttpDateTest {
    private static final int THIS_YEAR = 2026;

    @Test
    void isWrittenAsInTheRfc() {
        Instant time = Instant.parse("1994-11-06T08:49:37.9Z");

        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(time));
        assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", HttpDate.format(0));
    }

    @Test
    void theSameSecondIsWrittenOnce() {
        assertSame(HttpDate.format(784111777), HttpDate.format(784111777));
    }

    @Test
    void noTimeIsTooFarAway() {
        assertEquals("Fri, 31 Dec 9999 23:59:59 GMT", HttpDate.format(Instant.MAX));
        assertEquals("Sat, 01 Jan 0000 00:00:00 GMT", HttpDate.format(Instant.MIN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT|1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT|1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994|1994-11-06T08:49:37Z",
                "Wed Nov 16 08:49:37 1994|1994-11-16T08:49:37Z",
                "Thu, 29 Feb 2024 00:00:00 GMT|2024-02-29T00:00:00Z",
                // A leap second.
                "Sat, 31 Dec 2016 23:59:60 GMT|2017-01-01T00:00:00Z",
                // No more than fifty years ahead of 2026.
                "Wednesday, 01-Jan-76 00:00:00 GMT|2076-01-01T00:00:00Z",
                "Saturday, 01-Jan-77 00:00:00 GMT|1977-01-01T00:00:00Z",
                "Saturday, 01-Jan-00 00:00:00 GMT|2000-01-01T00:00:00Z",
                "Thu, 01 Jan 1970 00:00:00 GMT|1970-01-01T00:00:00Z",
            })
    void isReadInThreeForms(String text, Instant expected) {
        assertEquals(expected, HttpDate.parse(text, THIS_YEAR));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "Sun",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 gmt",
                "Sun, 06 Nov 1994 08:49:37 +00",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 nov 1994 08:49:37 GMT",
                "Sun, 06 ovD 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun,  6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:00 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 06 Nov 1994 08-49-37 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Thu, 31 Nov 1994 08:49:37 GMT",
                "Wed, 29 Feb 2023 00:00:00 GMT",
                "Sun, ٠٦ Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov -994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT ",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sunday, 06 Nov 94 08:49:37 GMT",
                "SUNDAY, 06-Nov-94 08:49:37 GMT",
                "Sunxay, 06-Nov-94 08:49:37 GMT",
                "Sunday, 06-Nov-9x 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov 06 08:49:37 94",
                "Sun Nov  6 08:49:37 199x",
                "1994-11-06T08:49:37Z",
            })
    void whatIsNotWrittenSoIsNoTime(String text) {
        assertNull(HttpDate.parse(text));
    }

    @Test
    void whatIsWrittenIsRead() {
        long seed = 17;
        Random random = new Random(seed);
        DateTimeFormatter rfc850 =
                DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US)
                        .withZone(ZoneOffset.UTC);
        for (int i = 0; i < 10_000; i++) {
            // From 1980 to 2060: what a year of two digits can tell.
            Instant time = Instant.ofEpochSecond(random.nextLong(315532800L, 2840140800L));
            assertEquals(time, HttpDate.parse(HttpDate.format(time)), () -> "seed " + seed);
            assertEquals(
                    time, HttpDate.parse(rfc850.format(time), THIS_YEAR), () -> "seed " + seed);
        }
    }

    @Test
    void noTextBreaksIt() {
        long seed = 18;
        Random random = new Random(seed);
        String[] samples = {
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(samples[i % 3]);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(128));
                    default -> text.setCharAt(at, (char) random.nextInt(128));
                }
            }
            Instant time = HttpDate.parse(text.toString());
            if (time != null && time.isAfter(Instant.EPOCH)) {
                assertEquals(time, HttpDate.parse(HttpDate.format(time)), text.toString());
            }
        }
    }
}
