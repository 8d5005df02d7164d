// A TCP proxy: two tasks per client copy the bytes, one for each direction. Nobody reads faster
// than the other side takes: a slow receiver slows its sender down, and fills no memory.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;

import java.io.IOException;
import java.nio.ByteBuffer;

void copy(Connection from, Connection to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    while (from.read(buffer) >= 0) {
        to.write(buffer.flip());
        buffer.clear();
    }
    to.writeEof(); // The other direction may go on.
}

void forward(Connection client, String host, int port) throws IOException {
    try (Connection target = openConnection(host, port)) {
        taskGroup(group -> {
            group.createTask(() -> copy(client, target));
            group.createTask(() -> copy(target, client));
        });
    }
}

// Arguments: the port to listen on, and the host and the port to forward to. Without them, a trial.
void main(String[] arguments) throws IOException {
    run(() -> {
        if (arguments.length == 3) {
            String host = arguments[1];
            int target = Integer.parseInt(arguments[2]);
            int port = Integer.parseInt(arguments[0]);
            try (Server proxy = startServer(c -> forward(c, host, target), "127.0.0.1", port)) {
                proxy.serveForever();
            }
        } else {
            trial();
        }
    });
}

void trial() throws IOException {
    try (Server shouter = startServer(this::shout, "127.0.0.1", 0);
            Server proxy =
                    startServer(c -> forward(c, "127.0.0.1", shouter.port()), "127.0.0.1", 0);
            Connection client = openConnection("127.0.0.1", proxy.port())) {
        client.write("hello\nthrough the proxy\n");
        client.writeEof();
        for (String line : client.lines()) {
            IO.println(line);
        }
    }
}

void shout(Connection client) throws IOException {
    for (String line : client.lines()) {
        client.write(line.toUpperCase() + "\n");
    }
}
