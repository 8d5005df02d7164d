package org.asyncio4j.http.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * permessage-deflate as a peer does it that has nothing of the code under test.
 *
 * @param sendTakeover whether its compressor remembers
 * @param receiveTakeover whether its decompressor does
 */
record PlainCompression(
        boolean sendTakeover, boolean receiveTakeover, Deflater deflater, Inflater inflater)
        implements AutoCloseable {
    PlainCompression(boolean sendTakeover, boolean receiveTakeover) {
        this(sendTakeover, receiveTakeover, new Deflater(3, true), new Inflater(true));
    }

    byte[] deflate(byte[] message) {
        if (!sendTakeover) {
            deflater.reset();
        }
        deflater.setInput(message);
        byte[] target = new byte[message.length + message.length / 8 + 100];
        int size = deflater.deflate(target, 0, target.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(target, size - 4);
    }

    byte[] inflate(byte[] data) throws DataFormatException {
        if (!receiveTakeover) {
            inflater.reset();
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (byte[] part : new byte[][] {data, {0, 0, (byte) 0xFF, (byte) 0xFF}}) {
            inflater.setInput(part);
            byte[] target = new byte[4 * data.length + 1000];
            for (int count = inflater.inflate(target); count > 0; ) {
                message.write(target, 0, count);
                count = inflater.inflate(target);
            }
        }
        return message.toByteArray();
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
