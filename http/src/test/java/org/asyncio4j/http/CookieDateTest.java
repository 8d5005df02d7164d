package org.asyncio4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

class CookieDateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT         | 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT        | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994              | 1994-11-06T08:49:37Z",
                "06 Nov 1994 8:9:7                     | 1994-11-06T08:09:07Z",
                "08:49:37 november 6 1994              | 1994-11-06T08:49:37Z",
                "1994 6 nOv 08:49:37                   | 1994-11-06T08:49:37Z",
                "Wed, 01 Jan 70 00:00:00 GMT           | 1970-01-01T00:00:00Z",
                "Wed, 01 Jan 69 00:00:00 GMT           | 2069-01-01T00:00:00Z",
                "Tue, 29 Feb 2028 23:59:59 +0100       | 2028-02-29T23:59:59Z",
                "Mon, 10-Dec-2007 17:02:24 GMT; x      | 2007-12-10T17:02:24Z",
                "Thu, 01 Jan 9999 00:00:00 GMT         | 9999-01-01T00:00:00Z",
                "1 Jan 2000 00:00:00x                  | 2000-01-01T00:00:00Z",
            })
    void anythingWithADayAMonthAYearAndATime(String text, Instant expected) {
        assertEquals(expected, CookieDate.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "tomorrow",
                "06 Nov 1994",
                "08:49:37",
                "06 Nov 08:49:37",
                "06 1994 08:49:37",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:00 GMT",
                "Sun, 06 Nov 1994 08:00:60 GMT",
                "Sun, 06 Nov 1994 008:00:00 GMT",
                "Sun, 06 Nov 1994 08:00 GMT",
                "30 Feb 2000 00:00:00",
                "32 Jan 2000 00:00:00",
                "0 Jan 2000 00:00:00",
                "1 Jan 1600 00:00:00",
                "1 Jan 20000 00:00:00",
                "1 Foo 2000 00:00:00",
                "1 anf 2000 00:00:00",
            })
    void whatIsNoDate(String text) {
        assertNull(CookieDate.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, ٠٦ Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov ١٩٩٤ 08:49:37 GMT",
                "Sun, 06 Nov 1994 ٠٨:49:37 GMT",
                "Sun, ²6 Nov 1994 08:49:37 GMT",
            })
    void b69_digitsAreAscii(String text) {
        assertNull(CookieDate.parse(text));
    }
}
