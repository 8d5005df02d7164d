package org.asyncio4j.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads lines until the end of the stream. Used by one task. */
final class LineIterator implements Iterator<String> {
    private final StreamReader reader;

    /** What {@link #hasNext} read and {@link #next} has not given out; or null. */
    private String line;

    LineIterator(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        if (line == null) {
            try {
                line = reader.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return line != null;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException(reader + " has no more lines.");
        }
        String next = line;
        line = null;
        return next;
    }
}
