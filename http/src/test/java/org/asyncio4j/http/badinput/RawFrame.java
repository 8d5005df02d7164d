package org.asyncio4j.http.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/**
 * A frame of a WebSocket as it goes over the wire, right or wrong.
 *
 * @param head FIN, the three reserved bits and the operation code
 * @param masked as those of clients are
 * @param payload before it is masked
 */
record RawFrame(int head, boolean masked, byte[] payload) {
    static final int FIN = 0x80;
    static final int RSV1 = 0x40;
    static final int RSV2 = 0x20;
    static final int RSV3 = 0x10;
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] MASK = {0x11, (byte) 0xa2, 0x33, (byte) 0xc4};

    /** One that a client sends, of characters that each stand for a byte. */
    static RawFrame of(int head, String payload) {
        return new RawFrame(head, true, payload.getBytes(StandardCharsets.ISO_8859_1));
    }

    static RawFrame of(int head, byte[] payload) {
        return new RawFrame(head, true, payload);
    }

    /** One that ends a connection. */
    static RawFrame close(int code, String reason) {
        return of(FIN | CLOSE, "" + (char) (code >> 8) + (char) (code & 0xff) + reason);
    }

    RawFrame unmasked() {
        return new RawFrame(head, false, payload);
    }

    byte[] bytes() {
        byte[] start = start(payload.length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(start);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ (masked ? MASK[i % 4] : 0));
        }
        return bytes.toByteArray();
    }

    /** What is before the payload, where that claims to be so long. */
    byte[] start(long length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head);
        int mask = masked ? 0x80 : 0;
        int lengthBytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
        bytes.write(mask | (lengthBytes == 0 ? (int) length : lengthBytes == 2 ? 126 : 127));
        for (int i = lengthBytes - 1; i >= 0; i--) {
            bytes.write((int) (length >>> (8 * i)));
        }
        if (masked) {
            bytes.writeBytes(MASK);
        }
        return bytes.toByteArray();
    }

    /** The next one of a stream; null at its end. */
    static RawFrame read(RawClient client) throws IOException {
        int head = client.read();
        if (head < 0) {
            return null;
        }
        int second = client.read();
        int length = second & 0x7f;
        if (length >= 126) {
            byte[] longer = client.read(length == 126 ? 2 : 8);
            length = 0;
            for (byte each : longer) {
                length = length << 8 | each & 0xff;
            }
        }
        return new RawFrame(head, (second & 0x80) != 0, client.read(length));
    }

    int code() {
        return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }

    int operation() {
        return head & 0xf;
    }

    String text() {
        return new String(payload, StandardCharsets.ISO_8859_1);
    }

    /** As a message is compressed: without the last four bytes. */
    static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(bytes);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int count;
        while ((count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH)) > 0) {
            all.write(buffer, 0, count);
        }
        deflater.end();
        byte[] result = all.toByteArray();
        return java.util.Arrays.copyOf(result, result.length - 4);
    }

    @Override
    public String toString() {
        return "frame " + Integer.toHexString(head) + " of " + payload.length + " bytes";
    }
}
