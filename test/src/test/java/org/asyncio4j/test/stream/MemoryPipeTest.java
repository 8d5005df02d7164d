package org.asyncio4j.test.stream;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.test.Testing.assertDoesNotGiveWay;
import static org.asyncio4j.test.Testing.waitAllTasksBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.asyncio4j.CancelledError;
import org.asyncio4j.DeadlockError;
import org.asyncio4j.Task;
import org.asyncio4j.stream.IncompleteWriteException;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a test can do to a pipe; that it is one is {@link StreamConformanceTest}'s. */
@Timeout(10)
class MemoryPipeTest {
    private static final Supplier<IOException> RESET =
            () -> new SocketException("Connection reset");

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** What the receives give until the end. */
    private static List<String> pieces(MemoryPipe pipe) throws IOException {
        List<String> pieces = new ArrayList<>();
        for (byte[] piece; (piece = pipe.receive(100)) != null; ) {
            pieces.add(text(piece));
        }
        return pieces;
    }

    // ---------------------------------------------------------------- splitting

    @Test
    void aSeedDecidesHowItIsSplit() throws Exception {
        List<List<String>> all = new ArrayList<>();
        for (int seed : new int[] {1, 1, 2}) {
            Simulation.run(_ -> {
                MemoryPipe pipe = new MemoryPipe();
                pipe.split(new Seed(seed).random());
                pipe.put("a somewhat longer text");
                pipe.end();
                all.add(pieces(pipe));
            });
        }
        assertEquals(all.get(0), all.get(1));
        assertFalse(all.get(0).equals(all.get(2)));
        assertTrue(all.get(0).size() > 1);
        all.forEach(pieces -> assertEquals("a somewhat longer text", String.join("", pieces)));
    }

