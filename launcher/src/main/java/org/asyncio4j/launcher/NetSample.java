package org.asyncio4j.launcher;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;

import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;

import java.io.IOException;

/** As {@link Sample}, for programs that use the network. */
final class NetSample {

    private NetSample() {}

    /** Does nothing of use. */
    public static void main(String[] args) throws IOException {
        Sample.main(args);
        // Where even this machine does not answer, the start must go on.
        run(() -> moveOnAfter(seconds(5), NetSample::talk));
    }

    private static void talk() throws IOException {
        try (Server server = startServer(NetSample::serve, "127.0.0.1", 0)) {
            int port = server.port();
            gather(() -> ask("127.0.0.1", port), () -> ask("localhost", port));
        }
    }

    private static void serve(Connection connection) throws IOException {
        for (String line = connection.readLine(); line != null; line = connection.readLine()) {
            connection.write(line + "\n");
        }
    }

    private static void ask(String host, int port) throws IOException {
        try (Connection connection = openConnection(host, port)) {
            connection.write("hello\n");
            IO.println(connection.readLine());
        }
    }
}
