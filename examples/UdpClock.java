// A clock that tells the time over UDP, and a client who asks until it gets an answer.
// Datagrams may be lost, as here every third question is: a time-out and another try deal with it.

import static org.asyncio4j.Asyncio.*;
import static org.asyncio4j.net.Net.*;

import org.asyncio4j.net.Datagram;
import org.asyncio4j.net.DatagramEndpoint;
import org.asyncio4j.net.DatagramOptions;

import java.io.IOException;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

void serve(DatagramEndpoint server, Supplier<LocalTime> clock) throws IOException {
    int questions = 0;
    for (Datagram question : server) {
        questions++;
        if (questions % 3 != 0) {
            String time = DateTimeFormatter.ISO_LOCAL_TIME.format(clock.get());
            server.send(time, question.sender());
        }
    }
}

String ask(String host, int port) throws IOException {
    DatagramOptions options = DatagramOptions.DEFAULT.withRemoteAddress(host, port);
    try (DatagramEndpoint client = createDatagramEndpoint(options)) {
        while (true) {
            client.send("What time is it?");
            try {
                return timeout(seconds(0.5), () -> client.receive().text());
            } catch (TimeoutException e) {
                IO.println("no answer; once more");
            }
        }
    }
}

DatagramEndpoint listen(int port) throws IOException {
    return createDatagramEndpoint(DatagramOptions.DEFAULT.withLocalAddress("127.0.0.1", port));
}

void demonstrate() throws IOException {
    // It is noon, and a second passes from look to look.
    Iterator<LocalTime> times =
            Stream.iterate(LocalTime.NOON, time -> time.plusSeconds(1)).iterator();
    try (DatagramEndpoint server = listen(0)) {
        createTask(() -> serve(server, times::next));
        for (int i = 0; i < 4; i++) {
            IO.println(ask("127.0.0.1", server.port()));
        }
    }
}

// A port: serves there until Ctrl-C. A host and a port: asks once. Nothing: both, for a while.
void main(String[] arguments) throws IOException {
    run(() -> {
        switch (arguments.length) {
            case 1 -> {
                try (DatagramEndpoint server = listen(Integer.parseInt(arguments[0]))) {
                    IO.println("Telling the time at port " + server.port());
                    serve(server, () -> LocalTime.now().truncatedTo(ChronoUnit.SECONDS));
                }
            }
            case 2 -> IO.println(ask(arguments[0], Integer.parseInt(arguments[1])));
            default -> demonstrate();
        }
    });
}
