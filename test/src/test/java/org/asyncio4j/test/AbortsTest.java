package org.asyncio4j.test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.opentest4j.TestSkippedException;

class AbortsTest {
    @Test
    void anAssumptionThatDoesNotHoldIsOne() {
        assertTrue(Aborts.isOne(new TestAbortedException()));
        assertTrue(
                Aborts.isOne(
                        new TestAbortedException() {
                            private static final long serialVersionUID = 1L;
                        }));
    }

    @Test
    void aFailureIsNone() {
        assertFalse(Aborts.isOne(new AssertionError()));
        assertFalse(Aborts.isOne(new TestSkippedException()));
        assertFalse(Aborts.isOne(new IllegalStateException(new TestAbortedException())));
    }
}
