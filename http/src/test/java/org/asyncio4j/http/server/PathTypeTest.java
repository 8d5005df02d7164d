package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class PathTypeTest {
    @ParameterizedTest
    @CsvSource({
        "TEXT, x, true",
        "TEXT, '', false",
        "INT, 0, true",
        "INT, 007, true",
        "INT, 2147483647, true",
        "INT, 00000000002147483647, true",
        "INT, 2147483648, false",
        "INT, 9999999999, false",
        "INT, '', false",
        "INT, -1, false",
        "INT, +1, false",
        "INT, 1_0, false",
        "INT, ٣, false",
        "LONG, 9223372036854775807, true",
        "LONG, 9223372036854775808, false",
        "LONG, 99999999999999999999, false",
        "UUID, 7d444840-9dc0-11d1-b245-5ffdce74fad2, true",
        "UUID, 7D444840-9DC0-11D1-B245-5FFDCE74FAD2, true",
        "UUID, 7d444840-9dc0-11d1-b245-5ffdce74fad, false",
        "UUID, 7d4448409-dc0-11d1-b245-5ffdce74fad2, false",
        "UUID, 7d444840-9dc0-11d1-b245-5ffdce74fadg, false"
    })
    void accepts(PathType type, String text, boolean accepted) {
        assertEquals(accepted, type.accepts(text));
    }
}
