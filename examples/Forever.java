// A task that never ends by itself runs beside the program until it is cancelled.
// Cancelling throws a CancelledError out of the task's wait, so that finally cleans up.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;

void lighthouse() {
    try {
        while (true) {
            IO.println("flash");
            sleep(seconds(3));
        }
    } finally {
        IO.println("The light is switched off.");
    }
}

void main() {
    run(() -> {
        Task<Void> task = createTask(this::lighthouse);
        sleep(seconds(10));
        task.cancel("it is morning");
        try {
            task.await();
        } catch (CancelledError error) {
            IO.println("It was cancelled: " + error.reason());
        }
    });
}
