// A call waits until the method has ended; createTask(...) starts it and goes on at once.
// So two greetings, after one second and after two, take three seconds in order and two at once.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Task;

void say(Duration delay, String greeting) {
    sleep(delay);
    IO.println(greeting);
}

void inOrder() {
    say(seconds(1), "hello");
    say(seconds(2), "world");
}

void atOnce() {
    Task<Void> hello = createTask(() -> say(seconds(1), "hello"));
    Task<Void> world = createTask(() -> say(seconds(2), "world"));
    hello.await();
    world.await();
}

void main() {
    run(() -> {
        var start = time();
        inOrder();
        var middle = time();
        IO.println("In order: " + middle.minus(start).toSeconds() + " s.");
        atOnce();
        var end = time();
        IO.println("At once: " + end.minus(middle).toSeconds() + " s.");
    });
}
