// gather(...) runs several methods at once, each as a task, and waits for all: one second.
// While one count() sleeps, the loop lets the others run.

import static org.asyncio4j.Asyncio.*;

void count() {
    IO.println("One");
    sleep(seconds(1));
    IO.println("Two");
}

void main() {
    run(() -> {
        var start = time();
        gather(this::count, this::count, this::count);
        var elapsed = time().minus(start);
        IO.println("That took " + elapsed.toSeconds() + " s.");
    });
}
