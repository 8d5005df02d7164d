package org.asyncio4j.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

@Timeout(10)
class SeparatorsTest {
    private static Separators separators(String first, String... more) {
        byte[][] others = new byte[more.length][];
        for (int i = 0; i < more.length; i++) {
            others[i] = more[i].getBytes();
        }
        return Separators.of(first.getBytes(), others);
    }

    private static int find(Separators separators, String text, int begin, int from) {
        byte[] bytes = text.getBytes();
        return separators.findEnd(bytes, begin, from, bytes.length);
    }

    @Test
    void findsTheFirstPlaceWhereOneEnds() {
        assertEquals(5, find(separators("--"), "abc--d--", 0, 0));
        assertEquals(4, find(separators("abcd", "b", "c"), "xxxbcd", 0, 0));
        assertEquals(-1, find(separators("abc", "x"), "ab", 0, 0));
    }

    @Test
    void findsWhatBeganInBytesThatWereSearched() {
        assertEquals(4, find(separators("abc"), "xabc", 0, 3));
        assertEquals(-1, find(separators("abc"), "xabc", 2, 3));
    }

    @Test
    void ofThoseThatEndTogetherTheShortestCountsButForLinesTheLongest() {
        byte[] text = "ab\r\n".getBytes();
        assertEquals(1, separators("\r\n", "\n").lengthEndingAt(text, 0, 4));
        assertEquals(2, Separators.LINE_ENDS.lengthEndingAt(text, 0, 4));
        assertEquals(1, Separators.LINE_ENDS.lengthEndingAt(text, 3, 4));
        assertEquals(0, Separators.LINE_ENDS.lengthEndingAt(text, 0, 3));
        assertEquals(2, Separators.LINE_ENDS.longest());
    }

    @Test
    void bytesAboveSevenBitsAreBytesLikeOthers() {
        byte[] bytes = {1, (byte) 0xFF, (byte) 0x80, (byte) 0xFF};
        assertEquals(4, Separators.of(new byte[] {(byte) 0x80, -1}).findEnd(bytes, 0, 0, 4));
        assertEquals(2, Separators.of(new byte[] {-1}, new byte[] {7}).findEnd(bytes, 0, 0, 4));
    }

    @Test
    void areEqualIfTheyFindTheSame() {
        assertEquals(separators("a", "bc"), separators("bc", "a"));
        assertEquals(separators("a", "bc").hashCode(), separators("bc", "a").hashCode());
        assertNotEquals(separators("a"), separators("b"));
        assertNotEquals(separators("\r\n", "\n"), Separators.LINE_ENDS);
        assertThrows(IllegalArgumentException.class, () -> separators("a", ""));
    }

    @Test
    void findsAnyByteAtAnyPlace() {
        for (int value = 0; value < 256; value++) {
            Separators separators = Separators.of(new byte[] {(byte) value});
            for (int place = 0; place < 20; place++) {
                byte[] bytes = new byte[20];
                Arrays.fill(bytes, (byte) (value ^ 1));
                bytes[place] = (byte) value;
                assertEquals(place + 1, separators.findEnd(bytes, 0, 0, 20));
                assertEquals(-1, separators.findEnd(bytes, 0, place + 1, 20));
                assertEquals(-1, separators.findEnd(bytes, 0, 0, place));
            }
        }
    }

    @Test
    void agreeWithIndexOf() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            String text = randomText(random, 30);
            String[] sequences = new String[1 + random.nextInt(3)];
            int expected = Integer.MAX_VALUE;
            for (int j = 0; j < sequences.length; j++) {
                sequences[j] = Character.toString("abc".charAt(random.nextInt(3)));
                sequences[j] += randomText(random, 3);
                int found = text.indexOf(sequences[j]);
                if (found >= 0) {
                    expected = Math.min(expected, found + sequences[j].length());
                }
            }
            byte[][] more = new byte[sequences.length - 1][];
            for (int j = 1; j < sequences.length; j++) {
                more[j - 1] = sequences[j].getBytes(StandardCharsets.US_ASCII);
            }
            Separators separators = Separators.of(sequences[0].getBytes(), more);
            assertEquals(
                    expected == Integer.MAX_VALUE ? -1 : expected,
                    find(separators, text, 0, 0),
                    () -> text + " " + String.join(" ", sequences));
        }
    }

    private static String randomText(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append("abc".charAt(random.nextInt(3)));
        }
        return text.toString();
    }
}
