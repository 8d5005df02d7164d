package org.asyncio4j.net.tls;

import static org.asyncio4j.Asyncio.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.asyncio4j.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;

@Timeout(10)
class PrefixedReceiveStreamTest {
    @Test
    void thePrefixComesFirstInPartsThenTheRest() throws Exception {
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    MemoryPipe rest = new MemoryPipe(100, null);
                    rest.send(ByteBuffer.wrap(new byte[] {6, 7}));
                    rest.cut();
                    var stream = new PrefixedReceiveStream(new byte[] {1, 2, 3, 4, 5}, rest);
                    assertArrayEquals(new byte[] {1, 2}, stream.receive(2));
                    ByteBuffer target = ByteBuffer.allocate(2);
                    assertEquals(2, stream.receive(target));
                    assertArrayEquals(new byte[] {3, 4}, target.array());
                    assertArrayEquals(new byte[] {5}, stream.receive(100));
                    assertArrayEquals(new byte[] {6, 7}, stream.receive(100));
                    assertNull(stream.receive(100));
                });
    }

    @Test
    void anEmptyPrefixIsNone() throws Exception {
        run(
                RunOptions.DEFAULT.withHandleSignals(false),
                () -> {
                    MemoryPipe rest = new MemoryPipe(100, null);
                    rest.cut();
                    assertNull(new PrefixedReceiveStream(new byte[0], rest).receive(1));
                });
    }
}
