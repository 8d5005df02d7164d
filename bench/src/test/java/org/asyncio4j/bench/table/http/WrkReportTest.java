package org.asyncio4j.bench.table.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.asyncio4j.bench.Sample;
import org.asyncio4j.bench.table.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrkReportTest {

    /** The last column of the second line looks like a line of the distribution. */
    private static final String OUTPUT =
            """
            Running 1s test @ http://127.0.0.1:8765/plaintext
              1 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency   519.44us  850.12us  13.57ms   94.06%
                Req/Sec   137.76k     8.84k  151.10k    51.50%
              Latency Distribution
                 50%  429.00us
                 75%  468.00us
                 90%  524.00us
                 99%    4.71ms
              1370283 requests in 10.02s, 166.21MB read
            Requests/sec: 136796.41
            Transfer/sec:     16.59MB
            """;

    @Test
    void readsWhatWasAnsweredAndHowFast() {
        assertEquals(
                new WrkReport(1_370_283, 10_020_000_000L, 429_000, 4_710_000),
                WrkReport.parse(OUTPUT));
    }

    @ParameterizedTest
    @CsvSource({"0.00us, 0", "999.00us, 999000", "1.50s, 1500000000", "1.00m, 60000000000"})
    void readsTimes(String text, long nanos) {
        assertEquals(nanos, WrkReport.parse(OUTPUT.replace("4.71ms", text)).p99());
    }

    @Test
    void becomesASampleWithTheTimeThatTheServerUsed() {
        Sample sample = WrkReport.parse(OUTPUT).sample("plain", new ProcessTime(2_000, 5_000));
        assertEquals(
                "plain\t1370283\t10020000000\t7000\tp50=429000 p99=4710000 user=2000 system=5000",
                sample.format());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  Socket errors: connect 0, read 3, write 0, timeout 0",
                "  Non-2xx or 3xx responses: 137"
            })
    void failsWhereRequestsWentWrong(String line) {
        String output = OUTPUT.replace("Requests/sec", line + "\nRequests/sec");
        Program.Failure failure =
                assertThrows(Program.Failure.class, () -> WrkReport.parse(output));
        assertEquals("wrk: " + line.strip(), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  0 requests in 1.00s, 0.00B read\n"})
    void failsWhereNothingWasAnswered(String output) {
        assertThrows(Program.Failure.class, () -> WrkReport.parse(output));
    }
}
