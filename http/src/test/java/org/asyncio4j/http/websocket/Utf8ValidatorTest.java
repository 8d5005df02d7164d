package org.asyncio4j.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

/** Against the JDK's decoder. */
@Timeout(10)
class Utf8ValidatorTest {
    @Test
    void shortSequences() {
        byte[] bytes = new byte[3];
        for (int value = 0; value < 1 << 24; value += value < 1 << 16 ? 1 : 97) {
            bytes[0] = (byte) (value >> 16);
            bytes[1] = (byte) (value >> 8);
            bytes[2] = (byte) value;
            assertEquals(isValid(bytes), accepts(bytes, 3), () -> HexFormat.of().formatHex(bytes));
        }
    }

    @Test
    void randomTextsInPieces() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = randomText(random);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertEquals(isValid(bytes), accepts(bytes, random.nextInt(1, 20)), "round " + round);
        }
    }

    private static byte[] randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            if (random.nextBoolean()) {
                text.append("ascii text".substring(random.nextInt(10)));
            } else {
                text.appendCodePoint(
                        random.nextInt(0x110000) & ~(random.nextBoolean() ? 0 : 0x1F0000));
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean accepts(byte[] bytes, int piece) {
        Utf8Validator validator = new Utf8Validator();
        for (int offset = 0; offset < bytes.length; offset += piece) {
            if (!validator.accept(bytes, offset, Math.min(piece, bytes.length - offset))) {
                return false;
            }
        }
        return validator.isComplete();
    }

    private static boolean isValid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }
}
