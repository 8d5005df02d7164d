package org.asyncio4j.net;

import static org.asyncio4j.net.Net.openConnection;

import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.net.engine.ListenOptions;
import org.asyncio4j.net.engine.LoopListener;
import org.asyncio4j.net.engine.SocketStack;
import org.asyncio4j.stream.StreamReader;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Both ends of a real connection over the loopback. */
record ConnectionPair(Connection client, Connection server) implements AutoCloseable {

    static ConnectionPair open() throws IOException {
        LoopListener listener =
                SocketStack.current()
                        .openListener(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                new ListenOptions(10, true, false, false));
        try {
            int port = ((InetSocketAddress) listener.address()).getPort();
            Connection client = openConnection("127.0.0.1", port);
            return new ConnectionPair(
                    client,
                    new Connection(
                            listener.accept(Fiber.current()), null, StreamReader.DEFAULT_LIMIT));
        } finally {
            listener.close();
        }
    }

    /** Writes until the peer's side and the own buffer are full, as nobody reads there. */
    static long fill(Connection connection) throws IOException {
        byte[] block = new byte[16 * 1024];
        long written = 0;
        while (connection.getWriteBufferSize() == 0) {
            connection.write(block);
            written += block.length;
        }
        return written;
    }

    /** Ends both at once. */
    @Override
    public void close() {
        client.abort();
        server.abort();
    }
}
