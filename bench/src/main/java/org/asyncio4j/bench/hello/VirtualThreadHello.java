package org.asyncio4j.bench.hello;

/** The start-up program on the JDK's virtual threads: three of them take turns once. */
final class VirtualThreadHello {

    private VirtualThreadHello() {}

    static void count() {
        System.out.println("One");
        Thread.yield();
        System.out.println("Two");
    }

    public static void main(String[] arguments) throws InterruptedException {
        Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.startVirtualThread(VirtualThreadHello::count);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
