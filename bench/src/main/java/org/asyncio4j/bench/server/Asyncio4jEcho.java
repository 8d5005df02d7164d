package org.asyncio4j.bench.server;

import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.net.Net.startServer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import org.asyncio4j.net.Connection;
import org.asyncio4j.net.ConnectionHandler;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** asyncio4j, as a user of it would write it: {@code STYLE PORT BUFFER LOOPS}. */
public final class Asyncio4jEcho {

    private Asyncio4jEcho() {}

    public static void main(String[] arguments) throws IOException {
        EchoArguments echo = EchoArguments.of(Arrays.copyOfRange(arguments, 1, arguments.length));
        ConnectionHandler handler =
                switch (arguments[0]) {
                    case "buffer" -> connection -> buffer(connection, echo.bufferBytes());
                    case "bytes" -> connection -> bytes(connection, echo.bufferBytes());
                    case "netty" -> connection -> netty(connection, echo.bufferBytes());
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        ServerOptions options =
                ServerOptions.DEFAULT.withBacklog(EchoArguments.BACKLOG).withLoops(echo.loops());
        run(() -> {
            try (Server server = startServer(handler, "127.0.0.1", echo.port(), options)) {
                EchoArguments.ready();
                server.serveForever();
            }
        });
    }

    private static void buffer(Connection connection, int bufferBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bufferBytes);
        while (connection.read(buffer) >= 0) {
            connection.write(buffer.flip());
            buffer.clear();
        }
    }

    private static void bytes(Connection connection, int bufferBytes) throws IOException {
        for (byte[] data = connection.read(bufferBytes);
                data.length > 0;
                data = connection.read(bufferBytes)) {
            connection.write(data);
        }
    }

    private static void netty(Connection connection, int bufferBytes) throws IOException {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(bufferBytes, bufferBytes);
        try {
            while (connection.read(buffer) >= 0) {
                connection.write(buffer);
                buffer.clear();
            }
        } finally {
            buffer.release();
        }
    }
}
