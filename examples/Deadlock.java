// Two tasks that each hold what the other waits for would wait for ever.
// The loop knows when nothing can wake anybody any more, and says who waits for what.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.DeadlockError;
import org.asyncio4j.sync.Lock;

Lock fork = new Lock("fork");
Lock knife = new Lock("knife");

void eat(Lock first, Lock second) {
    try (var _ = first.acquire()) {
        sleep(seconds(1));
        try (var _ = second.acquire()) {
            IO.println("never reached");
        }
    }
}

void main() {
    run(() -> {
        try {
            taskGroup(table -> {
                table.createTask("Ann", () -> eat(fork, knife));
                table.createTask("Bob", () -> eat(knife, fork));
            });
        } catch (DeadlockError error) {
            IO.println(error.getMessage());
        }
    });
}
