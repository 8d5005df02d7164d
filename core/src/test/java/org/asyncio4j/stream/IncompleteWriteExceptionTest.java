package org.asyncio4j.stream;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

@Timeout(10)
class IncompleteWriteExceptionTest {
    @Test
    void isFoundAmongWhatIsSuppressed() {
        IOException thrown = new IOException();
        assertTrue(IncompleteWriteException.in(thrown).isEmpty());
        thrown.addSuppressed(new IOException());
        var told = new IncompleteWriteException(1, 2);
        thrown.addSuppressed(told);
        assertSame(told, IncompleteWriteException.in(thrown).orElseThrow());
    }
}
