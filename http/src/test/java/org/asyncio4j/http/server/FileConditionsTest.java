package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.asyncio4j.http.ETag;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.syntax.HttpDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What there is has the tag "1" and changed at 1000 seconds. */
@Timeout(10)
class FileConditionsTest {
    private static FileConditions conditions(Headers request) {
        return new FileConditions(request, new ETag("1", false), 1000);
    }

    /** Fields as {@code name: value; name: value}; {@code @900} is a date. */
    private static Headers headers(String fields) {
        Headers headers = new Headers();
        for (String field : fields == null ? new String[0] : fields.split("; ")) {
            String[] parts = field.split(": ", 2);
            headers.add(parts[0], date(parts[1]));
        }
        return headers;
    }

    private static String date(String value) {
        return value.startsWith("@") ? HttpDate.format(Long.parseLong(value.substring(1))) : value;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "|PROCEED",
                // In the wanted state?
                "If-Match: \"1\"|PROCEED",
                "If-Match: \"0\", \"1\"|PROCEED",
                "If-Match: *|PROCEED",
                "If-Match: \"2\"|FAILED",
                "If-Match: W/\"1\"|FAILED",
                "If-Match: garbage|FAILED",
                "If-Unmodified-Since: @1000|PROCEED",
                "If-Unmodified-Since: @1001|PROCEED",
                "If-Unmodified-Since: @999|FAILED",
                "If-Unmodified-Since: yesterday|PROCEED",
                "If-Unmodified-Since: @999; If-Unmodified-Since: @999|PROCEED",
                // The tag counts, the date does not.
                "If-Match: \"1\"; If-Unmodified-Since: @999|PROCEED",
                "If-Match: \"2\"; If-Unmodified-Since: @1000|FAILED",
                // Known?
                "If-None-Match: \"1\"|NOT_MODIFIED",
                "If-None-Match: W/\"1\"|NOT_MODIFIED",
                "If-None-Match: \"0\", W/\"1\"|NOT_MODIFIED",
                "If-None-Match: *|NOT_MODIFIED",
                "If-None-Match: \"2\"|PROCEED",
                "If-None-Match: garbage|PROCEED",
                "If-Modified-Since: @1000|NOT_MODIFIED",
                "If-Modified-Since: @2000|NOT_MODIFIED",
                "If-Modified-Since: @999|PROCEED",
                "If-Modified-Since: tomorrow|PROCEED",
                "If-Modified-Since: @1000; If-Modified-Since: @1000|PROCEED",
                "If-None-Match: \"2\"; If-Modified-Since: @2000|PROCEED",
                "If-None-Match: \"1\"; If-Modified-Since: @0|NOT_MODIFIED",
                // The wanted state comes first.
                "If-Match: \"2\"; If-None-Match: \"1\"|FAILED",
                "If-Match: \"1\"; If-None-Match: \"1\"|NOT_MODIFIED",
                "If-Unmodified-Since: @999; If-Modified-Since: @2000|FAILED",
                "If-Unmodified-Since: @1000; If-Modified-Since: @1000|NOT_MODIFIED",
            })
    void theOrderIsThatOfTheRfc(String request, FileConditions.Result expected) {
        assertEquals(expected, conditions(headers(request)).evaluate());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "|true",
                "If-Range: \"1\"|true",
                "If-Range: \"2\"|false",
                "If-Range: W/\"1\"|false",
                "If-Range: @1000|true",
                "If-Range: @1001|false",
                "If-Range: @999|false",
                "If-Range: *|false",
                "If-Range: garbage|false",
            })
    void aPartIsOfTheStateThatTheClientHas(String request, boolean expected) {
        assertEquals(expected, conditions(headers(request)).allowRange());
    }

    @Test
    void aWeakTagIsInNoWantedState() {
        Headers request = Headers.of("If-Match", "W/\"1\"");

        var weak = new FileConditions(request, new ETag("1", true), 1000);

        assertEquals(FileConditions.Result.FAILED, weak.evaluate());
    }
}