    @Test
    void aChunkIsTheMostThatComesAtOnce() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.chunk(3);
            pipe.put("12345678");
            pipe.end();
            assertEquals(List.of("123", "456", "78"), pieces(pipe));
            assertThrows(IllegalArgumentException.class, () -> pipe.chunk(0));
        });
    }

    // ---------------------------------------------------------------- lockstep

    @Test
    void inLockstepASendEndsWithItsLastByte() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe(0);
            Task<Void> sending = createTask(() -> pipe.send(bytes("ab"), bytes("c")));
            assertEquals("a", text(pipe.receive(1)));
            assertEquals("b", text(pipe.receive(1)));
            waitAllTasksBlocked();
            assertFalse(sending.isDone());
            assertEquals(0, pipe.size());
            assertEquals("c", text(pipe.receive(9)));
            sending.await(IOException.class);
            assertEquals(3, pipe.sent());
            assertEquals(3, pipe.received());
        });
    }

    @Test
    void aCancelledWriteTellsWhatWasTaken() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe(0);
            StreamWriter writer = new StreamWriter(pipe);
            Task<Void> writing = createTask(() -> writer.write("abcdef"));
            assertEquals("ab", text(pipe.receive(2)));
            writing.cancel();
            CancelledError error = assertThrows(CancelledError.class, writing::await);
            assertEquals(2, IncompleteWriteException.in(error).orElseThrow().written());
        });
    }

    @Test
    void whereNobodyComesADeadlockIsReported() {
        DeadlockError error =
                assertThrows(
                        DeadlockError.class,
                        () -> Simulation.run(_ -> new MemoryPipe(0, "p").send(bytes("x"))));
        assertTrue(
                error.getMessage().contains("room in MemoryPipe 'p' with 0/0 bytes"),
                error.getMessage());
    }

    // ---------------------------------------------------------------- hooks

    @Test
    void hooksRunInTheTaskThatCalls() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.beforeSend(() -> sleep(seconds(3)));
            pipe.beforeReceive(() -> pipe.put("!"));
            pipe.send(bytes("a"));
            assertEquals(seconds(3), time());
            assertEquals("a!", text(pipe.receive(10)));
            pipe.beforeSend(() -> {
                throw RESET.get();
            });
            ByteBuffer data = bytes("b");
            assertThrows(SocketException.class, () -> pipe.send(data));
            assertEquals(1, data.remaining());
        });
    }

    // ---------------------------------------------------------------- by hand

    @Test
    void whatIsHeldBackArrivesByHand() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.put("12");
            pipe.holdBack();
            pipe.send(bytes("3456"));
            pipe.sendEof();
            assertEquals("12", text(pipe.receive(10)));
            Task<byte[]> receiver = createTask(() -> pipe.receive(10));
            Task<Void> flusher = createTask(pipe::flush);
            waitAllTasksBlocked();
            assertFalse(receiver.isDone());
            assertEquals(4, pipe.heldBack());
            assertEquals(3, pipe.deliver(3));
            assertEquals("345", text(receiver.await()));
            assertFalse(flusher.isDone());
            Task<byte[]> last = createTask(() -> pipe.receive(10));
            Task<byte[]> end =
                    createTask(() -> {
                        last.await();
                        return pipe.receive(10);
                    });
            assertEquals(1, pipe.deliver(100));
            assertEquals("6", text(last.await()));
            assertNull(end.await());
            flusher.await(IOException.class);
        });
    }

    @Test
    void whatWaitsInLockstepArrivesByHand() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe(0);
            pipe.holdBack();
            Task<Void> sending = createTask(() -> pipe.send(bytes("abc")));
            Task<byte[]> receiver = createTask(() -> pipe.receive(10));
            waitAllTasksBlocked();
            assertFalse(receiver.isDone());
            assertEquals(2, pipe.deliver(2));
            assertEquals("ab", text(receiver.await()));
            pipe.letThrough();
            assertEquals("c", text(pipe.receive(10)));
            sending.await(IOException.class);
            assertEquals(0, pipe.deliver(1));
        });
    }

    @Test
    void whatIsInItCanBeTakenOut() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe(2);
            Task<Void> sending = createTask(() -> pipe.send(bytes("abcd")));
            waitAllTasksBlocked();
            assertEquals("ab", text(pipe.take()));
            sending.await(IOException.class);
            assertEquals("cd", text(pipe.take()));
            assertEquals("", text(pipe.take()));
        });
    }

    // ---------------------------------------------------------------- failures

    @Test
    void aFailureWakesWhoWaitsAndStays() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe(1);
            Task<byte[]> receiver = createTask(() -> pipe.receive(10));
            waitAllTasksBlocked();
            pipe.fail(RESET);
            assertThrows(SocketException.class, () -> receiver.await(IOException.class));
            SocketException first =
                    assertThrows(SocketException.class, () -> pipe.send(bytes("x")));
            SocketException second =
                    assertThrows(SocketException.class, () -> pipe.send(bytes("x")));
            assertNotSame(first, second);
            assertThrows(SocketException.class, () -> pipe.receive(ByteBuffer.allocate(1)));
            assertThrows(SocketException.class, pipe::drain);
            assertThrows(SocketException.class, pipe::flush);
            assertThrows(SocketException.class, pipe::sendEof);
        });
    }

    @Test
    void aFailureWakesASenderInTheMiddle() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe(1);
            ByteBuffer data = bytes("abc");
            Task<Void> sender = createTask(() -> pipe.send(data));
            waitAllTasksBlocked();
            pipe.fail(RESET);
            assertThrows(SocketException.class, () -> sender.await(IOException.class));
            assertEquals(1, data.position());
        });
    }

    @Test
    void aFailureCanComeAfterSomeBytes() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.failAfter(3, RESET);
            pipe.put("abcdef");
            StreamReader reader = new StreamReader(pipe);
            assertThrows(SocketException.class, () -> reader.readExactly(4));
            assertEquals("abc", text(reader.read(10)));
            assertThrows(SocketException.class, () -> reader.read(10));
            MemoryPipe broken = new MemoryPipe();
            broken.failAfter(0, RESET);
            assertThrows(SocketException.class, () -> broken.receive(1));
            assertThrows(IllegalArgumentException.class, () -> broken.failAfter(-1, RESET));
        });
    }

    @Test
    void whereOnlySendingFailsTheRestCanBeReceived() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.put("rest");
            pipe.failSending(RESET);
            assertThrows(SocketException.class, () -> pipe.send(bytes("x")));
            assertEquals("rest", text(pipe.receive(10)));
        });
    }

    // ---------------------------------------------------------------- misuse

    @Test
    void oneMaySendAndOneReceiveAtATime() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe(0, "p");
            Task<byte[]> receiver = createTask("first", () -> pipe.receive(1));
            waitAllTasksBlocked();
            assertEquals(
                    "Task-1 would receive from MemoryPipe 'p' with 0/0 bytes, as first does"
                            + " already. One task at a time may, or they would get parts of each"
                            + " other's data: give one task this job, and a queue to the others.",
                    assertThrows(IllegalStateException.class, () -> pipe.receive(1)).getMessage());
            Task<Void> sender = createTask("sender", () -> pipe.send(bytes("ab")));
            receiver.await(IOException.class);
            assertThrows(IllegalStateException.class, () -> pipe.send(bytes("c")));
            assertEquals("b", text(pipe.receive(1)));
            sender.await(IOException.class);
        });
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> new MemoryPipe(-1));
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe();
            pipe.put("x");
            assertThrows(IllegalArgumentException.class, () -> pipe.receive(0));
            assertThrows(
                    IllegalArgumentException.class, () -> pipe.receive(ByteBuffer.allocate(0)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> pipe.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()));
            assertDoesNotGiveWay(() -> pipe.receive(1));
        });
    }

    @Test
    void itSaysWhatIsInIt() throws Exception {
        Simulation.run(_ -> {
            MemoryPipe pipe = new MemoryPipe(10, "p");
            pipe.holdBack();
            pipe.put("abc");
            assertEquals("MemoryPipe 'p' with 3/10 bytes, 3 held back", pipe.toString());
            pipe.end();
            pipe.fail(RESET);
            assertEquals("MemoryPipe 'p' with 0/10 bytes, ended, broken", pipe.toString());
        });
    }
}
