package org.asyncio4j.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Reads the dates of cookies, of which there are more kinds than of HTTP's: whatever has a time, a
 * day, a month and a year, in this order of search: RFC 6265bis, 5.1.1.
 */
final class CookieDate {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    private final String text;
    private int hour = -1;
    private int minute;
    private int second;
    private int day = -1;
    private int month = -1;
    private int year = -1;

    private CookieDate(String text) {
        this.text = text;
    }

    /** Null for what is none. */
    static Instant parse(String text) {
        CookieDate date = new CookieDate(text);
        date.readTokens();
        return date.instant();
    }

    private void readTokens() {
        int at = 0;
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && !isDelimiter(text.charAt(at))) {
                at++;
            }
            if (at > start) {
                readToken(text.substring(start, at));
            }
            at++;
        }
    }

    private static boolean isDelimiter(char c) {
        return c == '\t'
                || c >= ' ' && c <= '/'
                || c >= ';' && c <= '@'
                || c >= '[' && c <= '`'
                || c >= '{' && c <= '~';
    }

    /** Each token is the first of these that it can be and that is not known yet. */
    private void readToken(String token) {
        if (hour < 0 && readTime(token)) {
            return;
        }
        int digits = digits(token, 0);
        if (day < 0 && (digits == 1 || digits == 2)) {
            day = number(token, 0, digits);
        } else if (month < 0 && monthOf(token) > 0) {
            month = monthOf(token);
        } else if (year < 0 && digits >= 2 && digits <= 4) {
            year = fourDigits(number(token, 0, digits), digits);
        }
    }

    /** {@code 8:05:9}, each of one or two digits, and perhaps something behind. */
    private boolean readTime(String token) {
        int[] parts = new int[3];
        int at = 0;
        for (int i = 0; i < 3; i++) {
            int digits = digits(token, at);
            boolean colon =
                    i == 2 || at + digits < token.length() && token.charAt(at + digits) == ':';
            if (digits < 1 || digits > 2 || !colon) {
                return false;
            }
            parts[i] = number(token, at, digits);
            at += digits + 1;
        }
        hour = parts[0];
        minute = parts[1];
        second = parts[2];
        return true;
    }

    private static int digits(String token, int start) {
        int end = start;
        while (end < token.length() && token.charAt(end) >= '0' && token.charAt(end) <= '9') {
            end++;
        }
        return end - start;
    }

    private static int number(String token, int start, int digits) {
        return Integer.parseInt(token, start, start + digits, 10);
    }

    private static int monthOf(String token) {
        if (token.length() < 3) {
            return 0;
        }
        int index = MONTHS.indexOf(token.substring(0, 3).toLowerCase(Locale.ROOT));
        return index >= 0 && index % 3 == 0 ? index / 3 + 1 : 0;
    }

    private static int fourDigits(int year, int digits) {
        if (digits > 2) {
            return year;
        }
        return year >= 70 ? year + 1900 : year + 2000;
    }

    private Instant instant() {
        boolean complete = hour >= 0 && day >= 1 && month >= 1 && year >= 1601;
        if (!complete || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        try {
            return LocalDateTime.of(year, month, day, hour, minute, second)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null; // There is no 31st in that month.
        }
    }
}
