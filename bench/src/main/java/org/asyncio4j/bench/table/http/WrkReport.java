package org.asyncio4j.bench.table.http;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Program;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk prints at its end.
 *
 * @param requests how many were answered
 * @param nanos for how long it asked
 * @param p50 nanoseconds that most took at most; 0 if it does not know
 * @param p99 nanoseconds that nearly all took at most; 0 if it does not know
 */
record WrkReport(long requests, long nanos, long p50, long p99) {

    private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in (\\S+),");
    private static final Pattern TROUBLE =
            Pattern.compile("(?:Socket errors|Non-2xx or 3xx responses):.*");
    private static final Pattern TIME = Pattern.compile("([\\d.]+)(us|ms|s|m|h)");

    private static final Map<String, Double> UNITS =
            Map.of("us", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9, "h", 3_600e9);

    /** Reads it; throws if a request went wrong, or if there was none. */
    static WrkReport parse(String output) {
        Matcher trouble = TROUBLE.matcher(output);
        if (trouble.find()) {
            throw new Program.Failure("wrk: " + trouble.group());
        }
        MatchResult total =
                TOTAL.matcher(output)
                        .results()
                        .findFirst()
                        .orElseThrow(() -> new Program.Failure("wrk printed something else"));
        long requests = Long.parseLong(total.group(1));
        if (requests == 0) {
            throw new Program.Failure("wrk: not one request was answered");
        }
        return new WrkReport(
                requests, nanos(total.group(2)), percentile(output, 50), percentile(output, 99));
    }

    private static long percentile(String output, int percent) {
        Matcher line = Pattern.compile("(?m)^\\s+" + percent + "%\\s+(\\S+)$").matcher(output);
        return line.find() ? nanos(line.group(1)) : 0;
    }

    private static long nanos(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new Program.Failure("wrk: " + text + " is no time");
        }
        return Math.round(Double.parseDouble(time.group(1)) * UNITS.get(time.group(2)));
    }

    /** As a sample, with what the server used meanwhile. */
    Sample sample(String row, ProcessTime server) {
        String extra =
                "p50=%d p99=%d user=%d system=%d"
                        .formatted(p50, p99, server.userNanos(), server.systemNanos());
        return new Sample(row, requests, nanos, server.total(), extra);
    }
}
