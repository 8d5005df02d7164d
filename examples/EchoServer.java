// An echo server and three clients, who all wait for each other on one thread.
// A handler is a plain method: it reads, writes, and the connection is closed when it returns.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;

import java.io.IOException;

void echo(Connection client) throws IOException {
    for (String line : client.lines()) {
        client.write(line + "\n");
    }
}

String say(String words, int port) throws IOException {
    try (Connection connection = openConnection("127.0.0.1", port)) {
        connection.write(words + "\n");
        return connection.readLine();
    }
}

// Serves for ever where a port is given, until Ctrl-C.
void main(String[] arguments) throws IOException {
    run(() -> {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
        try (Server server = startServer(this::echo, "127.0.0.1", port)) {
            if (arguments.length > 0) {
                IO.println("Listening on port " + port);
                server.serveForever();
            }
            var answers =
                    gather(
                            () -> say("one", server.port()),
                            () -> say("two", server.port()),
                            () -> say("three", server.port()));
            IO.println(answers);
        }
    });
}
