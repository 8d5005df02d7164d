package org.asyncio4j.bench.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class WorkshopTest {

    private static final int SLOTS = 32;

    /** Otherwise the result would depend on whose clock rings first. */
    @Test
    void everyTaskHasItsOwnSlot() {
        Set<Long> slots = new HashSet<>();
        for (int worker = 0; worker < Workshop.WORKERS; worker++) {
            slots.add(Workshop.produced(0, worker, 0) % (long) SLOTS);
            slots.add(Workshop.consumed(0, worker, 0) % (long) SLOTS);
        }
        assertEquals(2 * Workshop.WORKERS, slots.size());
    }

    @Test
    void everyWaitEndsInTheTasksSlot() {
        for (long now = 0; now < 200; now++) {
            for (int worker = 0; worker < Workshop.WORKERS; worker++) {
                int item = (int) now;
                long slot = Workshop.produced(0, worker, 0) % SLOTS;
                assertEquals(slot, (now + Workshop.produced(now, worker, item)) % SLOTS);
                assertEquals(slot, (now + Workshop.putLimit(now, worker)) % SLOTS);
                long other = Workshop.consumed(0, worker, 0) % SLOTS;
                assertEquals(other, (now + Workshop.consumed(now, worker, item)) % SLOTS);
                assertEquals(other, (now + Workshop.getLimit(now, worker)) % SLOTS);
            }
        }
    }

    @Test
    void everyWaitTakesTime() {
        for (long now = 0; now < 200; now++) {
            assertTrue(Workshop.putLimit(now, 3) > 0);
            assertTrue(Workshop.getLimit(now, 3) > 0);
        }
    }
}
