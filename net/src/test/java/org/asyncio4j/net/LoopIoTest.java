package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.Net.openConnection;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelScope;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Promise;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.kernel.Fiber;
import org.asyncio4j.kernel.IdleWait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** What tasks, timers and other threads of a loop see of its I/O. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopIoTest {

    private static void echo(Connection connection) throws IOException {
        for (String line : connection.lines()) {
            connection.write(line + "\n");
        }
    }

    @OnEngines
    void busyTasksDoNotStarveSockets(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        boolean[] done = new boolean[1];
                        List<Task<Void>> busy = new ArrayList<>();
                        for (int i = 0; i < 3; i++) {
                            busy.add(
                                    createTask(() -> {
                                        while (!done[0]) {
                                            yieldNow();
                                        }
                                    }));
                        }
                        Task<Void> echo = createTask(() -> echo(pair.server()));
                        for (int i = 0; i < 200; i++) {
                            pair.client().write("ping " + i + "\n");
                            assertEquals("ping " + i, pair.client().readLine());
                        }
                        done[0] = true;
                        for (Task<Void> each : busy) {
                            each.await();
                        }
                        pair.client().close();
                        echo.await(IOException.class);
                    }
                });
    }

    @OnEngines
    void aBusySocketStarvesNeitherTasksNorTimers(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<Void> writer =
                                createTask(() -> {
                                    byte[] block = new byte[100_000];
                                    while (true) {
                                        pair.server().write(block);
                                    }
                                });
                        long[] received = new long[1];
                        Task<Void> reader =
                                createTask(() -> {
                                    while (true) {
                                        received[0] += pair.client().read(100_000).length;
                                    }
                                });
                        int turns = 20;
                        for (int i = 0; i < turns; i++) {
                            sleep(millis(1));
                        }
                        assertTrue(received[0] > 0);
                        assertTrue(
                                received[0] / turns < 100_000_000,
                                () -> received[0] + " bytes came before the timers");
                        writer.cancel();
                        reader.cancel();
                    }
                });
    }

    @OnEngines
    void readsAndWritesThatNeedNotWaitGiveWayNowAndThen(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        ConnectionPair.fill(pair.server());
                        int[] sinceTurn = new int[1];
                        Task<Void> turns =
                                createTask(() -> {
                                    while (true) {
                                        sinceTurn[0] = 0;
                                        yieldNow();
                                    }
                                });
                        int most = 0;
                        ByteBuffer small = ByteBuffer.allocateDirect(64);
                        for (int i = 0; i < 2000; i++) {
                            pair.client().socket().receive(small.clear());
                            most = Math.max(most, ++sinceTurn[0]);
                        }
                        for (int i = 0; i < 2000; i++) {
                            pair.client().socket().send(small.clear());
                            most = Math.max(most, ++sinceTurn[0]);
                        }
                        assertTrue(most <= 200, most + " calls in a row, and nobody else's turn");
                        turns.cancel();
                    }
                });
    }

    @OnEngines
    void aPeerThatIsQuickerThanTheLoopStarvesNobody(String engine) throws Exception {
        AtomicReference<Thread> peer = new AtomicReference<>();
        try (ServerSocket listener = new ServerSocket(0)) {
            peer.set(Thread.ofPlatform().daemon().start(() -> flood(listener)));
            run(
                    engine,
                    () -> {
                        try (Connection client =
                                openConnection("127.0.0.1", listener.getLocalPort())) {
                            Task<Void> reader =
                                    createTask(() -> {
                                        ByteBuffer small = ByteBuffer.allocateDirect(64);
                                        while (true) {
                                            client.read(small.clear()); // The peer fills it at any
                                            // time.
                                        }
                                    });
                            for (int i = 0; i < 20; i++) {
                                sleep(millis(1));
                            }
                            reader.cancel();
                            client.abort();
                        }
                    });
        }
        peer.get().join();
    }

    private static void flood(ServerSocket listener) {
        byte[] block = new byte[1_000_000];
        try (Socket socket = listener.accept()) {
            while (true) {
                socket.getOutputStream().write(block);
            }
        } catch (IOException e) {
            // The client has enough.
        }
    }

    @OnEngines
    void timersFireWhileIoIsAwaited(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        List<String> trail = new ArrayList<>();
                        Task<Void> reader =
                                createTask(() -> {
                                    pair.client().readLine();
                                    trail.add("read");
                                });
                        Task<Void> late =
                                createTask(() -> {
                                    sleep(millis(20));
                                    trail.add("late");
                                    pair.server().write("now\n");
                                });
                        Task<Void> early =
                                createTask(() -> {
                                    sleep(millis(5));
                                    trail.add("early");
                                });
                        reader.await(IOException.class);
                        late.await(IOException.class);
                        early.await();
                        assertEquals(List.of("early", "late", "read"), trail);
                    }
                });
    }

    @OnEngines
    void noWakeUpFromAnotherThreadIsLost(String engine) throws Exception {
        int rounds = 10_000;
        long seed = System.nanoTime();
        AtomicReference<String> lost = new AtomicReference<>();
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<byte[]> sleeps = createTask(() -> pair.client().read(1));
                        EventLoop loop = getRunningLoop();
                        Promise<Void> done = loop.createFuture();
                        Thread.ofPlatform()
                                .daemon()
                                .start(() -> {
                                    Random random = new Random(seed);
                                    Semaphore answered = new Semaphore(0);
                                    for (int round = 0;
                                            round < rounds && lost.get() == null;
                                            round++) {
                                        // Some come before the loop sleeps, some as it falls
                                        // asleep, some after.
                                        LockSupport.parkNanos(
                                                random.nextInt(4) == 0
                                                        ? random.nextInt(40_000)
                                                        : 0);
                                        loop.callSoonThreadsafe(answered::release);
                                        if (!tryAcquire(answered)) {
                                            lost.set("round " + round + ", seed " + seed);
                                        }
                                    }
                                    loop.callSoonThreadsafe(() -> done.setResult(null));
                                });
                        done.await();
                        pair.server().write("x");
                        sleeps.await(IOException.class);
                    }
                });
        assertEquals(null, lost.get());
    }

    private static boolean tryAcquire(Semaphore semaphore) {
        try {
            return semaphore.tryAcquire(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @OnEngines
    void manyThreadsWakeOneLoop(String engine) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        EventLoop loop = getRunningLoop();
                        Promise<Void> done = loop.createFuture();
                        for (int i = 0; i < 4; i++) {
                            Thread.ofPlatform()
                                    .daemon()
                                    .start(() -> {
                                        for (int n = 0; n < 2500; n++) {
                                            LockSupport.parkNanos(
                                                    ThreadLocalRandom.current().nextInt(20_000));
                                            loop.callSoonThreadsafe(() -> {
                                                if (arrived.incrementAndGet() == 10_000) {
                                                    done.setResult(null);
                                                }
                                            });
                                        }
                                    });
                        }
                        Task<byte[]> reader = createTask(() -> pair.client().read(1));
                        done.await();
                        reader.cancel();
                    }
                });
        assertEquals(10_000, arrived.get());
    }

    @OnEngines
    void severalLoopsAtOnceKeepTheirSocketsApart(String engine) throws Exception {
        int loops = 4;
        List<Thread> threads = new ArrayList<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        run(
                engine,
                () -> {
                    try (Server server = startServer(LoopIoTest::echo, "127.0.0.1", 0)) {
                        int port = server.port();
                        for (int i = 0; i < loops; i++) {
                            String name = "loop " + i;
                            threads.add(
                                    Thread.ofPlatform()
                                            .start(() -> {
                                                try {
                                                    Asyncio.run(
                                                            RunOptions.DEFAULT.withHandleSignals(
                                                                    false),
                                                            () -> converse(name, port));
                                                } catch (Throwable e) {
                                                    failure.set(e);
                                                }
                                            }));
                        }
                        while (threads.stream().anyMatch(Thread::isAlive)) {
                            sleep(millis(1));
                        }
                    }
                });
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    private static void converse(String name, int port) throws IOException {
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String task = name + ", task " + i;
            tasks.add(
                    createTask(() -> {
                        try (Connection connection = openConnection("127.0.0.1", port)) {
                            for (int n = 0; n < 50; n++) {
                                connection.write(task + ", " + n + "\n");
                                assertEquals(task + ", " + n, connection.readLine());
                            }
                        }
                    }));
        }
        for (Task<Void> task : tasks) {
            task.await(IOException.class);
        }
    }

    @OnEngines
    void aLoopThatEndsLeavesItsPortsFree(String engine) throws IOException {
        int[] port = new int[1];
        for (int i = 0; i < 5; i++) {
            run(
                    engine,
                    () -> {
                        // Nobody closes it, nor the connection.
                        Server server = startServer(LoopIoTest::echo, "127.0.0.1", port[0]);
                        port[0] = server.port();
                        Connection connection = openConnection("127.0.0.1", port[0]);
                        connection.write("hello\n");
                        assertEquals("hello", connection.readLine());
                    });
        }
    }

    @OnEngines
    void descriptorsAreGoneWithTheLoop(String engine) throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            Server server = startServer(LoopIoTest::echo, "127.0.0.1", 0);
                            for (int i = 0; i < 10; i++) {
                                Connection connection = openConnection("127.0.0.1", server.port());
                                connection.write("hello\n");
                                assertEquals("hello", connection.readLine());
                                createTask(() -> connection.readLine());
                            }
                            settle();
                        }));
    }

    @OnEngines
    void descriptorsAreGoneAlsoWhereTheMainTaskFails(String engine) throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                assertThrows(
                        IllegalStateException.class,
                        () -> {
                            run(
                                    engine,
                                    () -> {
                                        Server server =
                                                startServer(LoopIoTest::echo, "127.0.0.1", 0);
                                        openConnection("127.0.0.1", server.port()).write("hello\n");
                                        throw new IllegalStateException("a mistake");
                                    });
                        }));
    }

    @OnEngines
    void anIdleLoopSleeps(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        Task<byte[]> reader = createTask(() -> pair.client().read(1));
                        settle();
                        // Real time: a loop that spins burns all of it, each time; the JVM's own
                        // threads, which are counted too, do not.
                        long least = Long.MAX_VALUE;
                        for (int i = 0; i < 4 && least >= 100_000_000; i++) {
                            long before = processorTime();
                            sleep(millis(200));
                            least = Math.min(least, processorTime() - before);
                        }
                        assertFalse(reader.isDone());
                        assertTrue(least < 100_000_000, "the process has used " + least + " ns");
                        reader.cancel();
                    }
                });
    }

    /** Regression: who was found ready only then waited until a timer, or for ever. */
    @OnEngines
    void whatComesWhileOneWaitsForAllOthersToWaitRunsAtOnce(String engine) throws IOException {
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        for (int i = 0; i < 200; i++) {
                            Task<byte[]> reader = createTask(() -> pair.server().read(1));
                            yieldNow();
                            pair.client().write("x");
                            CancelScope scope =
                                    moveOnAfter(seconds(1), () -> IdleWait.begin(Fiber.current()));
                            assertFalse(scope.cancelledCaught(), "the wait " + i);
                            reader.await(IOException.class);
                        }
                    }
                });
    }

    /** Of this process, in a callback. */
    private static long processorTime() {
        long[] time = new long[1];
        Promise<Void> told = getRunningLoop().createFuture();
        getRunningLoop()
                .callSoon(() -> {
                    time[0] = totalOfThisProcess();
                    told.setResult(null);
                });
        told.await();
        return time[0];
    }

    private static long totalOfThisProcess() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    @Test
    void anUnknownEngineIsRefusedWithTheChoices() throws IOException {
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> run("kqueue!", () -> openConnection("127.0.0.1", 1)));
        assertEquals(
                "There is no engine 'kqueue!' for -Dasyncio4j.io. Use one of epoll, io_uring and"
                        + " nio.",
                error.getMessage());
    }
}
