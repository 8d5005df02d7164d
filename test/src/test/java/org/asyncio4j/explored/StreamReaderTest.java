package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.stream.IncompleteReadException;
import org.asyncio4j.stream.LimitExceededException;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

@Timeout(60)
class StreamReaderTest {
    /**
     * Reads random bytes, which come in random pieces, by random methods and under random
     * cancellations: each result must be what the whole string of bytes says. The bytes are ASCII.
     */
    @Orders
    void agreesWithTheWholeStringOfBytes(Strategy strategy) {
        Model.explore(strategy, Reading::new);
    }

    private static final class Reading extends Model {
        private static final int[] CHUNKS = {1, 2, 3, 7, 100, 5_000};
        private static final String ALPHABET = "ab,;\r\n";

        private final MemoryPipe pipe;
        private final StreamReader reader;

        /** All that is to come. */
        private final String all;

        /** How much of it has been read. */
        private int position;

        Reading(Seed seed) {
            super(seed);
            this.all = randomText(random.nextInt(20) == 0 ? 20_000 : 200);
            this.pipe = new MemoryPipe(random.nextInt(random.nextBoolean() ? 10 : 10_000));
            this.reader = new StreamReader(pipe, limit());
            if (random.nextBoolean()) {
                pipe.chunk(CHUNKS[random.nextInt(CHUNKS.length)]);
            } else {
                pipe.split(random);
            }
        }

        /** Where separators are rare, pieces are long. */
        private String randomText(int mostly) {
            int length = random.nextInt(mostly);
            int rarity = random.nextInt(3);
            StringBuilder text = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                int letters = random.nextInt(1 << (6 * rarity)) == 0 ? ALPHABET.length() : 2;
                text.append(ALPHABET.charAt(random.nextInt(letters)));
            }
            return text.toString();
        }

        private int limit() {
            return 1 + random.nextInt(random.nextBoolean() ? 20 : 30_000);
        }

        private int count() {
            return random.nextInt(random.nextInt(4) == 0 ? 15_000 : 20);
        }

        @Override
        void run() throws IOException {
            Task<?> feeder = createTask(this::feed);
            Task<Void> canceller = createTask(this::cancelAttempts);
            // Near the end many reads in a row can be refused for their limits.
            while (position < all.length() || !reader.atEof()) {
                readOnce();
            }
            feeder.await(IOException.class);
            canceller.cancel();
            assertEquals(all.length(), position);
            assertEquals(all.length(), reader.statistics().received());
            assertEquals(0, reader.buffered());
        }

        private void cancelAttempts() {
            while (true) {
                sleep(millis(1 + random.nextInt(3)));
                cancelAttempt();
            }
        }

        private void feed() throws IOException {
            ByteBuffer data = ByteBuffer.wrap(all.getBytes(StandardCharsets.US_ASCII));
            int most = CHUNKS[random.nextInt(CHUNKS.length)];
            while (data.hasRemaining()) {
                int count = Math.min(data.remaining(), 1 + random.nextInt(most));
                pipe.send(data.slice(data.position(), count));
                data.position(data.position() + count);
                if (random.nextInt(3) == 0) {
                    sleep(millis(random.nextInt(3)));
                }
            }
            pipe.sendEof();
        }

        /**
         * A cancelled read must not move {@link #position}; the next one finds out what was lost.
         */
        private void readOnce() throws IOException {
            int before = position;
            if (!attempt(this::perform)) {
                assertEquals(before, position);
            }
        }

        private void perform() throws IOException {
            switch (random.nextInt(all.length() > 1_000 ? 9 : 10)) {
                case 0 -> readSome(count());
                case 1 -> readSomeInto(ByteBuffer.allocate(count()));
                case 2 -> readExactly(count());
                case 3 -> readExactlyInto(ByteBuffer.allocateDirect(count()));
                case 4, 5 -> readLine();
                case 6, 7 -> readUntil();
                case 8 -> readView();
                default -> {
                    if (random.nextInt(5) == 0) {
                        consume(reader.readAll(), all.length() - position);
                    } else {
                        byte[] taken = reader.takeBuffered();
                        consume(taken, taken.length);
                    }
                }
            }
        }

