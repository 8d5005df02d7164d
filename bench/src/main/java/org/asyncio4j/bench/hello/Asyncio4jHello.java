package org.asyncio4j.bench.hello;

import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.yieldNow;

/** The start-up program on asyncio4j: three tasks take turns once. */
final class Asyncio4jHello {

    private Asyncio4jHello() {}

    static void count() {
        System.out.println("One");
        yieldNow();
        System.out.println("Two");
    }

    public static void main(String[] arguments) {
        run(() -> gather(Asyncio4jHello::count, Asyncio4jHello::count, Asyncio4jHello::count));
    }
}
