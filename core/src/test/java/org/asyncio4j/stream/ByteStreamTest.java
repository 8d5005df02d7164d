package org.asyncio4j.stream;

import static org.asyncio4j.sync.TestLoop.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ByteStreamTest {
    private final PipeStream input = new PipeStream(100);
    private final PipeStream output = new PipeStream(100);
    private final List<String> trail = new ArrayList<>();
    private final ByteStream stream = new TestStream();

    private final class TestStream extends ByteStream {
        private final StreamReader reader = new StreamReader(input);
        private final StreamWriter writer = new StreamWriter(output);

        @Override
        public StreamReader reader() {
            return reader;
        }

        @Override
        public StreamWriter writer() {
            return writer;
        }

        @Override
        public void close() {
            trail.add("close");
        }

        @Override
        public void abort() {
            trail.add("abort");
        }

        @Override
        public boolean isClosing() {
            return !trail.isEmpty();
        }

        @Override
        public void waitClosed() {}
    }

    @BeforeEach
    void fillInput() {
        input.put("one\ntwo\nthree\n3b\nfour;five;six;7;0123456789rest");
        input.end();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void readsAsItsReader() throws IOException {
        run(() -> {
            assertEquals("one", stream.readLine());
            assertEquals("two", stream.readLine(3));
            assertEquals("three", stream.readLine(StandardCharsets.US_ASCII));
            assertEquals("3b", stream.readLine(2, StandardCharsets.US_ASCII));
            assertEquals("four;", stream.readUntil(";"));
            assertEquals("five;", text(stream.readUntil(new byte[] {';'})));
            assertEquals("six;", stream.readUntil(3, ";"));
            assertEquals("7;", text(stream.readUntil(1, new byte[] {';'})));
            assertEquals("01", text(stream.read(2)));
            ByteBuffer target = ByteBuffer.allocate(2);
            assertEquals(2, stream.read(target));
            stream.readExactly(target.clear());
            assertEquals("45", text(target.array()));
            assertEquals("6789", text(stream.readExactly(4)));
            assertFalse(stream.atEof());
            assertEquals("rest", text(stream.readAll()));
            assertTrue(stream.atEof());
            assertFalse(stream.lines().iterator().hasNext());
        });
    }

    @Test
    void writesAsItsWriter() throws IOException {
        run(() -> {
            stream.write(new byte[] {'a'});
            stream.write(new byte[] {'x', 'b', 'x'}, 1, 1);
            stream.write("c");
            stream.write("d", StandardCharsets.UTF_16BE);
            stream.write(ByteBuffer.wrap(new byte[] {'e'}), ByteBuffer.wrap(new byte[] {'f'}));
            stream.drain();
            assertEquals("abc\0def", output.drainToString());
            stream.flush();
            assertTrue(stream.canWriteEof());
            stream.writeEof();
            assertTrue(stream.writer().statistics().ended());
        });
    }

    @Test
    void closingAViewClosesIt() throws IOException {
        run(() -> {
            stream.inputStream().close();
            stream.outputStream().close();
            assertEquals(List.of("close", "close"), trail);
            try (stream) {
                assertTrue(stream.isClosing());
            }
            assertEquals(3, trail.size());
        });
    }
}
