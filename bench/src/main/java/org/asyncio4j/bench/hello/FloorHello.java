package org.asyncio4j.bench.hello;

import java.lang.reflect.Constructor;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** The start-up program on a bare scheduler: three virtual threads take turns once. */
final class FloorHello {

    private FloorHello() {}

    static void count() {
        System.out.println("One");
        Thread.yield();
        System.out.println("Two");
    }

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Constructor<?> newVirtualThread =
                Class.forName("java.lang.VirtualThread")
                        .getDeclaredConstructor(
                                Executor.class, String.class, int.class, Runnable.class);
        newVirtualThread.setAccessible(true);
        ArrayDeque<Runnable> ready = new ArrayDeque<>();
        for (int i = 0; i < 3; i++) {
            Executor scheduler = ready::add;
            Runnable body = FloorHello::count;
            ((Thread) newVirtualThread.newInstance(scheduler, null, 0, body)).start();
        }
        for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
            next.run();
        }
    }
}
