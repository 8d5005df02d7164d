package org.asyncio4j.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

@Timeout(10)
class ParametersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a=b&c=d       | a=b&c=d
                    a=1&a=2&b=3   | a=1&a=2&b=3
                    a             | a=
                    a=            | a=
                    =b            | =b
                    =             | =
                    &&a=b&&       | a=b
                    a=b=c         | a=b%3Dc
                    a+b=c%20d     | a+b=c+d
                    %61=%2B       | a=%2B
                    n=%C3%A4ä     | n=%C3%A4%C3%A4
                    a=b;c=d       | a=b%3Bc%3Dd
                    e=%F0%9F%98%80 | e=%F0%9F%98%80
                    """)
    void parsing(String encoded, String again) {
        assertEquals(again, Parameters.parse(encoded).encode());
    }

    @Test
    void nothing() {
        assertTrue(Parameters.parse("").isEmpty());
        assertEquals("", Parameters.empty().encode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%",
                "a=%1",
                "a=%zz",
                "a=% 1",
                "%=b",
                "a=%-1",
                "a=%+1",
                "a=%٣٣",
                "a=%FF",
                "a=%C3",
                "a=%ED%A0%80",
                "a=%C0%80",
                "a=100%&b=c"
            })
    void brokenEscapesAreRefused(String encoded) {
        assertThrows(ParameterException.class, () -> Parameters.parse(encoded));
    }

    @Test
    void otherCharsets() {
        Charset japanese = Charset.forName("Shift_JIS");
        Parameters parsed = Parameters.parse("a=%83A%83%7E", japanese);
        assertEquals("アミ", parsed.get("a"));
        assertEquals("ä", Parameters.parse("a=%E4", StandardCharsets.ISO_8859_1).get("a"));
        assertEquals("a=%E4", Parameters.of("a", "ä").encode(StandardCharsets.ISO_8859_1));
    }

    @Test
    void asking() {
        Parameters parameters = Parameters.of("a", "1", "b", "2", "a", "3");
        assertEquals("1", parameters.get("a"));
        assertNull(parameters.get("A"));
        assertEquals("x", parameters.get("c", "x"));
        assertEquals(List.of("1", "3"), parameters.getAll("a"));
        assertEquals(List.of(), parameters.getAll("c"));
        assertEquals(Set.of("a", "b"), parameters.names());
        assertEquals(3, parameters.size());
        assertEquals("2", parameters.require("b"));
        assertThrows(ParameterException.class, () -> parameters.require("c"));
        assertThrows(IllegalArgumentException.class, () -> Parameters.of("a"));
    }

    @Test
    void numbers() {
        Parameters parameters =
                Parameters.of(
                        "page", "-7", "big", "99999999999", "word", "x", "digits", "٣", "no", "");
        assertEquals(-7, parameters.getInt("page"));
        assertEquals(5, parameters.getInt("other", 5));
        assertEquals(99_999_999_999L, parameters.getLong("big"));
        assertEquals(6L, parameters.getLong("other", 6));
        for (String name : List.of("big", "word", "digits", "no", "other")) {
            assertThrows(ParameterException.class, () -> parameters.getInt(name));
        }
        assertThrows(ParameterException.class, () -> parameters.getInt("word", 1));
    }

    @Test
    void makingOfOthers() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", List.of(1, 2));
        map.put("b", true);
        Parameters parameters = Parameters.of(map).with("c", "x").with(Parameters.of("a", "y"));
        assertEquals("a=1&a=2&b=true&c=x&a=y", parameters.toString());
        assertEquals(Parameters.parse("a=1&a=2&b=true&c=x&a=y"), parameters);
    }

    @Test
    void thereAndBack() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            String[] texts = new String[2 * random.nextInt(5)];
            for (int i = 0; i < texts.length; i++) {
                texts[i] =
                        random.ints(random.nextInt(10), 0, 0x11000)
                                .filter(c -> c < 0xD800 || c > 0xDFFF)
                                .collect(
                                        StringBuilder::new,
                                        StringBuilder::appendCodePoint,
                                        StringBuilder::append)
                                .toString();
            }
            Parameters parameters = Parameters.of(texts);
            assertEquals(parameters, Parameters.parse(parameters.encode()), "seed " + seed);
        }
    }
}
