package org.asyncio4j.sync;

import static org.asyncio4j.sync.TestLoop.assertRefusedElsewhere;
import static org.asyncio4j.sync.TestLoop.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundedSemaphoreTest {
    private final BoundedSemaphore semaphore = new BoundedSemaphore(2, "seats");

    @Test
    void cannotBeReleasedMoreOftenThanAcquired() {
        run(() -> {
            assertThrows(IllegalStateException.class, semaphore::release);
            semaphore.acquire();
            semaphore.acquire();
            semaphore.release();
            semaphore.release();
            var refusal = assertThrows(IllegalStateException.class, semaphore::release);
            assertTrue(refusal.getMessage().contains("all of its 2 tokens"));
            assertEquals(2, semaphore.statistics().value());
        });
    }

    @Test
    void refusesForeignThreadsAndLoops() {
        run(() -> {
            semaphore.acquire();
            assertRefusedElsewhere(semaphore::release);
        });
    }

    @Test
    void refusesBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> new BoundedSemaphore(-1));
    }

    @Test
    void tellsItsState() {
        assertEquals("BoundedSemaphore 'seats' with 2 left", semaphore.toString());
    }
}
