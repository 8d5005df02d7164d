package org.asyncio4j.test.stream;

import org.asyncio4j.net.engine.SocketStream;
import org.asyncio4j.stream.ByteStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;

/** A raw socket as a stream. */
final class SocketByteStream extends ByteStream {
    private final SocketStream socket;
    private final StreamReader reader;
    private final StreamWriter writer;

    SocketByteStream(SocketStream socket) {
        this.socket = socket;
        this.reader = new StreamReader(socket);
        this.writer = new StreamWriter(socket);
    }

    @Override
    public StreamReader reader() {
        return reader;
    }

    @Override
    public StreamWriter writer() {
        return writer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        socket.waitClosed();
    }

    @Override
    public void abort() {
        socket.abort();
    }

    @Override
    public boolean isClosing() {
        return socket.isClosing();
    }

    @Override
    public void waitClosed() throws IOException {
        socket.waitClosed();
    }
}
