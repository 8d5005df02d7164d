package org.asyncio4j.http.syntax;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Times as HTTP writes them, in seconds. Written in one way, {@code Sun, 06 Nov 1994 08:49:37 GMT};
 * read in this one and the two older ones of RFC 9110, to the letter.
 */
public final class HttpDate {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String DAYS = "MonTueWedThuFriSatSun";

    private static final int SECONDS_OF_DAY = 86400;

    /** The years that four digits can write. */
    private static final long FIRST = -62167219200L;

    private static final long LAST = 253402300799L;

    /** What was written last: nearly always the same second is asked for again. */
    private static volatile Written last = new Written(0, write(0));

    private record Written(long second, String text) {}

    private HttpDate() {}

    /** A time as text; its fraction of a second is dropped. */
    public static String format(Instant time) {
        return format(time.getEpochSecond());
    }

    /** A time as text, given in seconds since 1970. The same seconds twice give the same object. */
    public static String format(long epochSecond) {
        Written known = last;
        if (known.second != epochSecond) {
            known = new Written(epochSecond, write(Math.clamp(epochSecond, FIRST, LAST)));
            last = known;
        }
        return known.text;
    }

    /** By hand: a formatter of the JDK's would take a program's start some milliseconds. */
    private static String write(long epochSecond) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, SECONDS_OF_DAY));
        int second = Math.floorMod(epochSecond, SECONDS_OF_DAY);
        StringBuilder text = new StringBuilder(29);
        int day = 3 * date.getDayOfWeek().ordinal();
        int month = 3 * date.getMonth().ordinal();
        text.append(DAYS, day, day + 3).append(", ");
        twoDigits(text, date.getDayOfMonth()).append(' ');
        text.append(MONTHS, month, month + 3).append(' ');
        twoDigits(text, date.getYear() / 100);
        twoDigits(text, date.getYear() % 100).append(' ');
        twoDigits(text, second / 3600).append(':');
        twoDigits(text, second / 60 % 60).append(':');
        return twoDigits(text, second % 60).append(" GMT").toString();
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /**
     * Reads a time.
     *
     * @return null if it is none, such as one whose day of the week is another's
     */
    public static Instant parse(String text) {
        return parse(text, Instant.now().atZone(ZoneOffset.UTC).getYear());
    }

    /**
     * {@link #parse(String)} in another year: a year of two digits is the one that is no more than
     * fifty years ahead.
     */
    static Instant parse(String text, int thisYear) {
        int length = text.length();
        if (length == 29 && text.charAt(3) == ',') {
            return parseFixed(text);
        }
        if (length == 24 && text.charAt(3) == ' ') {
            return parseAsctime(text);
        }
        return parseRfc850(text, thisYear);
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    private static Instant parseFixed(String text) {
        boolean isFormed =
                text.charAt(4) == ' '
                        && text.charAt(7) == ' '
                        && text.charAt(11) == ' '
                        && text.startsWith(" GMT", 25);
        return isFormed
                ? time(
                        dayOfWeek(text.substring(0, 3)),
                        number(text, 12, 16),
                        month(text, 8),
                        number(text, 5, 7),
                        text,
                        16)
                : null;
    }

    /** {@code Sun Nov 6 08:49:37 1994}. */
    private static Instant parseAsctime(String text) {
        boolean isFormed =
                text.charAt(7) == ' ' && text.charAt(10) == ' ' && text.charAt(19) == ' ';
        int day = text.charAt(8) == ' ' ? number(text, 9, 10) : number(text, 8, 10);
        return isFormed
                ? time(
                        dayOfWeek(text.substring(0, 3)),
                        number(text, 20, 24),
                        month(text, 4),
                        day,
                        text,
                        10)
                : null;
    }

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
    private static Instant parseRfc850(String text, int thisYear) {
        int comma = text.indexOf(',');
        boolean isFormed =
                comma >= 6
                        && text.length() == comma + 24
                        && text.charAt(comma + 1) == ' '
                        && text.charAt(comma + 4) == '-'
                        && text.charAt(comma + 8) == '-'
                        && text.startsWith(" GMT", comma + 20);
        int shortYear = isFormed ? number(text, comma + 9, comma + 11) : -1;
        if (shortYear < 0) {
            return null;
        }
        int latest = thisYear + 50;
        int year = latest - Math.floorMod(latest - shortYear, 100);
        return time(
                fullDayOfWeek(text.substring(0, comma)),
                year,
                month(text, comma + 5),
                number(text, comma + 2, comma + 4),
                text,
                comma + 11);
    }

    /** Any number below 0 stands for what was none; the time of day begins with its blank. */
    private static Instant time(
            DayOfWeek dayOfWeek, int year, int month, int day, String text, int clock) {
        boolean isFormed =
                text.charAt(clock) == ' '
                        && text.charAt(clock + 3) == ':'
                        && text.charAt(clock + 6) == ':';
        int hour = number(text, clock + 1, clock + 3);
        int minute = number(text, clock + 4, clock + 6);
        int second = number(text, clock + 7, clock + 9);
        boolean isPossible =
                isFormed && isBelow(hour, 24) && isBelow(minute, 60) && isBelow(second, 61);
        if (!isPossible || year < 0 || month < 1 || day < 1 || day > daysOf(year, month)) {
            return null;
        }
        LocalDate date = LocalDate.of(year, month, day);
        if (date.getDayOfWeek() != dayOfWeek) {
            return null;
        }
        long secondOfDay = (hour * 60L + minute) * 60 + second; // A leap second is the next one.
        return Instant.ofEpochSecond(date.toEpochDay() * SECONDS_OF_DAY + secondOfDay);
    }

    private static boolean isBelow(int number, int end) {
        return number >= 0 && number < end;
    }

    private static int daysOf(int year, int month) {
        return LocalDate.of(year, month, 1).lengthOfMonth();
    }

    /** -1 if one of the characters is no digit of ASCII. */
    private static int number(String text, int begin, int end) {
        int number = 0;
        for (int i = begin; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** 0 if there is none. */
    private static int month(String text, int at) {
        int index = MONTHS.indexOf(text.substring(at, at + 3));
        return index >= 0 && index % 3 == 0 ? index / 3 + 1 : 0;
    }

    private static DayOfWeek dayOfWeek(String name) {
        int index = DAYS.indexOf(name);
        return index >= 0 && index % 3 == 0 ? DayOfWeek.of(index / 3 + 1) : null;
    }

    private static DayOfWeek fullDayOfWeek(String name) {
        DayOfWeek day = dayOfWeek(name.substring(0, 3));
        return day != null
                        && day.name().equals(name.toUpperCase(Locale.ROOT))
                        && isCapitalized(name)
                ? day
                : null;
    }

    private static boolean isCapitalized(String name) {
        return name.substring(1).equals(name.substring(1).toLowerCase(Locale.ROOT));
    }
}
