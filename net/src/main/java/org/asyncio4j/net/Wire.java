package org.asyncio4j.net;

import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a connection's reader and writer sit on: the socket, or the TLS that has taken its place.
 * They stay the same when that changes.
 */
final class Wire implements ReceiveStream, SendStream {
    private ReceiveStream in;
    private SendStream out;

    <S extends ReceiveStream & SendStream> Wire(S socket) {
        switchTo(socket);
    }

    <S extends ReceiveStream & SendStream> void switchTo(S stream) {
        in = stream;
        out = stream;
    }

    ReceiveStream in() {
        return in;
    }

    SendStream out() {
        return out;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        return in.receive(target);
    }

    @Override
    public byte[] receive(int max) throws IOException {
        return in.receive(max);
    }

    @Override
    public void send(ByteBuffer... data) throws IOException {
        out.send(data);
    }

    @Override
    public void drain() throws IOException {
        out.drain();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void sendEof() throws IOException {
        out.sendEof();
    }

    @Override
    public boolean canSendEof() {
        return out.canSendEof();
    }

    /** The socket's name, or that of the TLS on it. */
    @Override
    public String toString() {
        return out.toString();
    }
}
