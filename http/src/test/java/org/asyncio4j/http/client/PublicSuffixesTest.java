package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicSuffixesTest {
    @ParameterizedTest
    @CsvSource({
        "com, true",
        "co.uk, true",
        "github.io, true",
        "anything.ck, true",
        "www.ck, false",
        "xn--55qx5d.cn, true",
        "localhost, true",
        "local, true",
        "example.com, false",
        "example.co.uk, false",
        "me.github.io, false",
        "a_b.example.com, false",
        "_x.com, false",
        "printer.internal, false",
    })
    void namesThatManyShare(String domain, boolean expected) {
        assertEquals(expected, PublicSuffixes.contains(domain));
        assertEquals(expected, run(() -> PublicSuffixes.contains(domain)));
    }
}
