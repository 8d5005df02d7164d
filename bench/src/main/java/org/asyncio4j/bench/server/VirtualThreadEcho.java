package org.asyncio4j.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;

/** The JDK's blocking sockets, a virtual thread for each connection, on the JDK's scheduler. */
public final class VirtualThreadEcho {

    private VirtualThreadEcho() {}

    public static void main(String[] arguments) throws IOException {
        EchoArguments echo = EchoArguments.of(arguments);
        try (ServerSocket server = new ServerSocket()) {
            server.bind(echo.address(), EchoArguments.BACKLOG);
            EchoArguments.ready();
            while (true) {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> serve(socket, echo.bufferBytes()));
            }
        }
    }

    private static void serve(Socket socket, int bufferBytes) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[bufferBytes];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (IOException gone) {
            // The client went away; nobody is left to be told.
        }
    }
}
