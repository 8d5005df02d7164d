package org.asyncio4j.http.badinput;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils messages that are right. */
final class Mutation {
    /** What parsers are known to stumble over. */
    private static final List<String> PIECES =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    "\r\n\r\n",
                    " ",
                    "\t",
                    "\0",
                    ":",
                    ",",
                    ";",
                    "0\r\n\r\n",
                    "0",
                    "-1",
                    "+5",
                    "5 ",
                    "ffffffffffffffff",
                    "9223372036854775807",
                    "99999999999999999999",
                    "Content-Length: 0\r\n",
                    "Content-Length: 7\r\n",
                    "content-length:3\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: identity\r\n",
                    "transfer-encoding:\tchunked\r\n",
                    "Connection: close\r\n",
                    "Connection: keep-alive\r\n",
                    "Expect: 100-continue\r\n",
                    "Host: b\r\n",
                    "HTTP/1.0",
                    "HTTP/1.1",
                    "HTTP/1.1 200 OK\r\n",
                    "HTTP/1.1 100 Continue\r\n\r\n",
                    "HTTP/1.1 204 No Content\r\n\r\n",
                    "GET / HTTP/1.1\r\n",
                    "Content-Encoding: gzip\r\n",
                    "é",
                    "%00",
                    "#",
                    "?",
                    "//",
                    "../");

    private final Random random;

    Mutation(Random random) {
        this.random = random;
    }

    /** The message with some mistakes. */
    byte[] of(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        int mistakes = 1 + random.nextInt(random.nextInt(4) + 1);
        for (int i = 0; i < mistakes; i++) {
            bytes = one(bytes);
        }
        return bytes;
    }

    private byte[] one(byte[] bytes) {
        if (bytes.length == 0) {
            return piece();
        }
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextInt(20) + 1));
        byte[] some = Arrays.copyOfRange(bytes, at, end);
        return switch (random.nextInt(8)) {
            case 0 -> joined(bytes, at, flipped(some), end);
            case 1 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, at);
            case 2 -> joined(bytes, at, new byte[0], end);
            case 3 -> joined(bytes, at, some, at);
            case 4 -> joined(bytes, random.nextInt(bytes.length), some, bytes.length);
            case 5 -> joined(bytes, at, new byte[0], bytes.length);
            case 6 -> joined(bytes, at, piece(), end);
            default -> joined(bytes, at, piece(), at);
        };
    }

    private byte[] flipped(byte[] some) {
        byte[] copy = some.clone();
        copy[0] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private byte[] piece() {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The bytes up to {@code at}, others, and the bytes from {@code from}. */
    private static byte[] joined(byte[] bytes, int at, byte[] others, int from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(bytes, 0, at);
        all.writeBytes(others);
        all.write(bytes, from, bytes.length - from);
        return all.toByteArray();
    }
}
