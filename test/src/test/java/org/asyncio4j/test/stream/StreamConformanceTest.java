package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.checkpoint;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.test.stream.Suites.assertCaught;
import static org.asyncio4j.test.stream.Suites.container;
import static org.asyncio4j.test.stream.Suites.explored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Coroutine;
import org.asyncio4j.stream.ByteStream;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.test.Seed;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;

@Timeout(60)
class StreamConformanceTest {
    private static final ConformanceOptions UNLIMITED =
            ConformanceOptions.DEFAULT.withBackPressure(false);

    private static StreamPair streams(MemoryStream.Pair pair) {
        return new StreamPair(pair.left(), pair.right());
    }

    private static StreamPair split(MemoryStream.Pair pair, long seed) {
        Random random = new Seed(seed).random();
        pair.left().incoming().split(random);
        pair.right().incoming().split(random);
        return streams(pair);
    }

    @TestFactory
    Stream<DynamicContainer> memory() {
        return Stream.of(
                container(
                        "unlimited",
                        StreamConformance.ofPair(() -> streams(MemoryStream.pair()), UNLIMITED)),
                container(
                        "1000 bytes",
                        StreamConformance.ofPair(() -> streams(MemoryStream.pair(1000)))),
                container("1 byte", StreamConformance.ofPair(() -> streams(MemoryStream.pair(1)))),
                container(
                        "lockstep",
                        StreamConformance.ofPair(() -> streams(MemoryStream.lockstepPair()))),
                container(
                        "lockstep, split",
                        StreamConformance.ofPair(() -> split(MemoryStream.lockstepPair(), 3))),
                container(
                        "1000 bytes, split",
                        StreamConformance.ofPair(() -> split(MemoryStream.pair(1000), 4))),
                container(
                        "a pipe",
                        StreamConformance.ofPipe(() -> {
                            MemoryPipe pipe = new MemoryPipe(100);
                            return new PipeEnds(pipe, pipe);
                        })),
                container(
                        "a pipe in lockstep",
                        StreamConformance.ofPipe(() -> {
                            MemoryPipe pipe = new MemoryPipe(0);
                            pipe.split(new Seed(5).random());
                            return new PipeEnds(pipe, pipe);
                        })));
    }

    @TestFactory
    Stream<DynamicContainer> memoryInExploredOrders() {
        ConformanceOptions options = ConformanceOptions.DEFAULT.withRounds(1);
        return Stream.of(
                explored(
                        "1000 bytes",
                        5,
                        StreamConformance.ofPair(() -> streams(MemoryStream.pair(1000)), options)),
                explored(
                        "lockstep",
                        5,
                        StreamConformance.ofPair(
                                () -> streams(MemoryStream.lockstepPair()), options)));
    }

    // ---------------------------------------------------------------- what is wrong is found

    /** A pipe in which single things are done wrongly. */
    private static class Mutant implements SendStream, ReceiveStream {
        final MemoryPipe pipe = new MemoryPipe(500);

        @Override
        public int receive(ByteBuffer target) throws IOException {
            return pipe.receive(target);
        }

        @Override
        public byte[] receive(int max) throws IOException {
            return pipe.receive(max);
        }

        @Override
        public void send(ByteBuffer... data) throws IOException {
            pipe.send(data);
        }

        @Override
        public void drain() throws IOException {
            pipe.drain();
        }

        @Override
        public void flush() throws IOException {
            pipe.flush();
        }

        @Override
        public void sendEof() throws IOException {
            pipe.sendEof();
        }

        @Override
        public boolean canSendEof() {
            return pipe.canSendEof();
        }
    }

    private static DynamicTest caught(String name, Coroutine<Mutant, ?> maker) {
        return dynamicTest(
                name,
                () ->
                        assertCaught(
                                StreamConformance.ofPipe(() -> {
                                    Mutant mutant = maker.run();
                                    return new PipeEnds(mutant, mutant);
                                }),
                                name));
    }

