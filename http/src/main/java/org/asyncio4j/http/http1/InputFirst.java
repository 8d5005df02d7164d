package org.asyncio4j.http.http1;

import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What has come too early for HTTP, and then the connection's bytes. */
final class InputFirst implements ReceiveStream {
    private final Http1Input input;
    private final Connection connection;

    InputFirst(Http1Input input, Connection connection) {
        this.input = input;
        this.connection = connection;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        return input.available() > 0
                ? input.takeInto(target, target.remaining())
                : connection.read(target);
    }

    @Override
    public byte[] receive(int max) throws IOException {
        if (input.available() > 0) {
            return input.take(max);
        }
        byte[] bytes = connection.read(max);
        return bytes.length == 0 ? null : bytes;
    }
}
