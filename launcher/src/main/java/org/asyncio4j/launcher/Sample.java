package org.asyncio4j.launcher;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;

/** A small program of the usual kind: what it makes the JVM load is what the cache will hold. */
final class Sample {

    private Sample() {}

    /** Does nothing of use. */
    public static void main(String[] args) {
        run(() -> gather(() -> count("a"), () -> count("b")));
    }

    private static void count(String name) {
        IO.println(name + " " + 1);
        sleep(seconds(0.001));
        IO.println(name + " " + 2);
    }
}