    @TestFactory
    Stream<DynamicTest> wrongPipesAreFound() {
        return Stream.of(
                caught("what is sent is received, in order, however it is split", Turned::new),
                caught("an empty send sends nothing", NothingAsZero::new),
                caught("a sender may change its buffers when the send has returned", Keeper::new),
                caught("a receive fills only what it was given", Overflow::new),
                caught("a receive waits until something comes", Impatient::new),
                caught("a receive of what has come does not give way", Yielding::new),
                caught("nothing begins in a cancelled scope", Unrefused::new),
                caught(
                        "a receive that is cancelled while it waits has received nothing",
                        Forgetful::new),
                caught(
                        "a receive that is cancelled as something comes loses nothing",
                        Dropping::new),
                caught(
                        "cancellations at any moment lose nothing and double nothing",
                        Dropping::new),
                caught(
                        "cancellations at any moment lose nothing and double nothing",
                        Rewinding::new),
                caught(
                        "drain and flush do not give way when there is nothing to wait for",
                        YieldingDrain::new),
                caught("a sender waits while nobody receives", Unbounded::new),
                caught(
                        "a sender that is cancelled while it waits knows what was taken",
                        Rewinding::new),
                caught("drain and flush wait for the receiver, and then end", Stuck::new),
                caught("after the end of the stream comes nothing but the end", EndOnce::new),
                caught("a receive that waits is woken by the end of the stream", SilentEnd::new),
                caught("nothing can be sent after the end of the stream", SendingOn::new));
    }

    private static final class Turned extends Mutant {
        @Override
        public byte[] receive(int max) throws IOException {
            byte[] bytes = pipe.receive(max);
            if (bytes != null) {
                byte first = bytes[0];
                bytes[0] = bytes[bytes.length - 1];
                bytes[bytes.length - 1] = first;
            }
            return bytes;
        }
    }

    private static final class NothingAsZero extends Mutant {
        @Override
        public void send(ByteBuffer... data) throws IOException {
            if (data.length == 1 && !data[0].hasRemaining()) {
                pipe.put((byte) 0);
            }
            pipe.send(data);
        }
    }

    private static final class Keeper extends Mutant {
        private ByteBuffer kept = ByteBuffer.allocate(0);

        @Override
        public void send(ByteBuffer... data) throws IOException {
            pipe.send(kept);
            kept = data[0].duplicate();
            data[0].position(data[0].limit());
        }

        @Override
        public byte[] receive(int max) throws IOException {
            if (pipe.size() == 0) {
                byte[] rest = new byte[kept.remaining()];
                kept.get(rest);
                pipe.put(rest);
            }
            return pipe.receive(max);
        }
    }

    private static final class Overflow extends Mutant {
        @Override
        public int receive(ByteBuffer target) throws IOException {
            return pipe.receive(target.limit(target.capacity()));
        }
    }

    private static final class Impatient extends Mutant {
        @Override
        public byte[] receive(int max) throws IOException {
            return pipe.size() == 0 ? new byte[0] : pipe.receive(max);
        }
    }

    private static final class Yielding extends Mutant {
        @Override
        public byte[] receive(int max) throws IOException {
            yieldNow();
            return pipe.receive(max);
        }
    }

    private static final class Unrefused extends Mutant {
        @Override
        public void send(ByteBuffer... data) {
            for (ByteBuffer each : data) {
                byte[] bytes = new byte[each.remaining()];
                each.get(bytes);
                pipe.put(bytes);
            }
        }
    }

    private static final class Forgetful extends Mutant {
        private boolean forget;

        @Override
        public byte[] receive(int max) throws IOException {
            try {
                byte[] bytes = pipe.receive(max);
                if (forget) {
                    forget = false;
                    return receive(max);
                }
                return bytes;
            } catch (CancelledError e) {
                forget = true;
                throw e;
            }
        }
    }

    private static final class Dropping extends Mutant {
        @Override
        public byte[] receive(int max) throws IOException {
            byte[] bytes = pipe.receive(max);
            yieldNow(); // A point of cancellation when the bytes are out of the pipe.
            return bytes;
        }

