package org.asyncio4j.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.management.ManagementFactory;
import java.util.List;

@Timeout(10)
class AuthChallengeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Basic realm=\"x\"               | [basic{realm=x}]",
                "BASIC Realm=x                   | [basic{realm=x}]",
                "Digest a=1, b=\"2, 3\",c = d    | [digest{a=1, b=2, 3, c=d}]",
                "Digest a=1, Basic realm=\"x\"   | [digest{a=1}, basic{realm=x}]",
                "Digest a=1 , , Basic b=2 ,c=3   | [digest{a=1}, basic{b=2, c=3}]",
                "Negotiate, Basic realm=x        | [negotiate{}, basic{realm=x}]",
                "NTLM TlRMTVNTUAAC==, Basic a=b  | [ntlm{}, basic{a=b}]",
                "Bearer                          | [bearer{}]",
                "Digest a=\"q\\\"u\\\\o\\te\"    | [digest{a=q\"u\\ote}]",
                "Digest a=\"open                 | [digest{a=open}]",
                "Digest a=\"                     | [digest{a=}]",
                "Digest a=\"x\\                  | [digest{a=x\\}]",
                "Digest a=1, a=2                 | [digest{a=1}]",
                "Digest a=\"1\"junk, b=2         | [digest{a=1, b=2}]",
                "a=1, Basic b=2                  | [basic{b=2}]",
                "Digest a=\"Basic b=c, d=e\"     | [digest{a=Basic b=c, d=e}]",
                ", ,                             | []",
                "``                              | []",
                "@@, Basic a=b                   | [basic{a=b}]",
            })
    void challengesAreCutApart(String header, String expected) {
        String text =
                AuthChallenge.parse(List.of(header)).stream()
                        .map(each -> each.scheme() + each.parameters())
                        .toList()
                        .toString();
        assertEquals(expected, text);
    }

    @Test
    void severalHeadersAreOneList() {
        assertEquals(2, AuthChallenge.parse(List.of("Basic a=b", "Digest c=d")).size());
    }

    @Test
    void b68_hostileHeadersTakeLinearTime() {
        for (String part : List.of("a ", "a=", "\"", ",", "a=\"\\\",", "=", "a=b c ", "a a=,")) {
            long start = processorTime();
            AuthChallenge.parse(List.of("x " + part.repeat(250_000 / part.length())));
            long millis = (processorTime() - start) / 1_000_000;
            assertTrue(millis < 2000, part + " took " + millis + " ms for 250 kB");
        }
    }

    /** Of this thread, in nanoseconds: others may have the processor, too. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
