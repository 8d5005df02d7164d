package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.asyncio4j.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

@Timeout(10)
class AcceptEncodingTest {
    private static final List<String> OFFERED = List.of("br", "gzip");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "plain",
            value = {
                "gzip, deflate, br|br",
                "GZIP|gzip",
                "gzip;q=1, br;q=0.5|gzip",
                "gzip ; q=0.5 , br ; q=0.5|br",
                "*|br",
                "br;q=0, *|gzip",
                "*;q=0|plain",
                "br;q=0, gzip;q=0.0|plain",
                "identity|plain",
                "identity;q=0.5, gzip;q=0.4|plain",
                "identity;q=0.5, gzip;q=0.5|gzip",
                "identity;q=0|plain",
                "deflate|plain",
                "bro|plain",
                "gzip;q=2|plain",
                "gzip;q=-1|plain",
                "gzip;q=NaN|plain",
                "gzip;q=1e0|plain",
                "gzip;q=|plain",
                "gzip;x=1|plain",
                ",,;,|plain",
                "gzip;q=0.001|gzip",
                "gzip;q=1.|gzip",
            })
    void theClientsWishCountsThenTheServers(String header, String expected) {
        Headers request = Headers.of("Accept-Encoding", header);

        assertEquals(expected, AcceptEncoding.of(request).best(OFFERED));
    }

    @Test
    void severalFieldsAreOne() {
        Headers request = Headers.of("Accept-Encoding", "br;q=0.1", "Accept-Encoding", "gzip");

        assertEquals("gzip", AcceptEncoding.of(request).best(OFFERED));
    }

    @Test
    void whoSaysNothingGetsNone() {
        assertNull(AcceptEncoding.of(new Headers()).best(OFFERED));
        assertNull(AcceptEncoding.of(Headers.of("Accept-Encoding", "")).best(OFFERED));
    }
}
