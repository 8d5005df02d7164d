// Tasks run one at a time, and a task gives way only where it waits.
// yieldNow() waits for nothing: it passes the baton to whoever is ready. So does sleep(seconds(0)).

import static org.asyncio4j.Asyncio.*;

void withoutPassing(String runner) {
    for (int lap = 1; lap <= 3; lap++) {
        IO.println("  " + runner + " runs lap " + lap);
    }
}

void passing(String runner) {
    for (int lap = 1; lap <= 3; lap++) {
        IO.println("  " + runner + " runs lap " + lap);
        yieldNow();
    }
}

void main() {
    run(() -> {
        IO.println("Nobody passes the baton:");
        gather(() -> withoutPassing("Ann"), () -> withoutPassing("Bob"));
        IO.println("Both do:");
        gather(() -> passing("Ann"), () -> passing("Bob"));
    });
}
