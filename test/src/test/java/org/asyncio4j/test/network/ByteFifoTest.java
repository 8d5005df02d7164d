package org.asyncio4j.test.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.Random;

class ByteFifoTest {
    @Test
    void whatComesOutIsWhatWentIn() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ByteFifo fifo = new ByteFifo();
            ByteArrayOutputStream in = new ByteArrayOutputStream();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int step = 0; step < 100; step++) {
                byte[] data = new byte[random.nextInt(200)];
                random.nextBytes(data);
                int offset = data.length == 0 ? 0 : random.nextInt(data.length);
                fifo.add(data, offset, data.length - offset);
                in.write(data, offset, data.length - offset);
                int count = random.nextInt(fifo.size() + 1);
                out.writeBytes(fifo.copy(0, count));
                fifo.skip(count);
            }
            int left = fifo.size();
            out.writeBytes(fifo.copy(0, left));
            assertArrayEquals(in.toByteArray(), out.toByteArray(), "seed " + seed);
            fifo.clear();
            assertEquals(0, fifo.size());
        }
    }
}
