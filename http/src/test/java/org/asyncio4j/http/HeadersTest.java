package org.asyncio4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

@Timeout(10)
class HeadersTest {
    private final Headers headers = Headers.of("Accept", "a", "X", "1", "accept", "b");

    @Test
    void namesAreComparedWithoutRegardToCase() {
        assertEquals("a", headers.get("ACCEPT"));
        assertEquals(List.of("a", "b"), headers.getAll("aCCept"));
        assertTrue(headers.contains("x"));
        assertFalse(headers.contains("Y"));
        assertNull(headers.get("Y"));
        assertEquals(List.of(), headers.getAll("Y"));
        assertEquals(List.of("Accept", "X"), List.copyOf(headers.names()));
    }

    @Test
    void theOrderIsKept() {
        List<String> seen = new ArrayList<>();
        headers.forEach((name, value) -> seen.add(name + "=" + value));
        assertEquals(List.of("Accept=a", "X=1", "accept=b"), seen);
        assertEquals(3, headers.size());
        assertEquals("X", headers.name(1));
        assertEquals("1", headers.value(1));
        assertThrows(IndexOutOfBoundsException.class, () -> headers.value(3));
        assertEquals("Accept: a\nX: 1\naccept: b\n", headers.toString());
    }

    @Test
    void setTakesTheFirstPlaceAndRemovesTheOthers() {
        headers.set("ACCEPT", "c");
        assertEquals("ACCEPT: c\nX: 1\n", headers.toString());
        headers.setDefault("accept", "d").setDefault("Y", "2");
        assertEquals("ACCEPT: c\nX: 1\nY: 2\n", headers.toString());
    }

    @Test
    void removeTakesAllOfAName() {
        assertTrue(headers.remove("accept"));
        assertFalse(headers.remove("accept"));
        assertEquals("X: 1\n", headers.toString());
        assertFalse(headers.isEmpty());
    }

    @Test
    void othersAreAddedOrTakeThePlace() {
        Headers others = Headers.of("X", "2", "x", "3", "Y", "4");
        assertEquals("1, 2, 3", String.join(", ", headers.copy().addAll(others).getAll("X")));
        assertEquals(6, headers.copy().addAll(headers).size());
        Headers same = headers.copy();
        assertEquals(2, same.addAll(same).setAll(same).getAll("X").size());
        assertEquals("2, 3", String.join(", ", headers.copy().setAll(others).getAll("X")));
    }

    @Test
    void aCopyIsEqualAndItsOwn() {
        Headers copy = headers.copy();
        assertEquals(headers, copy);
        assertEquals(headers.hashCode(), copy.hashCode());
        copy.add("Y", "2");
        assertNotEquals(headers, copy);
        assertFalse(headers.contains("Y"));
    }

    @Test
    void frozenOnesDoNotChangeButTheirCopiesDo() {
        headers.freeze();
        assertThrows(UnsupportedOperationException.class, () -> headers.add("Y", "2"));
        assertThrows(UnsupportedOperationException.class, () -> headers.set("Y", "2"));
        assertThrows(UnsupportedOperationException.class, () -> headers.remove("X"));
        assertThrows(UnsupportedOperationException.class, () -> headers.addAll(new Headers()));
        assertThrows(UnsupportedOperationException.class, () -> headers.setAll(new Headers()));
        assertEquals("2", headers.copy().add("Y", "2").get("Y"));
    }

    @Test
    void tokensAreWholeElementsOfLists() {
        Headers connection = Headers.of("Connection", "keep-alive , Upgrade", "connection", "x");
        assertTrue(connection.containsToken("Connection", "upgrade"));
        assertTrue(connection.containsToken("Connection", "X"));
        assertFalse(connection.containsToken("Connection", "keep"));
        assertFalse(connection.containsToken("Connection", "notupgrade"));
        assertFalse(connection.containsToken("Other", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r", "a\n", "a\u0000", "\u00e4", "a\u0100", "(a)"})
    void namesThatAreNoTokensAreRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> headers.add(name, "x"));
        assertThrows(IllegalArgumentException.class, () -> headers.set(name, "x"));
        assertThrows(IllegalArgumentException.class, () -> Headers.of(name, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\u0000", "\u007f", "\u001b", "\u20ac"})
    void b19_valuesThatWouldBreakTheMessageAreRefusedWhenTheyAreSet(String value) {
        assertThrows(IllegalArgumentException.class, () -> headers.add("X", value));
        assertThrows(IllegalArgumentException.class, () -> headers.set("X", value));
        assertThrows(
                IllegalArgumentException.class, () -> Headers.requireValue("Content-Type", value));
        assertEquals("1", headers.get("X"));
    }

    @Test
    void otherCharactersUpToFfAreKept() {
        assertEquals("\t \u00e4\u00ff~", headers.set("X", "\t \u00e4\u00ff~").get("X"));
    }

    @Test
    void aNameWithoutAValueIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Headers.of("A", "b", "C"));
    }

    @Test
    void randomChangesAreThoseOfAList() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Headers changed = new Headers();
            List<String[]> model = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String name = "abAB".charAt(random.nextInt(4)) + "x";
                String value = String.valueOf(i);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        changed.remove(name);
                        model.removeIf(each -> each[0].equalsIgnoreCase(name));
                    }
                    case 1 -> {
                        changed.set(name, value);
                        setIn(model, name, value);
                    }
                    default -> {
                        changed.add(name, value);
                        model.add(new String[] {name, value});
                    }
                }
            }
            StringBuilder expected = new StringBuilder();
            model.forEach(each -> expected.append(each[0] + ": " + each[1] + "\n"));
            assertEquals(expected.toString(), changed.toString(), "seed " + seed);
        }
    }

    private static void setIn(List<String[]> model, String name, String value) {
        int first = 0;
        while (first < model.size() && !model.get(first)[0].equalsIgnoreCase(name)) {
            first++;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        List<String[]> before = List.copyOf(model.subList(0, first));
        List<String[]> after =
                first == model.size()
                        ? List.of()
                        : model.subList(first + 1, model.size()).stream()
                                .filter(each -> !each[0].toLowerCase(Locale.ROOT).equals(lower))
                                .toList();
        model.clear();
        model.addAll(before);
        model.add(new String[] {name, value});
        model.addAll(after);
    }
}
