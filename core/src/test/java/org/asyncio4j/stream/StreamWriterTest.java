package org.asyncio4j.stream;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.assertRefusedElsewhere;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.asyncio4j.sync.TestLoop.waiter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamWriterTest {
    /** Room for four bytes. */
    private final PipeStream pipe = new PipeStream(4);

    private final StreamWriter writer = new StreamWriter(pipe);
    private final List<String> trail = new ArrayList<>();

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private Task<Void> writing(String text) {
        return waiter(trail, text, () -> writer.write(text));
    }

    /** Receives what is there until nothing more comes. */
    private String drainPipe() {
        StringBuilder all = new StringBuilder();
        do {
            all.append(pipe.drainToString());
            settle();
        } while (pipe.size() > 0);
        return all.toString();
    }

    // ---------------------------------------------------------------- writing

    @Test
    void writesWhateverHoldsBytes() throws IOException {
        run(() -> {
            writer.write(new byte[] {'a', 'b'});
            writer.write(new byte[] {'x', 'c', 'd', 'x'}, 1, 2);
            assertEquals("abcd", pipe.drainToString());
            writer.write("ü");
            writer.write("ü", StandardCharsets.ISO_8859_1);
            assertEquals("ü\uFFFD", pipe.drainToString());
            assertEquals(7, writer.written());
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(new byte[2], 1, 2));
        });
    }

    @Test
    void writesSeveralBuffersAndMovesTheirPositions() throws IOException {
        run(() -> {
            ByteBuffer[] data = {buffer("ab"), buffer(""), buffer("xcd").position(1)};
            writer.write(data);
            assertEquals("abcd", pipe.drainToString());
            for (ByteBuffer each : data) {
                assertFalse(each.hasRemaining());
            }
        });
    }

    @Test
    void writingDoesNotGiveWayWhileThereIsRoom() throws IOException {
        run(() -> {
            createTask(() -> trail.add("other"));
            writer.write("abcd");
            writer.writeEof();
            assertEquals(List.of(), trail);
        });
    }

    @Test
    void writingWaitsWhileTheReceiverDoesNotKeepUp() {
        run(() -> {
            writing("abcdefghij");
            settle();
            assertEquals(List.of(), trail);
            assertEquals("abcdefghij", drainPipe());
            assertEquals(List.of("abcdefghij"), trail);
        });
    }

    @Test
    void whatWasWrittenMayBeChanged() throws IOException {
        run(() -> {
            byte[] data = {'a', 'b'};
            writer.write(data);
            data[0] = 'x';
            assertEquals("ab", pipe.drainToString());
        });
    }

    // ---------------------------------------------------------------- turns

    @Test
    void writesGoOutInOnePieceFirstComeFirstServed() {
        run(() -> {
            for (String text : List.of("aaaaaa", "b", "cccccc", "d")) {
                writing(text);
            }
            settle();
            assertEquals("aaaaaabccccccd", drainPipe());
            assertEquals(List.of("aaaaaa", "b", "cccccc", "d"), trail);
        });
    }

    @Test
    void aNewcomerDoesNotOvertakeWhoWasWoken() throws IOException {
        run(() -> {
            waiter(
                    trail,
                    "first",
                    () -> {
                        writer.write("aaaaaa");
                        pipe.drainToString();
                        // Now the second is woken, and has not run yet.
                        writer.write("c");
                    });
            writing("b");
            settle();
            pipe.drainToString();
            settle();
            assertEquals("bc", drainPipe());
            assertEquals(List.of("b", "first"), trail);
        });
    }

    @Test
    void whoIsCancelledInTheQueueHasWrittenNothing() {
        run(() -> {
            writing("aaaaaa");
            Task<?> second = createTask(() -> writer.write("b"));
            writing("c");
            settle();
            second.cancel();
            settle();
            assertTrue(IncompleteWriteException.in(cancelledError(second)).isEmpty());
            assertEquals("aaaaaac", drainPipe());
        });
    }

    @Test
    void whoIsCancelledWhenItsTurnHasComePassesItOn() throws IOException {
        run(() -> {
            waiter(trail, "first", () -> writer.write("aaaaaa"));
            Task<?>[] second = new Task<?>[1];
            Task<?> drainer =
                    createTask(() -> {
                        settle();
                        pipe.drainToString();
                    });
            second[0] = writing("b");
            writing("c");
            drainer.await();
            // The first has written all in this turn's wake-up, and woken the second.
            while (trail.isEmpty()) {
                yieldNow();
            }
            second[0].cancel();
            settle();
            assertEquals("aac", drainPipe());
            assertEquals(List.of("first", "b cancelled", "c"), trail);
            assertNull(writer.statistics().writer());
        });
    }

    private static CancelledError cancelledError(Task<?> task) {
        return assertThrows(CancelledError.class, task::await);
    }

    @Test
    void whoSendsByItselfIsInOnePieceAmongTheWrites() throws IOException {
        run(() -> {
            writing("abcdef");
            waiter(
                    trail,
                    "own",
                    () -> {
                        writer.inTurn(sent -> {
                            pipe.send(buffer("12"));
                            sent.accept(2);
                            pipe.send(buffer("3456"));
                            sent.accept(4);
                        });
                    });
            writing("ghi");
            settle();

            assertEquals("abcdef123456ghi", drainPipe());
            assertEquals(List.of("abcdef", "own", "ghi"), trail);
            assertEquals(15, writer.written());
        });
    }

    @Test
    void whoSendsByItselfFailsAlone() throws IOException {
        run(() -> {
            assertThrows(
                    IOException.class,
                    () ->
                            writer.inTurn(sent -> {
                                sent.accept(1);
                                throw new IOException("a failure of its own");
                            }));
            assertEquals(1, writer.written());
            writer.write("ab");
            writer.writeEof();
            assertThrows(IOException.class, () -> writer.inTurn(_ -> trail.add("sent")));
            assertEquals(List.of(), trail);
        });
    }

    // ---------------------------------------------------------------- cut short

    @Test
    void aCancelledWriteTellsHowMuchWentOut() {
        run(() -> {
            ByteBuffer[] data = {buffer("abc"), buffer("defghi")};
            Task<?> task = createTask(() -> writer.write(data));
            settle();
            pipe.drainToString();
            settle();
            task.cancel();
            settle();
            IncompleteWriteException cut =
                    IncompleteWriteException.in(cancelledError(task)).orElseThrow();
            assertEquals(8, cut.written());
            assertEquals(9, cut.expected());
            assertEquals("8 of 9 bytes were taken before the write ended.", cut.getMessage());
            assertEquals(1, data[1].remaining());
            assertEquals(8, writer.written());
        });
    }

    @Test
    void afterACancelledWriteOthersWriteOn() throws IOException {
        run(() -> {
            Task<?> task = writing("aaaaaa");
            writing("b");
            settle();
            task.cancel();
            settle();
            assertEquals("aaaab", drainPipe());
            writer.write("c");
            assertEquals("c", pipe.drainToString());
            assertEquals(List.of("aaaaaa cancelled", "b"), trail);
        });
    }

    @Test
    void aWriteWhoseBytesWereAllTakenTellsItToo() {
        run(() -> {
            // Takes all, and only then waits for the receiver, as a socket's buffer does.
            StreamWriter writer =
                    new StreamWriter(
                            new FailingSend() {
                                @Override
                                public void send(ByteBuffer... data) {
                                    data[0].position(data[0].limit());
                                    sleep(millis(100));
                                }
                            });
            Task<?> task = createTask(() -> writer.write("abc"));
            settle();
            task.cancel();
            settle();
            IncompleteWriteException cut =
                    IncompleteWriteException.in(cancelledError(task)).orElseThrow();
            assertEquals(3, cut.written());
            assertEquals(3, cut.expected());
            assertEquals(3, writer.written());
        });
    }

    @Test
    void aWriteInACancelledScopeIsRefused() throws IOException {
        run(() -> {
            cancelScope((CancelScope scope) -> {
                scope.cancel();
                var e = assertThrows(CancelledError.class, () -> writer.write("a"));
                assertTrue(IncompleteWriteException.in(e).isEmpty());
                assertThrows(CancelledError.class, writer::drain);
                assertThrows(CancelledError.class, writer::flush);
                assertThrows(CancelledError.class, writer::writeEof);
            });
            assertEquals(0, pipe.size());
            writer.write("b");
            assertEquals("b", pipe.drainToString());
        });
    }

    @Test
    void aFailedWriteTellsHowMuchWasTaken() {
        run(() -> {
            Task<?> task = createTask(() -> writer.write("abcdef"));
            Task<?> queued = createTask(() -> writer.write("g"));
            settle();
            pipe.fail("reset");
            settle();
            assertEquals("reset", task.exception().getMessage());
            assertEquals(4, IncompleteWriteException.in(task.exception()).orElseThrow().written());
            assertEquals("reset", queued.exception().getMessage());
            assertTrue(IncompleteWriteException.in(queued.exception()).isEmpty());
            assertEquals(4, writer.written());
        });
    }

    // ---------------------------------------------------------------- drain, flush, end

    /** Fails in everything that a test does not replace. */
    private static class FailingSend implements SendStream {
        @Override
        public void send(ByteBuffer... data) throws IOException {
            throw new IOException("send");
        }

        @Override
        public void drain() throws IOException {
            throw new IOException("drain");
        }

        @Override
        public void flush() throws IOException {
            throw new IOException("flush");
        }

        @Override
        public void sendEof() {
            throw new UnsupportedOperationException("sendEof");
        }

        @Override
        public boolean canSendEof() {
            return false;
        }
    }

    @Test
    void whateverFailsGivesTheTurnBack() {
        run(() -> {
            StreamWriter writer = new StreamWriter(new FailingSend());
            assertThrows(IOException.class, () -> writer.write("a"));
            assertThrows(IOException.class, writer::drain);
            assertThrows(IOException.class, writer::flush);
            assertFalse(writer.canWriteEof());
            assertThrows(UnsupportedOperationException.class, writer::writeEof);
            assertEquals(new StreamWriter.Statistics(0, false, null, 0), writer.statistics());
        });
    }

    @Test
    void drainWaitsForTheReceiverToKeepUp() throws IOException {
        run(() -> {
            writer.drain();
            writer.write("abcd");
            for (String name : List.of("a", "b")) {
                waiter(trail, name, writer::drain);
            }
            settle();
            assertEquals(List.of(), trail);
            pipe.chunks = () -> 1;
            pipe.drainToString();
            settle();
            assertEquals(List.of("a", "b"), trail);
        });
    }

    @Test
    void flushWaitsUntilAllIsOut() throws IOException {
        run(() -> {
            writer.flush();
            writing("abcdef");
            waiter(trail, "flushed", writer::flush);
            settle();
            pipe.chunks = () -> 3;
            pipe.drainToString();
            settle();
            assertEquals(List.of("abcdef"), trail);
            assertEquals("def", drainPipe());
            assertEquals(List.of("abcdef", "flushed"), trail);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCancelledWaitForTheReceiverGivesTheTurnBack(boolean drains) throws IOException {
        run(() -> {
            writer.write("abcd");
            Action<IOException> wait = drains ? writer::drain : writer::flush;
            Task<?> task = waiter(trail, "task", wait);
            settle();
            task.cancel();
            settle();
            assertEquals("abcd", drainPipe());
            writer.write("e");
            assertEquals(List.of("task cancelled"), trail);
        });
    }

    @Test
    void theEndComesAfterWhatWasWrittenBefore() throws IOException {
        run(() -> {
            StreamReader reader = new StreamReader(pipe);
            assertTrue(writer.canWriteEof());
            writing("abcdef");
            waiter(trail, "end", writer::writeEof);
            settle();
            assertEquals("abcdef", new String(reader.readAll(), StandardCharsets.UTF_8));
            assertEquals(List.of("abcdef", "end"), trail);
        });
    }

    @Test
    void nothingCanBeWrittenAfterTheEnd() throws IOException {
        run(() -> {
            writer.write("ab");
            writer.writeEof();
            writer.writeEof();
            var e = assertThrows(IOException.class, () -> writer.write("c"));
            assertEquals(
                    "Nothing can be written to pipe after writeEof(), which ended it.",
                    e.getMessage());
            assertEquals("ab", pipe.drainToString());
            assertEquals(new StreamWriter.Statistics(2, true, null, 0), writer.statistics());
        });
    }

    // ---------------------------------------------------------------- the view

    @Test
    void anOutputStreamWritesTheSameBytes() throws IOException {
        run(() -> {
            OutputStream view = writer.outputStream(() -> trail.add("closed"));
            view.write('a');
            view.write(new byte[] {'x', 'b', 'x'}, 1, 1);
            view.write(new byte[] {'c'});
            assertEquals("abc", pipe.drainToString());
            view.flush();
            assertTrue(view.toString().startsWith("output stream of StreamWriter@"));
            view.close();
            view.close();
            assertEquals(List.of("closed"), trail);
            assertThrows(IOException.class, () -> view.write('a'));
            assertThrows(IOException.class, () -> view.write(new byte[1]));
            assertThrows(IOException.class, view::flush);
            writer.outputStream().close();
            writer.write("d");
            assertEquals("d", pipe.drainToString());
        });
    }

    @Test
    void flushingAnOutputStreamWaitsUntilAllIsOut() throws IOException {
        run(() -> {
            writer.write("ab");
            waiter(trail, "flushed", writer.outputStream()::flush);
            settle();
            assertEquals(List.of(), trail);
            pipe.drainToString();
            settle();
            assertEquals(List.of("flushed"), trail);
        });
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void tellsItsState() {
        run(() -> {
            Task<?> task = writing("abcdef");
            writing("g");
            settle();
            assertEquals(new StreamWriter.Statistics(0, false, "abcdef", 1), writer.statistics());
            String state = writer.toString();
            assertTrue(
                    state.matches(
                            "StreamWriter@[0-9a-f]+ of pipe \\(0 bytes written, abcdef writes, 1"
                                    + " waiting\\)"),
                    state);
            drainPipe();
            task.await();
            assertTrue(writer.toString().endsWith(" (7 bytes written)"), writer::toString);
        });
    }

    @Test
    void refusesForeignThreadsAndLoops() throws IOException {
        run(() -> {
            writer.write("a");
            assertRefusedElsewhere(() -> writer.write("b"));
            assertRefusedElsewhere(writer::drain);
            assertRefusedElsewhere(writer::flush);
            assertRefusedElsewhere(writer::writeEof);
            assertRefusedElsewhere(writer::written);
            assertRefusedElsewhere(writer::statistics);
            assertEquals("a", pipe.drainToString());
        });
    }
}