        @Override
        public int receive(ByteBuffer target) throws IOException {
            byte[] bytes = receive(target.remaining());
            if (bytes == null) {
                return -1;
            }
            target.put(bytes);
            return bytes.length;
        }
    }

    private static final class Rewinding extends Mutant {
        @Override
        public void send(ByteBuffer... data) throws IOException {
            int begin = data.length == 0 ? 0 : data[0].position();
            try {
                pipe.send(data);
            } catch (CancelledError e) {
                data[0].position(begin);
                throw e;
            }
        }
    }

    private static final class YieldingDrain extends Mutant {
        @Override
        public void drain() throws IOException {
            yieldNow();
        }
    }

    private static final class Unbounded extends Mutant {
        private final MemoryPipe store = new MemoryPipe();

        @Override
        public void send(ByteBuffer... data) throws IOException {
            store.send(data);
        }

        @Override
        public byte[] receive(int max) throws IOException {
            return store.receive(max);
        }
    }

    private static final class Stuck extends Mutant {
        @Override
        public void flush() {
            new Event().await();
        }
    }

    private static final class EndOnce extends Mutant {
        private boolean told;

        @Override
        public byte[] receive(int max) throws IOException {
            if (told) {
                throw new IOException("read after the end");
            }
            byte[] bytes = pipe.receive(max);
            told = bytes == null;
            return bytes;
        }
    }

    private static final class SilentEnd extends Mutant {
        private boolean ended;

        @Override
        public void sendEof() {
            ended = true;
        }

        @Override
        public byte[] receive(int max) throws IOException {
            return ended ? null : pipe.receive(max);
        }
    }

    private static final class SendingOn extends Mutant {
        private boolean ended;

        @Override
        public void sendEof() throws IOException {
            ended = true;
            pipe.sendEof();
        }

        @Override
        public void send(ByteBuffer... data) throws IOException {
            if (!ended) {
                pipe.send(data);
            }
        }
    }

    // ---------------------------------------------------------------- both directions

    /** A stream in which single things are done wrongly. */
    private static class Wrong extends ByteStream {
        final MemoryStream stream;

        Wrong(MemoryStream stream) {
            this.stream = stream;
        }

        @Override
        public StreamReader reader() {
            return stream.reader();
        }

        @Override
        public StreamWriter writer() {
            return stream.writer();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }

        @Override
        public void abort() {
            stream.abort();
        }

        @Override
        public boolean isClosing() {
            return stream.isClosing();
        }

        @Override
        public void waitClosed() throws IOException {
            stream.waitClosed();
        }
    }

    /** Makes what is wrong of what is right. */
    private interface Spoiling {
        ByteStream spoil(MemoryStream stream);
    }

    private static DynamicTest caught(String name, Spoiling spoiling) {
        return dynamicTest(
                name,
                () -> {
                    StreamConformance suite =
                            StreamConformance.ofPair(() -> {
                                MemoryStream.Pair pair = MemoryStream.pair(500);
                                return new StreamPair(
                                        spoiling.spoil(pair.left()), spoiling.spoil(pair.right()));
                            });
                    assertCaught(suite, name);
                    assertCaught(suite, "the other way round: " + name);
                });
    }

    @TestFactory
    Stream<DynamicTest> wrongStreamsAreFound() {
        return Stream.of(
                caught("both directions go on at once", OneAtATime::new),
                caught("a second reader is refused, and the first goes on", ManyReaders::new),
                caught("the writes of several tasks are not mixed up", ManyWriters::new),
                caught(
                        "what was written is not lost if nobody reads before the close",
                        DroppingClose::new),
                caught(
                        "what was written before the close can be read, and then the end",
                        QuietClose::new),
                caught("receiving goes on after the own end was sent", FullClose::new),
                caught("a close wakes who reads at the same end", QuietClose::new),
                caught("a closed stream refuses reads and writes", QuietClose::new),
                caught("a stream can be closed twice, and its end be waited for", CloseOnce::new),
                caught("a stream is closed in a cancelled scope too", RefusedClose::new),
                caught("a close that is cancelled leaves the stream closed", RefusedClose::new),
                caught("an abort does not give way, and wakes who reads and writes", Polite::new),
                caught("who writes learns that the other end is gone", Deaf::new));
    }

