package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.Testing.assertDoesNotGiveWay;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.asyncio4j.test.stream.Checks.require;
import static org.asyncio4j.test.stream.Checks.requireEqual;
import static org.asyncio4j.test.stream.Checks.requireThrows;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Task;
import org.asyncio4j.stream.ByteStream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * Checks whether a stream keeps to what {@link ByteStream}, {@link
 * org.asyncio4j.stream.ReceiveStream} and {@link org.asyncio4j.stream.SendStream} promise: Trio's
 * {@code check_one_way_stream}, {@code check_two_way_stream} and {@code
 * check_half_closeable_stream}.
 *
 * <pre>{@code
 * StreamConformance.ofPair(() -> {
 *     MemoryStream.Pair pair = MemoryStream.pair(1000);
 *     return new StreamPair(new MyCipher(pair.left()), new MyCipher(pair.right()));
 * }).check();
 * }</pre>
 *
 * <p>Data in order whatever the splitting, empty sends, back-pressure, cancellation at every moment
 * without a byte lost or doubled, what gives way and what does not, the end of the stream, closing
 * and aborting and who is woken by them, use after the end, several readers and writers. Half-close
 * is checked where the stream says that it has it. Works over real sockets too: nothing is assumed
 * about when bytes arrive.
 */
public final class StreamConformance extends Conformance {
    private static final int MESSAGE = 100_000;

    private StreamConformance(ConformanceOptions options) {
        super(options);
    }

    // ---------------------------------------------------------------- making one

    /** {@link #ofPipe(Coroutine, ConformanceOptions)} with the usual options. */
    public static StreamConformance ofPipe(Coroutine<PipeEnds, ?> maker) {
        return ofPipe(maker, ConformanceOptions.DEFAULT);
    }

    /**
     * The suite of a stream in one direction.
     *
     * @param maker makes both ends of a new one, in the loop of the case
     */
    public static StreamConformance ofPipe(
            Coroutine<PipeEnds, ?> maker, ConformanceOptions options) {
        StreamConformance suite = new StreamConformance(options);
        new OneWayCases(suite, "", maker).addAll();
        return suite;
    }

    /** {@link #ofPair(Coroutine, ConformanceOptions)} with the usual options. */
    public static StreamConformance ofPair(Coroutine<StreamPair, ?> maker) {
        return ofPair(maker, ConformanceOptions.DEFAULT);
    }

    /**
     * The suite of a stream in both directions.
     *
     * @param maker makes both ends of a new one, in the loop of the case
     */
    public static StreamConformance ofPair(
            Coroutine<StreamPair, ?> maker, ConformanceOptions options) {
        StreamConformance suite = new StreamConformance(options);
        new OneWayCases(
                        suite,
                        "from left to right: ",
                        () -> {
                            StreamPair pair = maker.run();
                            return ends(pair, pair.left(), pair.right());
                        })
                .addAll();
        new OneWayCases(
                        suite,
                        "from right to left: ",
                        () -> {
                            StreamPair pair = maker.run();
                            return ends(pair, pair.right(), pair.left());
                        })
                .addAll();
        new TwoWay(suite, maker).addAll();
        return suite;
    }

    private static PipeEnds ends(StreamPair pair, ByteStream from, ByteStream to) {
        return new PipeEnds(
                new HalfStreams.Sending(from.writer()),
                new HalfStreams.Receiving(to.reader()),
                () -> release(pair));
    }

    private static void release(StreamPair pair) {
        pair.left().abort();
        pair.right().abort();
        pair.release().run();
    }

    /** What holds for a stream in both directions, and has an end. */
    private static final class TwoWay {
        private final StreamConformance suite;
        private final Coroutine<StreamPair, ?> maker;

        TwoWay(StreamConformance suite, Coroutine<StreamPair, ?> maker) {
            this.suite = suite;
            this.maker = maker;
        }

        /** A check of both ends. */
        private interface Check {
            void run(ByteStream left, ByteStream right) throws Exception;
        }

