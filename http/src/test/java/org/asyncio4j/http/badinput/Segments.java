package org.asyncio4j.http.badinput;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/** How bytes are cut on their way: what a parser answers must not depend on it. */
public enum Segments {
    /** All at once. */
    WHOLE,
    /** Byte by byte. */
    BYTES,
    /** In two, at a place that the bytes themselves decide, so that each run has the same. */
    HALVES,
    /** In many, of all sizes; decided likewise. */
    MANY;

    /** Writes them, each segment by itself. */
    public void write(byte[] bytes, OutputStream out) throws IOException {
        Random random = new Random(Arrays.hashCode(bytes));
        for (int begin = 0; begin < bytes.length; ) {
            int length = Math.min(next(random, bytes.length, begin), bytes.length - begin);
            out.write(bytes, begin, length);
            out.flush();
            begin += length;
        }
    }

    private int next(Random random, int total, int begin) {
        return switch (this) {
            case WHOLE -> total;
            case BYTES -> 1;
            case HALVES -> begin == 0 ? 1 + random.nextInt(total) : total;
            case MANY -> 1 + random.nextInt(1 + random.nextInt(1 + total / 4));
        };
    }
}
