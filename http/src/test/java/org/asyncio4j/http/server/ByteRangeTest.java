package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

@Timeout(10)
class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,0,0",
        "bytes=0-9,0,9",
        "bytes=3-,3,9",
        "bytes=3-99,3,9",
        "bytes=9-9,9,9",
        "bytes=-1,9,9",
        "bytes=-10,0,9",
        "bytes=-99999999999,0,9",
        "bytes=-99999999999999999999999999,0,9",
        "bytes=1-99999999999999999999999999,1,9",
        "bytes=1-9223372036854775807,1,9",
        "BYTES=1-2,1,2",
        "bytes= 1-2 ,1,2",
        "bytes=00001-2,1,2"
    })
    void aRangeIsOfTenBytes(String header, long first, long last) {
        assertEquals(new ByteRange(first, last), ByteRange.parse(header, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=a-f",
                "bytes=100-0",
                "bytes=0--10",
                "bytes=--1",
                "bytes=-",
                "bytes=",
                "bytes=5",
                "bytes=10-",
                "bytes=10-11",
                "bytes=-0",
                "bytes=5-4",
                "bytes=+1-2",
                "bytes=1-+2",
                "bytes=1 -2",
                "bytes=1.0-2",
                "bytes=0x1-2",
                "bytes=1_0-2",
                "bytes=١-٢",
                "bytes=²-³",
                "bytes=99999999999999999999-",
                "bytes=9223372036854775807-9223372036854775807",
                "bytes=1-2-3"
            })
    void b48_whatIsNotThereOrNoRange(String header) {
        assertSame(ByteRange.UNSATISFIABLE, ByteRange.parse(header, 10));
        assertEquals("bytes */10", ByteRange.parse(header, 10).of(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocks=0-1",
                "byte=0-1",
                "bytes",
                "bytes 0-1",
                "0-1",
                "",
                "bytes=0-1,3-4",
                "bytes=0-,0-,0-,0-,0-,0-,0-,0-,0-,0-",
                "bytes=a,b"
            })
    void b48_anotherUnitAndManyRangesAreTheWhole(String header) {
        assertNull(ByteRange.parse(header, 10));
    }

    @Test
    void withoutAHeaderItIsTheWhole() {
        assertNull(ByteRange.parse(null, 10));
    }

    @Test
    void anEmptyFileHasNoPart() {
        assertSame(ByteRange.UNSATISFIABLE, ByteRange.parse("bytes=0-", 0));
        assertSame(ByteRange.UNSATISFIABLE, ByteRange.parse("bytes=0-0", 0));
        assertNull(ByteRange.parse("bytes=-5", 0));
    }

    @Test
    void theGreatestFileIsNoProblem() {
        ByteRange all = ByteRange.parse("bytes=0-", Long.MAX_VALUE);

        assertEquals(Long.MAX_VALUE, all.length());
        assertEquals("bytes 0-9223372036854775806/9223372036854775807", all.of(Long.MAX_VALUE));
    }

    @Test
    void isToldWithTheSize() {
        assertEquals("bytes 3-9/10", ByteRange.parse("bytes=3-", 10).of(10));
        assertEquals(7, ByteRange.parse("bytes=3-", 10).length());
    }

    @Test
    void anyRangeIsWhatAModelSays() {
        long seed = 48;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            int size = random.nextInt(6);
            Integer first = random.nextInt(4) == 0 ? null : random.nextInt(8);
            Integer last = random.nextInt(4) == 0 ? null : random.nextInt(8);
            String header =
                    "bytes=" + (first == null ? "" : first) + '-' + (last == null ? "" : last);
            String at = "seed " + seed + ": " + header + " of " + size;
            assertEquals(model(first, last, size), describe(header, size), at);
        }
    }

    private static String describe(String header, int size) {
        ByteRange range = ByteRange.parse(header, size);
        return range == null ? "all" : range.of(size);
    }

    /** Marks each byte that is wanted. */
    private static String model(Integer first, Integer last, int size) {
        String nothing = "bytes */" + size;
        if (first == null && last == null || first != null && last != null && last < first) {
            return nothing;
        }
        if (first == null && last > 0 && size == 0) {
            return "all";
        }
        int begin = -1;
        int end = -1;
        for (int i = 0; i < size; i++) {
            boolean wanted =
                    first == null ? i >= size - last : i >= first && (last == null || i <= last);
            if (wanted) {
                begin = begin < 0 ? i : begin;
                end = i;
            }
        }
        return begin < 0 ? nothing : "bytes " + begin + '-' + end + '/' + size;
    }
}
