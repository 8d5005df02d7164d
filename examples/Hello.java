// A program is a plain method that run(...) runs on an event loop.
// sleep(...) waits there, and holds up nobody else.

import static org.asyncio4j.Asyncio.*;

void main() {
    run(() -> {
        IO.println("Hello ...");
        sleep(seconds(1));
        IO.println("... world!");
    });
}
