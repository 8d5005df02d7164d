// A task group ends when all its tasks have. When one fails, the others are cancelled:
// nothing is left behind, and the ExceptionGroup holds every failure.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.ExceptionGroup;

void deliver(String parcel, Duration way) {
    try {
        sleep(way);
        IO.println("The " + parcel + " is there.");
    } finally {
        IO.println("The driver of the " + parcel + " is back.");
    }
}

void loseTheWay() throws IOException {
    sleep(seconds(2));
    throw new FileNotFoundException("the map");
}

void main() {
    run(() -> {
        try {
            taskGroup(group -> {
                group.createTask(() -> deliver("book", seconds(1)));
                group.createTask(() -> deliver("piano", seconds(8)));
                group.createTask(this::loseTheWay);
            });
            IO.println("not reached");
        } catch (ExceptionGroup failures) {
            // Handles the failures of one type, and throws the others on if there are any.
            failures.handle(IOException.class, e -> IO.println("Missing: " + e.getMessage()));
        }
    });
}
