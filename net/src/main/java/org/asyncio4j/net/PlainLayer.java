package org.asyncio4j.net;

import org.asyncio4j.net.engine.SocketStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A transport directly on its socket. */
record PlainLayer(SocketStream socket) implements Layer {
    @Override
    public boolean awaitInput() throws IOException {
        return socket.awaitInput();
    }

    @Override
    public void release() {
        socket.release();
    }

    @Override
    public byte[] receiveNow(int max) throws IOException {
        return socket.receiveNow(max);
    }

    @Override
    public int receiveNow(ByteBuffer target) throws IOException {
        return socket.receiveNow(target);
    }

    @Override
    public void offer(ByteBuffer... data) throws IOException {
        socket.offer(data);
    }

    @Override
    public long kept() {
        return socket.unsent();
    }

    @Override
    public void awaitProgress() throws IOException {
        socket.awaitSent();
    }

    @Override
    public boolean canSendEof() {
        return true;
    }

    @Override
    public void sendEof() throws IOException {
        socket.sendEof();
    }

    @Override
    public void close() {
        socket.close();
    }
}
