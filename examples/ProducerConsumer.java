// A queue connects tasks: put(...) waits while it is full, for (... : queue) while it is empty.
// join() waits until all items are done, and shutdown() ends the consumers' loops.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.queue.Queue;

Queue<String> orders = new Queue<>(2);

void waiter() {
    for (String dish : List.of("soup", "salad", "pasta", "fish", "cake")) {
        orders.put(dish);
        IO.println("order: " + dish);
    }
    orders.join();
    IO.println("All is served.");
    orders.shutdown();
}

void cook(String name, Duration pace) {
    for (String dish : orders) {
        sleep(pace);
        IO.println(name + " serves the " + dish);
        orders.taskDone();
    }
    IO.println(name + " goes home.");
}

void main() {
    run(() -> gather(this::waiter, () -> cook("Ann", seconds(2)), () -> cook("Bob", seconds(5))));
}
