package org.asyncio4j.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeldTest {
    @Test
    void givesBackOnce() {
        int[] count = {0};
        Held held = new Held(() -> count[0]++);
        assertEquals("Held [held]", held.toString());
        held.close();
        held.close();
        assertEquals(1, count[0]);
        assertEquals("Held [given back]", held.toString());
    }

    @Test
    void isGivenBackAlsoWhenGivingBackFails() {
        Held held =
                new Held(() -> {
                    throw new IllegalStateException("released too often");
                });
        assertThrows(IllegalStateException.class, held::close);
        held.close();
    }
}
