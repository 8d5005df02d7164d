package org.asyncio4j.docs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExpectationTest {
    @Test
    void comparesLineForLine() {
        assertTrue(Expectation.isMet("a\nb\n", "a\nb\n"));
        assertTrue(Expectation.isMet("a\n", "a"));
        assertTrue(Expectation.isMet("", ""));
        assertFalse(Expectation.isMet("a\n", "a\nb\n"));
        assertFalse(Expectation.isMet("a\nb\n", "b\na\n"));
        assertFalse(Expectation.isMet("", "a\n"));
        assertFalse(Expectation.isMet(".*\n", "a\n"));
    }

    @Test
    void anEllipsisStandsForAnyText() {
        assertTrue(Expectation.isMet("a … c\n", "a b c\n"));
        assertFalse(Expectation.isMet("a … c\n", "a b\nb c\n"));
    }

    @Test
    void anEllipsisAloneStandsForAnyLines() {
        assertTrue(Expectation.isMet("a\n…\nd\n", "a\nb\nc\nd\n"));
        assertTrue(Expectation.isMet("a\n…\nd\n", "a\nd\n"));
        assertTrue(Expectation.isMet("…\n", ""));
        assertFalse(Expectation.isMet("a\n…\nd\n", "a\nb\n"));
    }
}
