// Tries a thousand ports, at most fifty at once, each for at most half a second.
// The limiter hands out tokens; the group waits for all and keeps the answers together.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.Server;
import org.asyncio4j.sync.CapacityLimiter;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

static final ConnectOptions OPTIONS = ConnectOptions.DEFAULT.withTimeout(millis(500));

Set<Integer> scan(String host, IntStream ports) {
    Set<Integer> open = new TreeSet<>();
    CapacityLimiter limiter = new CapacityLimiter(50);
    taskGroup(group -> {
        ports.forEach(port ->
                group.createTask(() -> {
                    try (var _ = limiter.acquire()) {
                        if (answers(host, port)) {
                            open.add(port);
                        }
                    }
                }));
    });
    return open;
}

boolean answers(String host, int port) {
    try (var _ = openConnection(host, port, OPTIONS)) {
        return true;
    } catch (IOException e) {
        return false;
    }
}

// Arguments: a host, the first port and the last. Without them, three servers to be found here.
void main(String[] arguments) throws IOException {
    run(() -> {
        if (arguments.length == 3) {
            int first = Integer.parseInt(arguments[1]);
            int last = Integer.parseInt(arguments[2]);
            IO.println(scan(arguments[0], IntStream.rangeClosed(first, last)));
            return;
        }
        try (Server one = startServer(_ -> {}, "127.0.0.1", 0);
                Server two = startServer(_ -> {}, "127.0.0.1", 0);
                Server three = startServer(_ -> {}, "127.0.0.1", 0)) {
            Set<Integer> expected = new TreeSet<>(List.of(one.port(), two.port(), three.port()));
            IntStream first = IntStream.rangeClosed(1, 1000);
            Set<Integer> open =
                    scan("127.0.0.1", IntStream.concat(first, expected.stream().mapToInt(p -> p)));
            open.retainAll(expected);
            IO.println("Found " + open.size() + " of 3");
        }
    });
}
