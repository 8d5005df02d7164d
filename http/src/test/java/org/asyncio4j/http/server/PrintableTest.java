package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PrintableTest {
    @Test
    void plainTextIsTheSame() {
        String text = "GET /a?b=c HTTP/1.1";
        assertSame(text, Printable.text(text));
    }

    @Test
    void b18_nothingOfAClientIsRaw() {
        assertEquals(
                "a\\x0d\\x0a\\x1b[31m\\\"\\\\\\xff\\u202e",
                Printable.text("a\r\n\u001b[31m\"\\ÿ\u202e"));
    }

    @Test
    void longTextsAreCut() {
        String text = Printable.text("x".repeat(100_000));
        assertTrue(text.length() < 3000 && text.endsWith("..."));
        assertTrue(Printable.text("\u0000".repeat(100_000)).length() < 10_000);
    }
}
