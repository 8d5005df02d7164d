// Calls that stand one after the other run one after the other: three times one second.
// Compare with CountAsync.java, which has the same count() and differs in one line.

import static org.asyncio4j.Asyncio.*;

void count() {
    IO.println("One");
    sleep(seconds(1));
    IO.println("Two");
}

void main() {
    run(() -> {
        var start = time();
        count();
        count();
        count();
        var elapsed = time().minus(start);
        IO.println("That took " + elapsed.toSeconds() + " s.");
    });
}
