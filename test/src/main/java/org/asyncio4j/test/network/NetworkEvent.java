package org.asyncio4j.test.network;

import java.util.Locale;

/**
 * Something that has happened on a simulated network. Its text is made when somebody wants it.
 *
 * @param nanos when, by the loop's clock
 * @param from where it began, or what it happened to
 * @param to the other end, or null
 * @param detail more of it, or null
 */
record NetworkEvent(long nanos, Kind kind, Object from, Object to, String detail) {
    enum Kind {
        CONNECTED,
        REFUSED,
        TIMED_OUT,
        CLOSED,
        RESET,
        LOST,
        CUT,
        HEALED,
        SLOWED,
        CRASHED,
        KILLED,
        STARTED;

        private final String word = name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** "12.000500 s a:40000 > b:80 connected". */
    @Override
    public String toString() {
        long micros = nanos / 1000;
        return String.format(Locale.ROOT, "%d.%06d s ", micros / 1_000_000, micros % 1_000_000)
                + from
                + (to == null ? "" : " > " + to)
                + " "
                + kind.word
                + (detail == null ? "" : ": " + detail);
    }
}
