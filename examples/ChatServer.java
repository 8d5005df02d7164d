// A chat: what one says, all others hear. Each guest has a queue, so a slow one holds up nobody;
// who is too slow for too long is shown the door.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.QueueFullException;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many lines may wait for a guest. */
static final int PATIENCE = 100;

record Guest(Connection connection, Queue<String> lines) {}

final Map<String, Guest> guests = new LinkedHashMap<>();
final Event slowGuestGone = new Event();

void welcome(Connection connection) throws IOException {
    String name = connection.readLine();
    Guest guest = new Guest(connection, new Queue<>(PATIENCE));
    guests.put(name, guest);
    tellAll(name + " has come");
    try {
        // What the group starts ends with it: the writer when the reader is done.
        taskGroup(group -> {
            group.createTask(() -> hear(guest));
            for (String line : connection.lines()) {
                tellAll(name + ": " + line);
            }
            group.cancel();
        });
    } finally {
        guests.remove(name);
        tellAll(name + " has left");
        slowGuestGone.set();
    }
}

void hear(Guest guest) throws IOException {
    while (true) {
        guest.connection().write(guest.lines().get() + "\n");
    }
}

void tellAll(String line) {
    for (Guest guest : guests.values()) {
        try {
            guest.lines().putNowait(line);
        } catch (QueueFullException e) {
            guest.connection().abort();
        }
    }
}

// ---------------------------------------------------------------- a party

Connection enter(String name, int port) throws IOException {
    Connection connection = openConnection("127.0.0.1", port);
    connection.write(name + "\n");
    return connection;
}

void expect(Connection guest, String line) throws IOException {
    String heard = guest.readLine();
    IO.println(heard.equals(line) ? heard : "Expected " + line + ", heard " + heard);
}

void main() throws IOException {
    run(() -> {
        getRunningLoop().setExceptionHandler((_, context) -> {}); // The slow guest's reset.
        try (Server server = startServer(this::welcome, "127.0.0.1", 0)) {
            Connection ann = enter("Ann", server.port());
            expect(ann, "Ann has come");
            Connection bob = enter("Bob", server.port());
            expect(ann, "Bob has come");
            ann.write("Hello, Bob\n");
            expect(bob, "Bob has come");
            expect(bob, "Ann: Hello, Bob");
            expect(ann, "Ann: Hello, Bob");

            // Bob hears nothing more, and has a large mouthful coming.
            String mouthful = "x".repeat(60_000);
            while (guests.containsKey("Bob")) {
                ann.write(mouthful + "\n");
                ann.readLine();
            }
            slowGuestGone.await();
            IO.println("Bob was too slow");
            ann.close();
            bob.close();
        }
    });
}
