package org.asyncio4j.test.schedule;

import java.math.BigDecimal;

/** Time for a person to read: {@code 0 s}, {@code 1.5 s}, {@code 25:00:00.25}. */
final class SimulatedTime {
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private SimulatedTime() {}

    static String text(long nanos) {
        if (nanos < NANOS_PER_MINUTE) {
            return seconds(nanos) + " s";
        }
        long minutes = nanos / NANOS_PER_MINUTE;
        String rest = seconds(nanos % NANOS_PER_MINUTE);
        boolean oneDigit = rest.length() == 1 || rest.charAt(1) == '.';
        return minutes / 60
                + (minutes % 60 < 10 ? ":0" : ":")
                + minutes % 60
                + (oneDigit ? ":0" : ":")
                + rest;
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }
}
