import static org.asyncio4j.Asyncio.*;

// The start-up program for `./asyncio4j run`: three tasks take turns once.

void count() {
    IO.println("One");
    yieldNow();
    IO.println("Two");
}

void main() {
    run(() -> gather(this::count, this::count, this::count));
}
