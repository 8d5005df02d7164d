package org.asyncio4j.stream;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.sync.TestLoop.assertRefusedElsewhere;
import static org.asyncio4j.sync.TestLoop.run;
import static org.asyncio4j.sync.TestLoop.settle;
import static org.asyncio4j.sync.TestLoop.waiter;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamReaderTest {
    private final PipeStream pipe = new PipeStream(1 << 20);
    private final StreamReader reader = new StreamReader(pipe);
    private final List<String> trail = new ArrayList<>();

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A reader of one stream that is over. */
    private StreamReader readerOf(String all, int limit) {
        PipeStream source = new PipeStream(all.length() * 4);
        source.put(all);
        source.end();
        return new StreamReader(source, limit);
    }

    private StreamReader readerOf(String all) {
        return readerOf(all, StreamReader.DEFAULT_LIMIT);
    }

    // ---------------------------------------------------------------- read(n)

    @Test
    void readReturnsAsSoonAsOneByteIsThere() throws IOException {
        run(() -> {
            waiter(trail, "task", () -> trail.add(text(reader.read(100))));
            settle();
            assertEquals(List.of(), trail);
            pipe.put("a");
            settle();
            assertEquals(List.of("a", "task"), trail);
        });
    }

    @Test
    void readGivesNoMoreThanAskedForAndKeepsTheRest() throws IOException {
        run(() -> {
            pipe.put("abcdef");
            assertEquals("ab", text(reader.read(2)));
            assertEquals(4, reader.buffered());
            assertEquals("cdef", text(reader.read(100)));
            assertEquals(1, pipe.given.size());
        });
    }

    @Test
    void readWithoutAnythingBufferedGivesTheSourcesOwnArray() throws IOException {
        run(() -> {
            pipe.put("abcdef");
            assertSame(reader.read(100), pipe.given.get(0));
            pipe.put("abcdef");
            assertSame(reader.read(6), pipe.given.get(1));
        });
    }

    @Test
    void readDoesNotAskForMoreThanTheCallerWhereThatIsMuch() throws IOException {
        run(() -> {
            pipe.put(new byte[50_000]);
            assertEquals(20_000, reader.read(20_000).length);
            assertEquals(0, reader.buffered());
            assertEquals(30_000, pipe.size());
        });
    }

    @Test
    void readOfNothingReturnsAtOnce() throws IOException {
        run(() -> {
            assertEquals(0, reader.read(0).length);
            assertEquals(List.of(), pipe.given);
            assertThrows(IllegalArgumentException.class, () -> reader.read(-1));
        });
    }

    @Test
    void readAtTheEndGivesNothingAndDoesNotAskAgain() throws IOException {
        run(() -> {
            pipe.put("a");
            pipe.end();
            assertEquals("a", text(reader.read(10)));
            assertFalse(reader.atEof());
            assertEquals(0, reader.read(10).length);
            assertTrue(reader.atEof());
            assertEquals(0, reader.read(10).length);
            assertEquals(2, pipe.given.size());
        });
    }

    @Test
    void readDoesNotGiveWayWhereSomethingIsThere() throws IOException {
        run(() -> {
            createTask(() -> trail.add("other"));
            pipe.put("one\ntwo\nthree!four");
            reader.read(1);
            reader.readLine();
            reader.readUntil("o");
            reader.readExactly(1);
            reader.readUntil("!");
            reader.read(ByteBuffer.allocate(1));
            reader.readExactly(ByteBuffer.allocate(1));
            assertEquals(List.of(), trail);
        });
    }

    // ---------------------------------------------------------------- read(ByteBuffer)

    @Test
    void aLargeBufferGoesStraightToTheSource() throws IOException {
        run(() -> {
            pipe.put("abc");
            ByteBuffer target = ByteBuffer.allocate(10_000);
            assertEquals(3, reader.read(target));
            assertSame(target, pipe.given.get(0));
            assertEquals(3, target.position());
        });
    }

    @Test
    void whatIsBufferedComesFirst() throws IOException {
        run(() -> {
            pipe.put("abc");
            reader.read(1);
            pipe.put("def");
            ByteBuffer target = ByteBuffer.allocate(10_000);
            assertEquals(2, reader.read(target));
            assertEquals(3, reader.read(target));
            assertEquals("bcdef", text(Arrays.copyOf(target.array(), 5)));
        });
    }

    @Test
    void smallBuffersShareOneReceive() throws IOException {
        run(() -> {
            pipe.put("abcdef");
            ByteBuffer target = ByteBuffer.allocateDirect(2);
            assertEquals(2, reader.read(target));
            assertEquals(0, reader.read(target));
            assertEquals(2, reader.read(target.clear()));
            assertEquals('c', target.get(0));
            assertEquals(1, pipe.given.size());
        });
    }

    @Test
    void readIntoABufferTellsTheEnd() throws IOException {
        run(() -> {
            pipe.end();
            assertEquals(-1, reader.read(ByteBuffer.allocate(1)));
            assertEquals(-1, reader.read(ByteBuffer.allocate(10_000)));
            assertEquals(0, reader.read(ByteBuffer.allocate(0)));
            assertEquals(1, pipe.given.size());
        });
    }

    @Test
    void aReadOnlyBufferIsRefusedBeforeAnythingIsReceived() throws IOException {
        run(() -> {
            pipe.put("abc");
            ByteBuffer target = ByteBuffer.allocate(10_000).asReadOnlyBuffer();
            assertThrows(IllegalArgumentException.class, () -> reader.read(target));
            assertThrows(IllegalArgumentException.class, () -> reader.readExactly(target));
            assertEquals(3, pipe.size());
        });
    }

    // ---------------------------------------------------------------- readAll and readExactly

    @Test
    void readAllReadsUntilTheEnd() throws IOException {
        run(() -> {
            pipe.chunks = () -> 2;
            pipe.put("abcdefg");
            pipe.end();
            assertEquals("a", text(reader.read(1)));
            assertEquals("bcdefg", text(reader.readAll()));
            assertEquals(0, reader.readAll().length);
            assertTrue(reader.atEof());
        });
    }

    @Test
    void readAllOfOnePieceIsTheSourcesOwnArray() throws IOException {
        run(() -> {
            pipe.put("abc");
            pipe.end();
            assertSame(reader.readAll(), pipe.given.get(0));
        });
    }

    @Test
    void readExactlyWaitsForAll() throws IOException {
        run(() -> {
            waiter(trail, "task", () -> trail.add(text(reader.readExactly(4))));
            for (String each : List.of("a", "bc", "de")) {
                settle();
                assertEquals(List.of(), trail);
                pipe.put(each);
            }
            settle();
            assertEquals(List.of("abcd", "task"), trail);
            assertEquals(1, reader.buffered());
        });
    }

    @Test
    void readExactlyAtTheEndTellsWhatCameAndEmptiesTheBuffer() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("abc");
            var e = assertThrows(IncompleteReadException.class, () -> reader.readExactly(10));
            assertEquals("abc", text(e.partial()));
            assertEquals(10, e.expected());
            assertEquals("The stream has ended after 3 of 10 bytes.", e.getMessage());
            assertTrue(reader.atEof());
        });
    }

    @Test
    void readExactlyOfNothingReturnsAtOnce() throws IOException {
        run(() -> {
            assertEquals(0, reader.readExactly(0).length);
            assertThrows(IllegalArgumentException.class, () -> reader.readExactly(-1));
        });
    }

    @Test
    void readExactlyOfMuchReceivesIntoTheResult() throws IOException {
        run(() -> {
            pipe.chunks = () -> 30_000;
            pipe.put(new byte[150_000]);
            reader.readExactly(5);
            byte[] result = reader.readExactly(100_000);
            ByteBuffer last = (ByteBuffer) pipe.given.getLast();
            assertSame(result, last.array());
            assertEquals(0, reader.buffered());
        });
    }

    @Test
    void aNumberThatThePeerHasInventedDoesNotTakeThatMuchMemory() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("abc");
            int announced = Integer.MAX_VALUE;
            var e =
                    assertThrows(
                            IncompleteReadException.class, () -> reader.readExactly(announced));
            assertEquals("abc", text(e.partial()));
        });
    }

    @Test
    void readExactlyFillsABuffer() throws IOException {
        run(() -> {
            pipe.chunks = () -> 3;
            pipe.put("abcdefghij");
            ByteBuffer small = ByteBuffer.allocate(6).position(1).limit(5);
            reader.readExactly(small);
            assertEquals("\0abcd\0", text(small.array()));
            assertEquals(2, reader.buffered());
            pipe.chunks = () -> 3_000;
            pipe.put(new byte[20_000]);
            ByteBuffer large = ByteBuffer.allocate(10_000);
            reader.readExactly(large);
            assertEquals("efghij\0", text(Arrays.copyOf(large.array(), 7)));
        });
    }

    @Test
    void aBufferThatCannotBeFilledIsAsBefore() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("abc");
            ByteBuffer target = ByteBuffer.allocate(10).position(2);
            var e = assertThrows(IncompleteReadException.class, () -> reader.readExactly(target));
            assertEquals("abc", text(e.partial()));
            assertEquals(8, e.expected());
            assertEquals(2, target.position());
        });
    }

    // ---------------------------------------------------------------- lines

    @Test
    void linesEndWithALineFeedOrACarriageReturnAndALineFeed() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("one\ntwo\r\n\n\r\nth\rree\r\r\nlast\r");
            for (String line : List.of("one", "two", "", "", "th\rree\r", "last\r")) {
                assertEquals(line, reader.readLine());
            }
            assertNull(reader.readLine());
            assertNull(reader.readLine());
        });
    }

    @Test
    void aLineMayComeInAnyPieces() throws IOException {
        run(() -> {
            pipe.chunks = () -> 1;
            pipe.put("grüße 🙂\r\nx\n");
            assertEquals("grüße 🙂", reader.readLine());
            assertEquals("x", reader.readLine());
        });
    }

    @Test
    void aLineHasACharset() throws IOException {
        run(() -> {
            pipe.put((byte) 0xE4, (byte) '\n', (byte) 0xE4, (byte) '\n');
            assertEquals("ä", reader.readLine(StandardCharsets.ISO_8859_1));
            assertEquals("\uFFFD", reader.readLine());
        });
    }

    @Test
    void aLineOfExactlyTheLimitIsAllowed() throws IOException {
        run(() -> {
            for (String end : List.of("\n", "\r\n", "")) {
                assertEquals("12345", readerOf("12345" + end, 5).readLine());
            }
        });
    }

    @Test
    void aLineOverTheLimitIsKept() throws IOException {
        run(() -> {
            for (String end : List.of("\n", "\r\n", "")) {
                StreamReader reader = readerOf("123456" + end, 5);
                var e = assertThrows(LimitExceededException.class, reader::readLine);
                assertEquals(6, e.consumed());
                assertThrows(LimitExceededException.class, reader::readLine);
                assertFalse(reader.atEof());
                assertEquals("123456", reader.readLine(6));
                assertNull(reader.readLine());
            }
        });
    }

    @Test
    void aLineWithoutEndIsRefusedBeforeItFillsTheMemory() throws IOException {
        run(() -> {
            pipe.put("x".repeat(500_000));
            var e = assertThrows(LimitExceededException.class, reader::readLine);
            assertTrue(reader.buffered() <= 2 * StreamReader.DEFAULT_LIMIT);
            assertTrue(e.consumed() > StreamReader.DEFAULT_LIMIT);
            assertTrue(e.consumed() <= reader.buffered());
            assertTrue(e.getMessage().contains("65536"), e.getMessage());
        });
    }

    @Test
    void aLineOverTheLimitCanBeSkipped() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("x".repeat(10_000) + "\nnext\n", 100);
            String line = null;
            while (line == null) {
                try {
                    line = reader.readLine();
                } catch (LimitExceededException e) {
                    reader.readExactly(e.consumed());
                }
            }
            assertEquals("", line);
            assertEquals("next", reader.readLine());
        });
    }

    @Test
    void limitsAreAboveZero() {
        assertThrows(IllegalArgumentException.class, () -> new StreamReader(pipe, 0));
        run(() -> assertThrows(IllegalArgumentException.class, () -> reader.readLine(0)));
        assertEquals(7, new StreamReader(pipe, 7).limit());
    }

    @Test
    void linesCanBeIterated() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("one\ntwo\nthree");
            for (String line : reader.lines()) {
                trail.add(line);
                if (line.equals("one")) {
                    trail.add("then " + reader.readLine());
                }
            }
            assertEquals(List.of("one", "then two", "three"), trail);
            Iterator<String> over = reader.lines().iterator();
            assertFalse(over.hasNext());
            assertThrows(NoSuchElementException.class, over::next);
        });
    }

    @Test
    void anIteratorThrowsFailuresUncheckedAndCanGoOn() throws IOException {
        run(() -> {
            Iterator<String> lines = readerOf("123456\nx", 5).lines().iterator();
            var e = assertThrows(UncheckedIOException.class, lines::hasNext);
            assertEquals(LimitExceededException.class, e.getCause().getClass());
            pipe.put("one\n");
            Iterator<String> more = reader.lines().iterator();
            assertTrue(more.hasNext());
            assertTrue(more.hasNext());
            assertEquals("one", more.next());
            pipe.fail("reset");
            assertEquals(
                    "reset",
                    assertThrows(UncheckedIOException.class, more::next).getCause().getMessage());
        });
    }

    // ---------------------------------------------------------------- readUntil

    @Test
    void readUntilIncludesTheSeparator() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("a,b,,c,");
            for (String piece : List.of("a,", "b,", ",", "c,")) {
                assertEquals(piece, reader.readUntil(","));
            }
        });
    }

    @Test
    void ofSeveralSeparatorsThatCountsWhichIsCompleteFirst() throws IOException {
        run(() -> {
            assertEquals("one;", readerOf("one;two,").readUntil(",", ";"));
            assertEquals("one\r\n", readerOf("one\r\ntwo\n").readUntil("\n", "\r\n"));
            assertEquals("xab", readerOf("xabcd").readUntil("abcd", "b"));
            // The longer one begins first, but is complete later.
            assertEquals("xabc", readerOf("xabcd").readUntil("abcd", "bc"));
        });
    }

    @Test
    void ofTwoSeparatorsThatEndAtOneByteTheShorterCountsForTheLimit() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("one\r\n", 3);
            var e =
                    assertThrows(
                            LimitExceededException.class, () -> reader.readUntil("\r\n", "\n"));
            assertEquals(4, e.consumed());
            assertEquals("one\r\n", reader.readUntil(4, "\r\n", "\n"));
        });
    }

    @Test
    void aSeparatorMayComeInPiecesAndAfterItsOwnBeginning() throws IOException {
        run(() -> {
            pipe.chunks = () -> 1;
            pipe.put("aaab-aab");
            assertEquals("aaab", reader.readUntil("aab"));
            assertEquals("-aab", reader.readUntil("aab"));
            assertEquals(0, reader.buffered());
        });
    }

    @Test
    void bytesThatWereReadAreNoPartOfASeparator() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("abab!");
            reader.readExactly(1);
            assertEquals("bab", reader.readUntil("ab"));
            assertArrayEquals(bytes("!"), reader.readUntil(bytes("!")));
        });
    }

    @Test
    void readUntilAtTheEndTellsWhatCameAndEmptiesTheBuffer() throws IOException {
        run(() -> {
            StreamReader reader = readerOf("abc");
            var e = assertThrows(IncompleteReadException.class, () -> reader.readUntil(","));
            assertEquals("abc", text(e.partial()));
            assertEquals(-1, e.expected());
            assertEquals(
                    "The stream has ended before a separator came, after 3 bytes.", e.getMessage());
            assertTrue(reader.atEof());
        });
    }

    @Test
    void theLimitOfReadUntilIsThePartBeforeTheSeparator() throws IOException {
        run(() -> {
            assertEquals("12345--", readerOf("12345--", 5).readUntil("--"));
            StreamReader found = readerOf("123456--", 5);
            var e = assertThrows(LimitExceededException.class, () -> found.readUntil("--"));
            assertEquals(6, e.consumed());
            assertEquals(8, found.buffered());
            StreamReader pending = new StreamReader(pipe, 5);
            pipe.put("123456-");
            e = assertThrows(LimitExceededException.class, () -> pending.readUntil("--"));
            // The last byte can be the first of a separator.
            assertEquals(6, e.consumed());
            assertEquals(7, pending.buffered());
        });
    }

    @Test
    void separatorsAreNotEmpty() {
        run(() -> {
            assertThrows(IllegalArgumentException.class, () -> reader.readUntil(""));
            assertThrows(IllegalArgumentException.class, () -> reader.readUntil(",", ""));
        });
    }

    @Test
    void aSeparatorThatTheCallerChangesMeanwhileCountsAsItWas() throws IOException {
        run(() -> {
            byte[] separator = {';'};
            waiter(trail, "task", () -> trail.add(text(reader.readUntil(separator))));
            settle();
            separator[0] = ',';
            pipe.put("a,b;");
            settle();
            assertEquals(List.of("a,b;", "task"), trail);
        });
    }

    // ---------------------------------------------------------------- no work twice

    /** Counts how many bytes it has looked at. */
    private static final class CountingSeparators extends Separators {
        private long looked;

        CountingSeparators(String... sequences) {
            super(Arrays.stream(sequences).map(StreamReaderTest::bytes).toArray(byte[][]::new));
        }

        @Override
        int findEnd(byte[] bytes, int begin, int from, int to) {
            int end = super.findEnd(bytes, begin, from, to);
            looked += (end < 0 ? to : end) - from;
            return end;
        }
    }

    @Test
    void noByteIsSearchedTwice() throws IOException {
        run(() -> {
            CountingSeparators separators = new CountingSeparators("--", "+");
            pipe.chunks = () -> 1;
            pipe.put("x".repeat(10_000) + "--" + "y".repeat(10_000) + "+");
            assertEquals(10_002, reader.readUntil(10_000, separators).length);
            assertEquals(10_002, separators.looked);
            assertThrows(LimitExceededException.class, () -> reader.readUntil(1_000, separators));
            assertEquals(10_001, reader.readUntil(10_000, separators).length);
            assertEquals(20_003, separators.looked);
            // Also what is found, but refused.
            pipe.chunks = () -> 100;
            pipe.put("x".repeat(98) + "--");
            assertThrows(LimitExceededException.class, () -> reader.readUntil(97, separators));
            assertEquals(100, reader.readUntil(98, separators).length);
            // The byte that ends it is looked at again.
            assertEquals(20_104, separators.looked);
        });
    }

    @Test
    void noByteIsSearchedTwiceAlsoIfTheReadIsCancelled() throws IOException {
        run(() -> {
            CountingSeparators separators = new CountingSeparators("--");
            pipe.put("x".repeat(1_000));
            Task<?> task = waiter(trail, "task", () -> reader.readUntil(9_999, separators));
            settle();
            task.cancel();
            settle();
            assertEquals(1_000, separators.looked);
            pipe.put("--");
            assertEquals(1_002, reader.readUntil(9_999, separators).length);
            assertEquals(1_002, separators.looked);
        });
    }

    @Test
    void aReaderThatWaitsForTheRestOfALineHoldsLittleMore() throws IOException {
        run(() -> {
            pipe.put("x".repeat(60_000) + "\nrest");
            reader.readLine();
            assertTrue(reader.statistics().memory() > 60_000);
            Task<?> task = waiter(trail, "task", reader::readLine);
            settle();
            assertEquals(4, reader.statistics().memory());
            pipe.put("\n");
            task.await();
            assertEquals(0, reader.statistics().memory());
        });
    }

    // ---------------------------------------------------------------- failures

    @Test
    void whatCameBeforeTheFailureIsReadFirst() throws IOException {
        run(() -> {
            pipe.put("abcd");
            reader.read(1);
            pipe.fail("reset");
            assertEquals("b", text(reader.read(1)));
            ByteBuffer target = ByteBuffer.allocate(1);
            assertEquals(1, reader.read(target));
            assertEquals("d", text(reader.readExactly(1)));
            for (int i = 0; i < 2; i++) {
                var e = assertThrows(IOException.class, () -> reader.read(1));
                assertEquals("reset", e.getMessage());
            }
            assertFalse(reader.atEof());
        });
    }

    @ParameterizedTest
    @EnumSource
    void aReadThatFailsKeepsWhatCame(Verb verb) throws IOException {
        run(() -> {
            Task<?> task = waiter(trail, "task", () -> verb.read(reader));
            settle();
            pipe.put(verb.part);
            settle();
            pipe.fail("reset");
            settle();
            assertEquals(List.of("task IOException"), trail);
            assertEquals(verb.part, text(reader.takeBuffered()));
            assertThrows(IOException.class, () -> verb.read(reader));
            task.await();
        });
    }

    // ---------------------------------------------------------------- cancellation

    /** What waits for more than one piece. */
    enum Verb {
        READ_ALL("part") {
            @Override
            void read(StreamReader reader) throws IOException {
                reader.readAll();
            }
        },
        READ_EXACTLY("part") {
            @Override
            void read(StreamReader reader) throws IOException {
                reader.readExactly(10);
            }
        },
        READ_MUCH_EXACTLY("part") {
            @Override
            void read(StreamReader reader) throws IOException {
                reader.readExactly(10_000);
            }
        },
        READ_INTO_BUFFER("part") {
            @Override
            void read(StreamReader reader) throws IOException {
                fill(reader, ByteBuffer.allocate(10));
            }
        },
        READ_INTO_LARGE_BUFFER("part") {
            @Override
            void read(StreamReader reader) throws IOException {
                fill(reader, ByteBuffer.allocateDirect(10_000).position(17));
            }
        },
        READ_LINE("part\r") {
            @Override
            void read(StreamReader reader) throws IOException {
                reader.readLine();
            }
        },
        READ_UNTIL("part, ") {
            @Override
            void read(StreamReader reader) throws IOException {
                reader.readUntil(". ", "! ");
            }
        },
        READ_SOME("") {
            @Override
            void read(StreamReader reader) throws IOException {
                reader.read(10);
            }
        },
        READ_SOME_INTO_BUFFER("") {
            @Override
            void read(StreamReader reader) throws IOException {
                reader.read(ByteBuffer.allocate(10_000));
            }
        };

        /** What it does not end at. */
        final String part;

        Verb(String part) {
            this.part = part;
        }

        abstract void read(StreamReader reader) throws IOException;

        private static void fill(StreamReader reader, ByteBuffer target) throws IOException {
            int position = target.position();
            try {
                reader.readExactly(target);
            } finally {
                assertEquals(position, target.position());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCancelledReadLosesNothing(Verb verb) throws IOException {
        run(() -> {
            Task<?> task = waiter(trail, "task", () -> verb.read(reader));
            settle();
            for (byte each : bytes(verb.part)) {
                pipe.put(each);
                settle();
            }
            task.cancel();
            settle();
            assertEquals(List.of("task cancelled"), trail);
            assertEquals(verb.part.length(), reader.buffered());
            pipe.put("rest");
            pipe.end();
            assertEquals(verb.part + "rest", text(reader.readAll()));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aReadThatIsCancelledWhenMoreHasComeLosesNothing(Verb verb) throws IOException {
        run(() -> {
            Task<?> task = waiter(trail, "task", () -> verb.read(reader));
            settle();
            pipe.put(verb.part);
            settle();
            pipe.put("more");
            task.cancel();
            settle();
            assertEquals(List.of("task cancelled"), trail);
            pipe.put("rest");
            pipe.end();
            assertEquals(verb.part + "morerest", text(reader.readAll()));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aReadThatIsCancelledBeforeItThrowsAtItsWait(Verb verb) {
        run(() -> {
            Task<?> task =
                    waiter(
                            trail,
                            "task",
                            () -> {
                                currentTask().cancel();
                                verb.read(reader);
                            });
            settle();
            assertTrue(task.isCancelled());
            assertNull(reader.statistics().reader());
        });
    }

    @ParameterizedTest
    @EnumSource
    void aReadIsRefusedInACancelledScope(Verb verb) throws IOException {
        run(() -> {
            pipe.put("part and more\n. ");
            cancelScope((CancelScope scope) -> {
                scope.cancel();
                assertThrows(CancelledError.class, () -> verb.read(reader));
            });
            assertEquals(List.of(), pipe.given);
        });
    }

    // ---------------------------------------------------------------- one at a time

    @Test
    void onlyOneTaskCanReadAtATime() throws IOException {
        run(() -> {
            Task<?> first = waiter(trail, "first", () -> reader.readExactly(4));
            settle();
            pipe.put("ab");
            settle();
            List<Action<IOException>> reads =
                    List.of(
                            () -> reader.read(1),
                            () -> reader.read(0),
                            () -> reader.read(ByteBuffer.allocate(1)),
                            reader::readAll,
                            () -> reader.readExactly(1),
                            () -> reader.readExactly(ByteBuffer.allocate(1)),
                            reader::readLine,
                            () -> reader.readUntil(","),
                            () -> reader.lines().iterator().hasNext(),
                            () -> reader.inputStream().read(),
                            reader::takeBuffered);
            for (Action<IOException> read : reads) {
                var e = assertThrows(IllegalStateException.class, read::run);
                assertTrue(e.getMessage().startsWith("first waits in"), e.getMessage());
            }
            assertEquals(2, reader.buffered());
            pipe.put("cd");
            first.await();
            assertEquals(List.of("first"), trail);
        });
    }

    @Test
    void tasksCanReadOneAfterTheOther() throws IOException {
        run(() -> {
            waiter(trail, "a", () -> trail.add(reader.readLine()));
            settle();
            pipe.put("one\n");
            settle();
            waiter(trail, "b", () -> trail.add(reader.readLine()));
            yieldNow();
            pipe.put("two\n");
            settle();
            assertEquals(List.of("one", "a", "two", "b"), trail);
        });
    }

    // ---------------------------------------------------------------- taking over

    @Test
    void whatWasReceivedAndNotReadCanBeTakenOut() throws IOException {
        run(() -> {
            pipe.put("STARTTLS\r\nhello");
            assertEquals("STARTTLS", reader.readLine());
            assertEquals("hello", text(reader.takeBuffered()));
            assertEquals(0, reader.takeBuffered().length);
            pipe.put("more");
            assertEquals("more", text(reader.read(10)));
        });
    }

    @Test
    void anInputStreamReadsTheSameBytes() throws IOException {
        run(() -> {
            pipe.chunks = () -> 5;
            pipe.put("a\u00e9bcdefghij");
            pipe.end();
            InputStream view = reader.inputStream();
            assertEquals(0, view.available());
            assertEquals('a', view.read());
            assertEquals(4, view.available());
            assertEquals(0xC3, view.read());
            assertEquals(0xA9, view.read());
            assertEquals("bcd", text(view.readNBytes(3)));
            byte[] target = new byte[4];
            assertEquals(2, view.read(target, 1, 2));
            assertEquals("\0ef\0", text(target));
            assertEquals(0, view.read(target, 1, 0));
            assertEquals("g", text(reader.read(1)));
            assertEquals("hij", text(view.readAllBytes()));
            assertEquals(-1, view.read());
            assertEquals(-1, view.read(target));
            assertEquals(0, view.readNBytes(3).length);
            assertTrue(view.toString().startsWith("input stream of StreamReader@"));
        });
    }

    @Test
    void anInputStreamFitsUnderJavasReaders() throws IOException {
        run(() -> {
            pipe.put("one\ntwo\n");
            pipe.end();
            var lines = new BufferedReader(new InputStreamReader(reader.inputStream()));
            assertEquals(List.of("one", "two"), lines.lines().toList());
        });
    }

    @Test
    void aShortReadNBytesGivesWhatCame() throws IOException {
        run(() -> assertEquals("abc", text(readerOf("abc").inputStream().readNBytes(9))));
    }

    @Test
    void closingAnInputStreamClosesWhatItsOwnerSays() throws IOException {
        run(() -> {
            pipe.put("abc");
            InputStream view = reader.inputStream(() -> trail.add("closed"));
            view.close();
            view.close();
            assertEquals(List.of("closed"), trail);
            List<Action<IOException>> calls =
                    List.of(
                            view::read,
                            () -> view.read(new byte[1]),
                            view::available,
                            view::readAllBytes,
                            () -> view.readNBytes(1));
            for (Action<IOException> call : calls) {
                assertThrows(IOException.class, call::run);
            }
            reader.inputStream().close();
            assertEquals("abc", text(reader.read(3)));
        });
    }

    // ---------------------------------------------------------------- looking at it

    @Test
    void tellsItsState() throws IOException {
        run(() -> {
            Task<?> task = waiter(trail, "task", () -> reader.readExactly(4));
            settle();
            pipe.put("ab");
            settle();
            assertEquals(new StreamReader.Statistics(2, 2, 2, false, "task"), reader.statistics());
            String state = reader.toString();
            assertTrue(
                    state.matches(
                            "StreamReader@[0-9a-f]+ of pipe \\(2 bytes buffered, task reads\\)"),
                    state);
            task.cancel();
            settle();
            pipe.end();
            reader.readAll();
            assertEquals(new StreamReader.Statistics(2, 0, 0, true, null), reader.statistics());
            assertTrue(reader.toString().endsWith("(0 bytes buffered, ended)"));
        });
    }

    @Test
    void refusesForeignThreadsAndLoops() throws IOException {
        run(() -> {
            pipe.put("abc");
            reader.read(1);
            assertRefusedElsewhere(() -> reader.read(1));
            assertRefusedElsewhere(() -> reader.read(ByteBuffer.allocate(1)));
            assertRefusedElsewhere(reader::readAll);
            assertRefusedElsewhere(() -> reader.readExactly(1));
            assertRefusedElsewhere(() -> reader.readExactly(ByteBuffer.allocate(1)));
            assertRefusedElsewhere(reader::readLine);
            assertRefusedElsewhere(() -> reader.readUntil(","));
            assertRefusedElsewhere(reader::buffered);
            assertRefusedElsewhere(reader::takeBuffered);
            assertRefusedElsewhere(reader::atEof);
            assertRefusedElsewhere(reader::statistics);
        });
    }
}
