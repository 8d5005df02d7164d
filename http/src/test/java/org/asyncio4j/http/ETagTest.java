package org.asyncio4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

@Timeout(10)
class ETagTest {
    private static ETag strong(String value) {
        return new ETag(value, false);
    }

    private static ETag weak(String value) {
        return new ETag(value, true);
    }

    private static List<ETag> listOf(String... values) {
        Headers headers = new Headers();
        for (String value : values) {
            headers.add("If-None-Match", value);
        }
        return ETag.listOf(headers, "if-none-match");
    }

    @Test
    void isWrittenWithQuotes() {
        assertEquals("\"5f-2a\"", strong("5f-2a").toString());
        assertEquals("W/\"5f-2a\"", weak("5f-2a").toString());
        assertEquals("\"\"", strong("").toString());
        assertEquals("*", ETag.ANY.toString());
        assertEquals("\"*\"", strong("*").toString());
    }

    @Test
    void isReadAsItIsWritten() {
        assertEquals(strong("5f-2a"), ETag.parse("\"5f-2a\""));
        assertEquals(weak("a,b"), ETag.parse(" W/\"a,b\" "));
        assertEquals(strong("ÿ"), ETag.parse("\"ÿ\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "\"",
                "\"a",
                "a\"",
                "W/",
                "W/a",
                "w/\"a\"",
                "\"a\"b",
                "\"a b\"",
                "\"a\", \"b\"",
                "*",
                "W\"a\"",
                "\"\u0001\"",
                "\"\u0085\""
            })
    void whatHasNoQuotesIsNone(String text) {
        assertNull(ETag.parse(text));
    }

    @Test
    void aListMayBeInSeveralFields() {
        assertEquals(
                List.of(strong("a"), weak("b"), strong("c")), listOf("\"a\",, W/\"b\" ,", "\"c\""));
        assertEquals(List.of(), listOf());
        assertEquals(List.of(), listOf(""));
    }

    @Test
    void anAsteriskIsEveryTag() {
        assertEquals(List.of(ETag.ANY), listOf(" * "));
        assertTrue(listOf("*").getFirst().matchesStrongly(strong("a")));
        assertTrue(strong("a").matchesWeakly(ETag.ANY));
        assertFalse(strong("a").matchesWeakly(strong("*")));
    }

    @Test
    void whatIsNoTagEndsTheList() {
        assertEquals(List.of(strong("a")), listOf("\"a\", b, \"c\"", "\"d\""));
    }

    @Test
    void strongIsTheSameBytesAndWeakIsAsGood() {
        assertTrue(strong("1").matchesStrongly(strong("1")));
        assertFalse(weak("1").matchesStrongly(strong("1")));
        assertFalse(strong("1").matchesStrongly(weak("1")));
        assertFalse(weak("1").matchesStrongly(weak("1")));
        assertFalse(strong("1").matchesStrongly(strong("2")));
        assertTrue(weak("1").matchesWeakly(weak("1")));
        assertTrue(weak("1").matchesWeakly(strong("1")));
        assertTrue(strong("1").matchesWeakly(strong("1")));
        assertFalse(weak("1").matchesWeakly(weak("2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\"", "a\n", "ā", "\u007f"})
    void whatWouldBreakTheFieldIsRefused(String value) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> strong(value));
        assertTrue(refusal.getMessage().contains("An entity tag cannot have"));
    }
}
