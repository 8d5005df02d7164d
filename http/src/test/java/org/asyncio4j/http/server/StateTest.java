package org.asyncio4j.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.NoSuchElementException;

@Timeout(10)
class StateTest {
    private static final Key<String> NAME = Key.of("name", String.class);

    @Test
    void looksInTheParents() {
        State outer = new State(null).set(NAME, "outer");
        State inner = new State(outer);
        assertEquals("outer", inner.get(NAME));
        inner.set(NAME, "inner");
        assertEquals("inner", inner.get(NAME));
        assertEquals("outer", outer.get(NAME));
        inner.remove(NAME);
        assertTrue(inner.contains(NAME));
        assertEquals("outer", inner.get(NAME));
    }

    @Test
    void keysOfOneNameAreTwo() {
        State state = new State(null).set(NAME, "a");
        assertNull(state.find(Key.of("name", String.class)));
    }

    @Test
    void tellsWhichKeyIsMissing() {
        NoSuchElementException e =
                assertThrows(NoSuchElementException.class, () -> new State(null).get(NAME));
        assertTrue(e.getMessage().contains("name (String)"), e.getMessage());
        assertFalse(new State(null).contains(NAME));
        assertThrows(NullPointerException.class, () -> new State(null).set(NAME, null));
    }
}
