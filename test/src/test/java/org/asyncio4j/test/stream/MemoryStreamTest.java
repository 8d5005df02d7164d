package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.test.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

/** What is particular to it; that it is a stream is {@link StreamConformanceTest}'s. */
@Timeout(10)
class MemoryStreamTest {

    @Test
    void aCloseWaitsForWhatIsHeldBack() throws Exception {
        Simulation.run(_ -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            pair.left().outgoing().holdBack();
            pair.left().write("abc");
            Task<Void> closing = createTask(pair.left()::close);
            waitAllTasksBlocked();
            assertFalse(closing.isDone());
            assertTrue(pair.left().isClosing());
            assertThrows(IOException.class, () -> pair.left().write("more"));
            pair.right().incoming().letThrough();
            closing.await(IOException.class);
            assertEquals("abc", new String(pair.right().readAll()));
        });
    }

    @Test
    void whatIsHeldBackIsLostByAnAbort() throws Exception {
        Simulation.run(_ -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            pair.left().outgoing().holdBack();
            pair.left().write("abc");
            Task<Void> closing = createTask(pair.left()::close);
            waitAllTasksBlocked();
            closing.cancel();
            assertThrows(CancelledError.class, closing::await);
            assertThrows(IOException.class, pair.left()::waitClosed);
            IOException error = assertThrows(IOException.class, () -> pair.right().read(1));
            assertEquals("The other end was aborted while it was sending.", error.getMessage());
        });
    }

    @Test
    void anAbortInTheMiddleOfASendIsNoEndOfTheStream() throws Exception {
        Simulation.run(_ -> {
            MemoryStream.Pair pair = MemoryStream.lockstepPair();
            Task<Void> writing = createTask(() -> pair.left().write("abc"));
            assertEquals("a", new String(pair.right().readExactly(1)));
            pair.left().abort();
            assertThrows(IOException.class, () -> writing.await(IOException.class));
            assertThrows(IOException.class, () -> pair.right().readExactly(100));
        });
    }

    @Test
    void thePairClosesBothEnds() throws Exception {
        Simulation.run(_ -> {
            MemoryStream.Pair pair = MemoryStream.pair(10);
            try (pair) {
                pair.left().write("x");
                assertTrue(pair.left().toString().equals("MemoryStream 'left'"));
            }
            assertTrue(pair.left().isClosing() && pair.right().isClosing());
            assertEquals("MemoryStream 'right' (closed)", pair.right().toString());
            pair.left().waitClosed();
        });
    }
}
