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
    private Layer layer;

    /** Something with both raw sides. */
    private record Layer(ReceiveStream in, SendStream out) {}

    <S extends ReceiveStream & SendStream> Wire(S socket) {
        switchTo(socket);
    }

    <S extends ReceiveStream & SendStream> void switchTo(S stream) {
        layer = new Layer(stream, stream);
    }

    ReceiveStream in() {
        return layer.in;
    }

    SendStream out() {
        return layer.out;
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        return layer.in.receive(target);
    }

    @Override
    public byte[] receive(int max) throws IOException {
        return layer.in.receive(max);
    }

    @Override
    public void send(ByteBuffer... data) throws IOException {
        layer.out.send(data);
    }

    @Override
    public void drain() throws IOException {
        layer.out.drain();
    }

    @Override
    public void flush() throws IOException {
        layer.out.flush();
    }

    @Override
    public void sendEof() throws IOException {
        layer.out.sendEof();
    }

    @Override
    public boolean canSendEof() {
        return layer.out.canSendEof();
    }

    /** The socket's name, or that of the TLS on it. */
    @Override
    public String toString() {
        return layer.out.toString();
    }
}
