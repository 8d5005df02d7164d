package org.asyncio4j.http.client;

import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A stream that begins with what was received from it before. */
final class PrefixedStream implements ReceiveStream {
    private byte[] prefix;
    private final ReceiveStream rest;

    PrefixedStream(byte[] prefix, ReceiveStream rest) {
        this.prefix = prefix;
        this.rest = rest;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        if (prefix == null) {
            return rest.receive(target);
        }
        byte[] taken = take(target.remaining());
        target.put(taken);
        return taken.length;
    }

    @Override
    public byte[] receive(int max) throws IOException {
        return prefix == null ? rest.receive(max) : take(max);
    }

    private byte[] take(int max) {
        byte[] all = prefix;
        if (all.length <= max) {
            prefix = null;
            return all;
        }
        prefix = Arrays.copyOfRange(all, max, all.length);
        return Arrays.copyOf(all, max);
    }
}