        private void add(String name, Check check) {
            suite.add(
                    name,
                    () -> {
                        StreamPair pair = maker.run();
                        try {
                            check.run(pair.left(), pair.right());
                        } finally {
                            release(pair);
                        }
                    });
            suite.add(
                    "the other way round: " + name,
                    () -> {
                        StreamPair pair = maker.run();
                        try {
                            check.run(pair.right(), pair.left());
                        } finally {
                            release(pair);
                        }
                    });
        }

        void addAll() {
            add("both directions go on at once", this::duplex);
            add("a second reader is refused, and the first goes on", this::twoReaders);
            add("the writes of several tasks are not mixed up", this::twoWriters);
            add("what was written before the close can be read, and then the end", this::close);
            add("what was written is not lost if nobody reads before the close", this::closeSoon);
            add("receiving goes on after the own end was sent", this::halfClose);
            add("a close wakes who reads at the same end", this::closeWakesReader);
            add("a closed stream refuses reads and writes", this::useAfterClose);
            add("a stream can be closed twice, and its end be waited for", this::closeTwice);
            add("a stream is closed in a cancelled scope too", this::closeInCancelledScope);
            add("a close that is cancelled leaves the stream closed", this::cancelledClose);
            add("an abort does not give way, and wakes who reads and writes", this::abort);
            add("who writes learns that the other end is gone", this::peerGone);
        }

        private void duplex(ByteStream left, ByteStream right) throws Exception {
            Random random = suite.options.seed().random();
            long seed = random.nextLong();
            taskGroup(group -> {
                group.createTask(() -> talk(left, new Random(seed)));
                group.createTask(() -> talk(right, new Random(seed + 1)));
                group.createTask(() -> listen(left));
                group.createTask(() -> listen(right));
            });
        }

        private static void talk(ByteStream stream, Random random) throws IOException {
            Pattern pattern = new Pattern();
            while (pattern.place() < MESSAGE) {
                int count = (int) Math.min(MESSAGE - pattern.place(), random.nextInt(5000));
                stream.write(pattern.next(count));
                if (random.nextInt(4) == 0) {
                    yieldNow();
                }
            }
        }

        private static void listen(ByteStream stream) throws IOException {
            Pattern pattern = new Pattern();
            while (pattern.place() < MESSAGE) {
                pattern.check(stream.readExactly((int) Math.min(777, MESSAGE - pattern.place())));
            }
        }

        private void twoReaders(ByteStream left, ByteStream right) throws Exception {
            Task<byte[]> first = createTask("first reader", () -> right.read(10));
            waitAllTasksBlocked();
            requireThrows(IllegalStateException.class, "A second reader", () -> right.read(10));
            left.write("x");
            requireEqual("x", new String(first.await(IOException.class)), "What was read");
        }

        private void twoWriters(ByteStream left, ByteStream right) throws Exception {
            taskGroup(group -> {
                for (byte[] message : new byte[][] {message(1), message(2), message(3)}) {
                    group.createTask(() -> left.write(message));
                }
                for (int count = 0; count < 3; count++) {
                    byte[] message = right.readExactly(MESSAGE);
                    for (byte each : message) {
                        requireEqual(message[0], each, "A byte within a message");
                    }
                }
            });
        }

        private static byte[] message(int content) {
            byte[] message = new byte[MESSAGE];
            Arrays.fill(message, (byte) content);
            return message;
        }

        private void close(ByteStream left, ByteStream right) throws Exception {
            checkClose(left, right, MESSAGE);
        }

        private void closeSoon(ByteStream left, ByteStream right) throws Exception {
            checkClose(left, right, 10);
        }

        private static void checkClose(ByteStream left, ByteStream right, int size)
                throws IOException {
            taskGroup(group -> {
                group.createTask(() -> {
                    left.write(new Pattern().peek(size));
                    left.close();
                });
                waitAllTasksBlocked(); // So that who does not wait has closed it.
                new Pattern().check(right.readExactly(size));
                requireEqual(0, right.readAll().length, "The number of bytes after the last");
                require(right.atEof(), "The end was read, and atEof() does not say so.");
            });
            left.waitClosed();
            require(left.isClosing(), "A closed stream does not say so.");
        }

