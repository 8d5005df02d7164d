package org.asyncio4j.explored;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.stream.IncompleteWriteException;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.test.Seed;
import org.asyncio4j.test.Strategy;
import org.asyncio4j.test.stream.MemoryPipe;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

@Timeout(60)
class StreamWriterTest {
    /**
     * Many write at the same time and are cancelled, each with a letter of its own: what arrives
     * must be runs of one letter, of which each is as long as its writer was told.
     */
    @Orders
    void writesNeverMixAndTellWhatWentOut(Strategy strategy) {
        Model.explore(strategy, Writing::new);
    }

    private static final class Writing extends Model {
        private final MemoryPipe pipe = new MemoryPipe(random.nextInt(20));
        private final StreamWriter writer = new StreamWriter(pipe);
        private final Line line = new Line(this, () -> writer.statistics().waiting());

        /** How much of each letter went out, as its writer was told. */
        private final Map<Character, Long> told = new HashMap<>();

        Writing(Seed seed) {
            super(seed);
            pipe.split(random);
        }

        @Override
        void run() throws IOException {
            for (char letter = 'a'; letter <= 'j'; letter++) {
                char one = letter;
                start(1, () -> write(one));
            }
            StringBuilder arrived = new StringBuilder();
            Task<Void> receiver =
                    createTask(() -> {
                        for (byte[] got = pipe.receive(7); got != null; got = pipe.receive(7)) {
                            arrived.append(new String(got, StandardCharsets.US_ASCII));
                            pause();
                        }
                    });
            for (int i = 0; i < 8; i++) {
                sleep(millis(random.nextInt(8)));
                cancelSomebody();
            }
            join();
            pipe.end();
            receiver.await(IOException.class);
            checkRuns(arrived.toString());
            assertEquals(arrived.length(), writer.written());
            assertEquals(0, writer.statistics().waiting());
        }

        private void write(char letter) throws IOException {
            sleep(millis(random.nextInt(20)));
            byte[] run = Character.toString(letter).repeat(1 + random.nextInt(30)).getBytes();
            int half = random.nextInt(run.length);
            attempt(() -> line.inTurn(() -> writeBoth(letter, run, half)));
        }

        private void writeBoth(char letter, byte[] run, int half) throws IOException {
            try {
                writer.write(
                        ByteBuffer.wrap(run, 0, half),
                        ByteBuffer.wrap(run, half, run.length - half));
                told.put(letter, (long) run.length);
            } catch (CancelledError e) {
                IncompleteWriteException.in(e).ifPresent(cut -> told.put(letter, cut.written()));
                throw e;
            }
        }

        private void checkRuns(String arrived) {
            Map<Character, Long> runs = new HashMap<>();
            int begin = 0;
            for (int i = 1; i <= arrived.length(); i++) {
                if (i == arrived.length() || arrived.charAt(i) != arrived.charAt(begin)) {
                    assertNull(runs.put(arrived.charAt(begin), (long) i - begin), arrived);
                    begin = i;
                }
            }
            told.values().removeIf(length -> length == 0);
            assertEquals(told, runs);
        }
    }
}
