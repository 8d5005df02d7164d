package org.asyncio4j.launcher.fetch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a thing a response is: {@code Content-Range: bytes 100-199/1000}.
 *
 * @param first the first byte; -1 if it is no part ({@code bytes *}{@code /1000})
 * @param size of the whole thing; {@link Progress#UNKNOWN} if it is not told
 */
record ContentRange(long first, long size) {
    /** Numbers that fit into a long. */
    private static final Pattern FORM =
            Pattern.compile(
                    "bytes (?:([0-9]{1,18})-[0-9]{1,18}|\\*)/([0-9]{1,18}|\\*)",
                    Pattern.CASE_INSENSITIVE);

    /** Null if there is none, or it cannot be understood. */
    static ContentRange parse(String header) {
        Matcher matcher = FORM.matcher(header == null ? "" : header.strip());
        return matcher.matches()
                ? new ContentRange(number(matcher.group(1)), number(matcher.group(2)))
                : null;
    }

    private static long number(String digits) {
        return digits == null || digits.equals("*") ? Progress.UNKNOWN : Long.parseLong(digits);
    }
}