        private void halfClose(ByteStream left, ByteStream right) throws Exception {
            if (!left.canWriteEof()) {
                return;
            }
            taskGroup(group -> {
                group.createTask(() -> {
                    left.write("question");
                    left.writeEof();
                });
                requireEqual("question", new String(right.readAll()), "What was read");
            });
            taskGroup(group -> {
                group.createTask(() -> right.write("answer"));
                requireEqual("answer", new String(left.readExactly(6)), "What was read");
            });
            require(!left.isClosing(), "A stream that was half-closed says that it is closed.");
            right.close();
            requireEqual(0, left.readAll().length, "The number of bytes after the last");
        }

        private void closeWakesReader(ByteStream left, ByteStream right) throws Exception {
            Task<byte[]> reader = createTask("reader", () -> left.read(10));
            waitAllTasksBlocked();
            left.close();
            requireThrows(
                    IOException.class,
                    "A read whose stream is closed meanwhile",
                    () -> reader.await(IOException.class));
        }

        private void useAfterClose(ByteStream left, ByteStream right) throws Exception {
            left.close();
            require(left.isClosing(), "A closed stream does not say so.");
            requireThrows(IOException.class, "A read after the close", () -> left.read(10));
            ByteBuffer data = ByteBuffer.allocate(5);
            requireThrows(IOException.class, "A write after the close", () -> left.write(data));
            requireEqual(0, data.position(), "The position of a buffer that was not written");
        }

        private void closeTwice(ByteStream left, ByteStream right) throws Exception {
            Task<Void> waiting = createTask("waiter", left::waitClosed);
            waitAllTasksBlocked();
            require(!waiting.isDone(), "An open stream passes for closed.");
            left.close();
            waiting.await(IOException.class);
            left.close();
            left.waitClosed();
            left.abort();
            require(left.isClosing(), "A closed stream does not say so.");
        }

        private void closeInCancelledScope(ByteStream left, ByteStream right) throws Exception {
            cancelScope(scope -> {
                scope.cancel();
                left.close();
            });
            require(left.isClosing(), "A stream was not closed because its scope is cancelled.");
            waitClosed(left);
        }

        private void cancelledClose(ByteStream left, ByteStream right) throws Exception {
            if (suite.options.backPressure()) {
                fill(left);
            }
            Task<Void> closing = createTask("close", left::close);
            waitAllTasksBlocked();
            closing.cancel();
            try {
                closing.await(IOException.class);
            } catch (CancelledError | IOException e) {
                // It may have needed to wait, or not.
            }
            require(left.isClosing(), "A stream whose close was cancelled is still open.");
            waitClosed(left);
        }

        /** However it ended: the wait itself has to end. */
        private static void waitClosed(ByteStream stream) {
            try {
                stream.waitClosed();
            } catch (IOException e) {
                // What was written may have been lost.
            }
        }

        /** Writes until it would wait. */
        private static void fill(ByteStream stream) {
            Task<Void> writer = createTask("writer", () -> flood(stream));
            waitAllTasksBlocked();
            writer.cancel();
            requireThrows(CancelledError.class, "A cancelled write", writer::await);
        }

        private static void flood(ByteStream stream) throws IOException {
            byte[] block = new byte[32 * 1024];
            while (true) {
                stream.write(block);
            }
        }

        private void abort(ByteStream left, ByteStream right) throws Exception {
            Task<byte[]> reader = createTask("reader", () -> left.read(10));
            Task<Void> writer =
                    suite.options.backPressure()
                            ? createTask("writer", () -> flood(left))
                            : createTask(
                                    "writer",
                                    () -> {
                                        throw new IOException("no back-pressure to wait for");
                                    });
            waitAllTasksBlocked();
            assertDoesNotGiveWay(left::abort);
            require(left.isClosing(), "An aborted stream does not say so.");
            requireThrows(
                    IOException.class,
                    "A read whose stream is aborted",
                    () -> reader.await(IOException.class));
            requireThrows(
                    IOException.class,
                    "A write whose stream is aborted",
                    () -> writer.await(IOException.class));
            waitClosed(left);
            left.close();
        }

        private void peerGone(ByteStream left, ByteStream right) throws Exception {
            right.close();
            requireThrows(IOException.class, "A write to nobody", () -> flood(left));
        }
    }
}