    private static final class OneAtATime extends Wrong {
        private final Lock lock = new Lock();
        private final StreamReader reader =
                new StreamReader(
                        new Mutant() {
                            @Override
                            public byte[] receive(int max) throws IOException {
                                try (var _ = lock.acquire()) {
                                    return stream.incoming().receive(max);
                                }
                            }
                        });
        private final StreamWriter writer =
                new StreamWriter(
                        new Mutant() {
                            @Override
                            public void send(ByteBuffer... data) throws IOException {
                                try (var _ = lock.acquire()) {
                                    stream.outgoing().send(data);
                                }
                            }
                        });

        OneAtATime(MemoryStream stream) {
            super(stream);
        }

        @Override
        public StreamReader reader() {
            return reader;
        }

        @Override
        public StreamWriter writer() {
            return writer;
        }
    }

    private static final class ManyReaders extends Wrong {
        ManyReaders(MemoryStream stream) {
            super(stream);
        }

        @Override
        public StreamReader reader() {
            return new StreamReader(new Mutant());
        }
    }

    private static final class ManyWriters extends Wrong {
        ManyWriters(MemoryStream stream) {
            super(stream);
        }

        @Override
        public StreamWriter writer() {
            return new StreamWriter(stream.outgoing());
        }
    }

    private static final class DroppingClose extends Wrong {
        DroppingClose(MemoryStream stream) {
            super(stream);
        }

        @Override
        public void close() throws IOException {
            stream.outgoing().take();
            stream.close();
        }
    }

    private static final class FullClose extends Wrong {
        private final StreamWriter writer =
                new StreamWriter(
                        new Mutant() {
                            @Override
                            public void send(ByteBuffer... data) throws IOException {
                                stream.outgoing().send(data);
                            }

                            @Override
                            public void sendEof() throws IOException {
                                stream.close();
                            }
                        });

        FullClose(MemoryStream stream) {
            super(stream);
        }

        @Override
        public StreamWriter writer() {
            return writer;
        }
    }

    private static final class QuietClose extends Wrong {
        QuietClose(MemoryStream stream) {
            super(stream);
        }

        @Override
        public void close() {}
    }

    private static final class CloseOnce extends Wrong {
        CloseOnce(MemoryStream stream) {
            super(stream);
        }

        @Override
        public void close() throws IOException {
            if (isClosing()) {
                throw new IOException("closed already");
            }
            stream.close();
        }
    }

    private static final class RefusedClose extends Wrong {
        RefusedClose(MemoryStream stream) {
            super(stream);
        }

        @Override
        public void close() throws IOException {
            checkpoint();
            yieldNow();
            new Event().await();
            stream.close();
        }
    }

    private static final class Polite extends Wrong {
        Polite(MemoryStream stream) {
            super(stream);
        }

        @Override
        public void abort() {
            yieldNow();
            stream.abort();
        }
    }

    private static final class Deaf extends Wrong {
        private final StreamWriter writer =
                new StreamWriter(
                        new Mutant() {
                            @Override
                            public void send(ByteBuffer... data) {
                                checkpoint();
                                yieldNow();
                            }
                        });

        Deaf(MemoryStream stream) {
            super(stream);
        }

        @Override
        public StreamWriter writer() {
            return writer;
        }
    }

    // ---------------------------------------------------------------- the suite itself

    @Test
    void checkNamesAllThatFailed() {
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () -> {
                            StreamConformance.ofPipe(
                                            () -> {
                                                Mutant mutant = new YieldingDrain();
                                                return new PipeEnds(mutant, mutant);
                                            })
                                    .check();
                        });
        assertTrue(
                error.getMessage()
                        .startsWith(
                                "2 of 17 cases failed:\n  drain and flush do not give way when"
                                        + " there is nothing to wait for: java.lang.AssertionError:"
                                        + " Task-1 was not to give way to other tasks, and has"),
                error.getMessage());
        assertEquals(2, error.getSuppressed().length);
    }
}
