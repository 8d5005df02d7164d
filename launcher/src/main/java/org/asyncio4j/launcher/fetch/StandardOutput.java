package org.asyncio4j.launcher.fetch;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The standard output. What is out is out: nothing begins anew. */
final class StandardOutput implements Sink {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private String validator;
    private long size;

    @Override
    public long size() {
        return size;
    }

    @Override
    public String validator() {
        return validator;
    }

    @Override
    public void restart(String validator) throws IOException {
        if (size > 0) {
            throw new IOException(
                    "what is at the URL has changed, or the server cannot go on in the middle;"
                            + " a part of it is on the standard output already");
        }
        this.validator = validator;
    }

    @Override
    public void append(ByteBuffer data) throws IOException {
        size += data.remaining();
        while (data.hasRemaining()) {
            out.getChannel().write(data);
        }
    }

    /** Stays open: it is the process's. */
    @Override
    public void close() {
        validator = null;
    }
}
