package org.asyncio4j.bench.server;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The JDK's selector in a plain loop: the least that pure Java needs. */
public final class SelectorEcho {

    private final Selector selector;
    private final ServerSocketChannel server;
    private final ByteBuffer buffer;

    private SelectorEcho(EchoArguments echo) throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open();
        buffer = ByteBuffer.allocateDirect(echo.bufferBytes());
        server.bind(echo.address(), EchoArguments.BACKLOG).configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] arguments) throws IOException {
        SelectorEcho echo = new SelectorEcho(EchoArguments.of(arguments));
        EchoArguments.ready();
        while (true) {
            echo.selector.select(echo::handle);
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else if (key.isReadable()) {
                echo(key);
            } else {
                writeRest(key);
            }
        } catch (IOException gone) {
            close(key);
        }
    }

    private void accept() throws IOException {
        for (SocketChannel client = server.accept(); client != null; client = server.accept()) {
            client.configureBlocking(false);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.register(selector, SelectionKey.OP_READ);
        }
    }

    private void echo(SelectionKey key) throws IOException {
        SocketChannel client = (SocketChannel) key.channel();
        if (client.read(buffer.clear()) < 0) {
            client.close();
            return;
        }
        client.write(buffer.flip());
        if (buffer.hasRemaining()) {
            // Nothing more is read until this is out.
            key.attach(ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip());
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    private static void writeRest(SelectionKey key) throws IOException {
        ByteBuffer rest = (ByteBuffer) key.attachment();
        ((SocketChannel) key.channel()).write(rest);
        if (!rest.hasRemaining()) {
            key.attach(null);
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException alreadyGone) {
            key.cancel();
        }
    }
}
