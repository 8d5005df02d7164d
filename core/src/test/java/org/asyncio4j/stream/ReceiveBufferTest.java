package org.asyncio4j.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

@Timeout(10)
class ReceiveBufferTest {
    private final ReceiveBuffer buffer = new ReceiveBuffer();

    @Test
    void holdsTheArrayThatItIsGivenAndGivesItOn() {
        byte[] bytes = {1, 2, 3};
        buffer.append(bytes);
        assertSame(bytes, buffer.takeAll());
        buffer.append(bytes);
        assertSame(bytes, buffer.take(3));
    }

    @Test
    void holdsNoMemoryWhileItIsEmpty() {
        buffer.append(new byte[10]);
        buffer.append(new byte[10]);
        buffer.take(15);
        assertTrue(buffer.capacity() > 0);
        buffer.takeInto(ByteBuffer.allocate(100));
        assertEquals(0, buffer.capacity());
        buffer.append(new byte[1]);
        buffer.takeByte();
        assertEquals(0, buffer.capacity());
        buffer.append(new byte[] {'a', '\n'});
        buffer.takeString(2, 1, StandardCharsets.UTF_8);
        assertEquals(0, buffer.capacity());
    }

    @Test
    void isMovedAFewTimesOnlyHoweverTheBytesCome() {
        Set<Integer> capacities = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            buffer.append(new byte[] {(byte) i});
            buffer.trim();
            capacities.add(buffer.capacity());
        }
        assertTrue(capacities.size() <= 18, capacities::toString);
        assertTrue(buffer.capacity() <= 2 * buffer.size());
        for (int i = 0; i < 100_000; i++) {
            assertEquals((byte) i, buffer.takeByte());
        }
    }

    @Test
    void anArrayOfWhichLittleIsLeftIsGivenBack() {
        byte[] bytes = new byte[64 * 1024];
        bytes[bytes.length - 1] = 7;
        buffer.append(bytes);
        buffer.take(10);
        buffer.trim();
        assertEquals(bytes.length, buffer.capacity());
        buffer.take(bytes.length - 12);
        buffer.trim();
        assertEquals(2, buffer.capacity());
        assertArrayEquals(new byte[] {0, 7}, buffer.takeAll());
    }

    @Test
    void roomIsForWhatIsMissing() {
        buffer.append(new byte[] {1, 2});
        ByteBuffer room = buffer.roomFor(5);
        assertEquals(3, room.remaining());
        room.put((byte) 3);
        buffer.filled(1);
        assertEquals(2, buffer.roomFor(5).remaining());
        buffer.roomFor(5).put((byte) 4).put((byte) 5);
        buffer.filled(2);
        assertSame(room.array(), buffer.takeAll());
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, room.array());
    }

    @Test
    void roomIsNeverForMore() {
        buffer.append(new byte[10]);
        buffer.append(new byte[5]);
        assertEquals(20, buffer.capacity());
        assertEquals(2, buffer.roomFor(17).remaining());
    }

    @Test
    void roomForVeryMuchGrowsWithWhatComes() {
        assertEquals(1 << 20, buffer.roomFor(Integer.MAX_VALUE).remaining());
        buffer.filled(1 << 20);
        assertEquals(1 << 20, buffer.roomFor(Integer.MAX_VALUE).remaining());
        assertEquals(1 << 21, buffer.capacity());
    }

    @Test
    void remembersWhatItHasSearchedWhenBytesAreTaken() {
        Separators separators = Separators.of(new byte[] {'-', '-'});
        buffer.append("abc-".getBytes());
        assertEquals(-1, buffer.find(separators));
        buffer.take(1);
        buffer.append("-x--".getBytes());
        assertEquals(4, buffer.find(separators));
        assertEquals(4, buffer.find(Separators.of(new byte[] {'-', '-'})));
        assertEquals(2, buffer.separatorEndingAt(4));
        assertEquals(1, buffer.find(Separators.of(new byte[] {'b'})));
        assertArrayEquals("bc--".getBytes(), buffer.take(4));
        assertEquals(3, buffer.find(separators));
    }

    @Test
    void whatIsLeftOfWhatItHasSearchedIsNotSearchedAgain() {
        List<Integer> searched = new ArrayList<>();
        Separators separators =
                new Separators(new byte[][] {{'-'}}) {
                    @Override
                    int findEnd(byte[] bytes, int begin, int from, int to) {
                        searched.add(to - from);
                        return super.findEnd(bytes, begin, from, to);
                    }
                };
        buffer.append(new byte[100]);
        buffer.find(separators);
        buffer.take(60);
        buffer.append(new byte[7]);
        buffer.find(separators);
        assertEquals(List.of(100, 7), searched);
    }
}
