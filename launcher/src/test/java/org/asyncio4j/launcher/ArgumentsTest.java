package org.asyncio4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ArgumentsTest {
    private static void assertMisuse(String message, Executable body) {
        assertEquals(message, assertThrows(Misuse.class, body).getMessage());
    }

    @Test
    void optionsAndOperandsComeInTheirOrder() throws Misuse {
        Arguments arguments = new Arguments("fly", "a", "-v", "-", "--high", "b");

        assertEquals("a", arguments.next());
        assertFalse(arguments.isOption());
        assertEquals("-v", arguments.next());
        assertTrue(arguments.isOption());
        assertEquals("-", arguments.next());
        assertFalse(arguments.isOption());
        assertEquals("--high", arguments.next());
        assertEquals("b", arguments.next());
        assertFalse(arguments.hasNext());
        arguments.requireNoValue();
    }

    @Test
    void aValueIsTheNextWordOrInTheSame() throws Misuse {
        Arguments arguments = new Arguments("fly", "-n", "1", "-n2", "--n", "-3", "--n=4", "--n=");

        for (String value : new String[] {"1", "2", "-3", "4", ""}) {
            assertTrue(arguments.next().endsWith("-n"));
            assertEquals(value, arguments.value());
        }
        assertFalse(arguments.hasNext());
    }

    @Test
    void behindTwoDashesNothingIsAnOption() throws Misuse {
        Arguments arguments = new Arguments("fly", "-v", "--", "-v", "--");

        arguments.next();
        assertTrue(arguments.hasNext());
        assertEquals("-v", arguments.next());
        assertFalse(arguments.isOption());
        assertEquals("--", arguments.hasNext() ? arguments.next() : null);
        assertFalse(arguments.hasNext());
        assertFalse(new Arguments("fly", "--").hasNext());
    }

    @Test
    void whatIsWrongIsTold() throws Misuse {
        Arguments arguments = new Arguments("fly", "--n=7", "-x", "--up=1", "a");

        arguments.next();
        assertEquals(7, arguments.number(0, 7));
        arguments.next();
        assertEquals("fly has no option '-x'.", arguments.unknown().getMessage());
        arguments.next();
        assertMisuse("fly --up takes no value.", arguments::next);
        assertMisuse("fly --up takes no value.", arguments::requireNoValue);

        Arguments numbers = new Arguments("fly", "--n=8", "--n", "x", "--n=99999999999", "--n");
        for (String value : new String[] {"8", "x", "99999999999"}) {
            numbers.next();
            assertMisuse(
                    "fly --n needs a number from 0 to 7, not '" + value + "'.",
                    () -> numbers.number(0, 7));
        }
        numbers.next();
        assertMisuse("fly --n needs a value.", () -> numbers.number(0, 7));
    }
}
