package org.asyncio4j.http.server;

/**
 * The part of a file that a request asks for, by its first and last byte: {@code Range:
 * bytes=0-99}.
 *
 * @param first counted from 0
 * @param last included
 */
record ByteRange(long first, long last) {
    /** Stands for a range that the file does not have: the answer is 416. */
    static final ByteRange UNSATISFIABLE = new ByteRange(-1, -1);

    private static final String UNIT = "bytes=";

    /**
     * What a header field asks for.
     *
     * <p>All of the file where the unit is unknown or there are several ranges, as RFC 9110 allows:
     * many small ones would cost a server more than the whole. What is written wrongly is answered
     * as what is not there, as aiohttp does, so that whoever sent it notices.
     *
     * @param header the value of {@code Range}; null if there is none
     * @param size of the file
     * @return null for all of it; {@link #UNSATISFIABLE}
     */
    static ByteRange parse(String header, long size) {
        if (header == null || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return null;
        }
        String range = header.substring(UNIT.length()).strip();
        if (range.indexOf(',') >= 0) {
            return null;
        }
        int dash = range.indexOf('-');
        if (dash < 0) {
            return UNSATISFIABLE;
        }
        String first = range.substring(0, dash);
        String last = range.substring(dash + 1);
        return first.isEmpty() ? suffix(last, size) : between(first, last, size);
    }

    /** The last bytes. More than there are: all. */
    private static ByteRange suffix(String text, long size) {
        long length = number(text);
        if (length <= 0) {
            return UNSATISFIABLE;
        }
        return size == 0 ? null : new ByteRange(Math.max(0, size - length), size - 1);
    }

    private static ByteRange between(String firstText, String lastText, long size) {
        long first = number(firstText);
        long last = lastText.isEmpty() ? Long.MAX_VALUE : number(lastText);
        return first < 0 || last < first || first >= size
                ? UNSATISFIABLE
                : new ByteRange(first, Math.min(last, size - 1));
    }

    /** -1 if it is none, the greatest if it is greater. */
    private static long number(String text) {
        long number = text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
        }
        return number;
    }

    long length() {
        return last - first + 1;
    }

    /** For the header field {@code Content-Range}. */
    String of(long size) {
        return this == UNSATISFIABLE
                ? "bytes */" + size
                : "bytes " + first + '-' + last + '/' + size;
    }
}
