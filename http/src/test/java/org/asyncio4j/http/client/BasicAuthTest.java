package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicAuthTest {
    /** The second is RFC 7617's own. */
    @ParameterizedTest
    @CsvSource({
        "Aladdin, open sesame, Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "test, 123£, Basic dGVzdDoxMjPCow==",
        "'', '', Basic Og==",
        "a, b:c, Basic YTpiOmM=",
    })
    void encodesInUtf8(String user, String password, String expected) {
        assertEquals(expected, BasicAuth.encode(user, password));
    }

    @Test
    void whatCannotBeSentIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.encode("a:b", "c"));
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.encode("a\n", "c"));
        assertThrows(IllegalArgumentException.class, () -> BasicAuth.encode("a", "c\0"));
    }
}