        private void consume(byte[] bytes, int count) {
            assertEquals(count, bytes.length);
            consume(new String(bytes, StandardCharsets.US_ASCII));
        }

        private void consume(String read) {
            assertEquals(all.substring(position, position + read.length()), read);
            position += read.length();
        }

        private void consumeSome(byte[] bytes, int most) {
            assertTrue(bytes.length <= most);
            assertEquals(bytes.length == 0, most == 0 || position == all.length());
            consume(bytes, bytes.length);
        }

        private void readSome(int n) throws IOException {
            consumeSome(reader.read(n), n);
        }

        private void readSomeInto(ByteBuffer target) throws IOException {
            int count = reader.read(target);
            assertEquals(Math.max(0, count), target.position());
            assertEquals(count < 0, target.hasRemaining() && position == all.length());
            consumeSome(Arrays.copyOf(target.array(), target.position()), target.capacity());
        }

        private void readExactly(int n) throws IOException {
            try {
                consume(reader.readExactly(n), n);
            } catch (IncompleteReadException e) {
                consumeLast(e, n);
            }
        }

        private void readExactlyInto(ByteBuffer target) throws IOException {
            int n = target.remaining();
            try {
                reader.readExactly(target);
                byte[] bytes = new byte[n];
                target.flip().get(bytes);
                consume(bytes, n);
            } catch (IncompleteReadException e) {
                assertEquals(0, target.position());
                consumeLast(e, n);
            }
        }

        private void consumeLast(IncompleteReadException e, int expected) {
            assertEquals(expected, e.expected());
            if (expected >= 0) {
                assertTrue(expected > all.length() - position);
            }
            consume(e.partial(), all.length() - position);
        }

        private void readLine() throws IOException {
            int limit = limit();
            int feed = all.indexOf('\n', position);
            int end = feed < 0 ? all.length() : feed;
            if (feed > position && all.charAt(feed - 1) == '\r') {
                end--;
            }
            try {
                String line = reader.readLine(limit);
                if (position == all.length()) {
                    assertEquals(null, line);
                    return;
                }
                assertEquals(all.substring(position, end), line);
                assertTrue(line.length() <= limit);
                position = feed < 0 ? all.length() : feed + 1;
            } catch (LimitExceededException e) {
                checkExceeded(e, limit, end);
            }
        }

        private void readUntil() throws IOException {
            String[] separators =
                    switch (random.nextInt(4)) {
                        case 0 -> new String[] {","};
                        case 1 -> new String[] {",;", "a;"};
                        case 2 -> new String[] {";b,", "\r\n", "\n"};
                        default -> new String[] {"aba,", "bb", "\n"};
                    };
            int limit = limit();
            int end = Integer.MAX_VALUE;
            int before = all.length();
            for (String separator : separators) {
                int found = all.indexOf(separator, position);
                int foundEnd = found + separator.length();
                if (found >= 0 && (foundEnd < end || foundEnd == end && found > before)) {
                    end = foundEnd;
                    before = found;
                }
            }
            String[] more = Arrays.copyOfRange(separators, 1, separators.length);
            try {
                String piece = reader.readUntil(limit, separators[0], more);
                assertEquals(all.substring(position, end), piece);
                assertTrue(before - position <= limit);
                position = end;
            } catch (IncompleteReadException e) {
                assertEquals(Integer.MAX_VALUE, end);
                consumeLast(e, -1);
            } catch (LimitExceededException e) {
                checkExceeded(e, limit, before);
            }
        }

        private void checkExceeded(LimitExceededException e, int limit, int end)
                throws IOException {
            assertTrue(e.consumed() > limit);
            assertTrue(e.consumed() <= end - position);
            assertTrue(e.consumed() <= reader.buffered());
            if (random.nextBoolean()) {
                consume(reader.readExactly(e.consumed()), e.consumed());
            }
        }

        private void readView() throws IOException {
            InputStream view = reader.inputStream();
            if (random.nextBoolean()) {
                int value = view.read();
                consume(value < 0 ? "" : Character.toString(value));
            } else {
                byte[] bytes = view.readNBytes(count());
                consume(bytes, bytes.length);
            }
            view.close();
            assertThrows(IOException.class, view::read);
        }
    }
}
