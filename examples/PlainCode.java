// Code that has no loop, such as a library's or a test's, can call what waits all the same:
// Unsync.call(...) runs it on a loop in the background. Unsync.start(...) returns a future.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.Unsync;

String brew(String drink) {
    sleep(millis(20));
    return "a cup of " + drink;
}

void main() {
    List<String> cups = Unsync.call(() -> gather(() -> brew("tea"), () -> brew("coffee")));
    IO.println(cups);

    CompletableFuture<String> cocoa = Unsync.start(() -> brew("cocoa"));
    IO.println("meanwhile ...");
    IO.println(cocoa.join());
}
