package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class BoundedRegexTest {
    @Test
    void givesTheGroups() {
        List<String> values = new ArrayList<>(List.of("before"));
        assertTrue(new BoundedRegex("(?<v0>[a-z]+)-(?<v1>[0-9]+)").match("ab-12", values, 2));
        assertEquals(List.of("before", "ab", "12"), values);
    }

    /** B51. Java's own matcher takes hours for the first three, and the stack for the last. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+b", "(a|aa)+b", "(.*a){20}b", "(?:a|x)*b", "((a?){50})*b"})
    void b51_hasNotFoundWhatTakesTooLong(String regex) {
        String text = "a".repeat(8000);
        long begin = System.nanoTime();
        assertFalse(new BoundedRegex("(?<v0>" + regex + ")").match(text, new ArrayList<>(), 1));
        assertTrue(System.nanoTime() - begin < 2_000_000_000L);
    }
}
