package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** An address that answers nobody: somebody listens there, but the system keeps no more clients. */
final class Blackhole implements AutoCloseable {
    private final ServerSocket listener;
    private final List<SocketChannel> fillers = new ArrayList<>();

    /**
     * @param port 0 for any
     */
    Blackhole(String host, int port) throws IOException {
        this.listener = new ServerSocket(port, 1, InetAddress.getByName(host));
        for (int i = 0; i < 4; i++) {
            SocketChannel filler = SocketChannel.open();
            filler.configureBlocking(false);
            filler.connect(new InetSocketAddress(host, listener.getLocalPort()));
            fillers.add(filler);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    InetAddress address() {
        return listener.getInetAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel filler : fillers) {
            filler.close();
        }
    }
}
