package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.net.ConnectionPair.fill;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

import jdk.net.ExtendedSocketOptions;

import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Promise;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.net.tls.Certificates;
import org.asyncio4j.stream.IncompleteReadException;
import org.asyncio4j.stream.IncompleteWriteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionTest {

    /** What a test does with both ends of a connection. */
    private interface Conversation {
        void hold(Connection client, Connection server) throws IOException;
    }

    private static void talk(String engine, Conversation conversation) throws IOException {
        run(
                engine,
                () -> {
                    try (ConnectionPair pair = ConnectionPair.open()) {
                        conversation.hold(pair.client(), pair.server());
                    }
                });
    }

    private static byte[] random(int size, long seed) {
        byte[] data = new byte[size];
        new Random(seed).nextBytes(data);
        return data;
    }

    // ---------------------------------------------------------------- both ways

    @OnEngines
    void largeDataGoesBothWaysAtOnce(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    byte[] up = random(5_000_000, 1);
                    byte[] down = random(5_000_000, 2);
                    Task<Void> clientWrites =
                            createTask(() -> {
                                client.write(up);
                                client.writeEof();
                            });
                    Task<Void> serverWrites =
                            createTask(() -> {
                                server.write(down);
                                server.writeEof();
                            });
                    Task<byte[]> atServer = createTask(() -> server.readAll());

                    assertArrayEquals(down, client.readAll());
                    assertArrayEquals(up, atServer.await());
                    clientWrites.await();
                    serverWrites.await();
                });
    }

    @OnEngines
    void smallMessagesArriveInOrder(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    Task<Void> writer =
                            createTask(() -> {
                                for (int i = 0; i < 2000; i++) {
                                    client.write("message " + i + "\n");
                                }
                            });
                    for (int i = 0; i < 2000; i++) {
                        assertEquals("message " + i, server.readLine());
                    }
                    writer.await();
                });
    }

    @OnEngines
    void eitherEndMayEndItsSideFirst(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    assertTrue(client.canWriteEof());
                    client.write("question");
                    client.writeEof();
                    client.writeEof();
                    assertEquals("question", text(server.readAll()));
                    assertTrue(server.atEof());
                    server.write("answer");
                    server.writeEof();
                    assertEquals("answer", text(client.readAll()));
                });
        talk(
                engine,
                (client, server) -> {
                    server.write("greeting");
                    server.writeEof();
                    assertEquals("greeting", text(client.readAll()));
                    client.write("late");
                    client.close();
                    assertEquals("late", text(server.readAll()));
                });
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }

    @OnEngines
    void theEndComesAfterWhatTheBackgroundHasStillToSend(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    long written = fill(client);
                    client.writeEof();
                    assertTrue(client.getWriteBufferSize() > 0);
                    assertEquals(written, server.readAll().length);
                    assertEquals(0, client.getWriteBufferSize());
                });
    }

    @OnEngines
    void nothingIsWrittenAfterTheEnd(String engine) throws IOException {
        talk(
                engine,
                (client, _) -> {
                    client.writeEof();
                    IOException error = assertThrows(IOException.class, () -> client.write("more"));
                    assertTrue(error.getMessage().contains("writeEof"), error::getMessage);
                });
    }

    // ---------------------------------------------------------------- failures

    @OnEngines
    void aResetIsToldAfterWhatCameBefore(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    server.write("last words\nand a bit");
                    assertEquals("last words", client.readLine());
                    reset(server);
                    settle();

                    assertEquals("and a bit", text(client.readExactly(9)));
                    SocketException first =
                            assertThrows(SocketException.class, () -> client.readLine());
                    assertTrue(
                            first.getMessage()
                                    .startsWith("Cannot receive on the connection to 127.0.0.1:"),
                            first::getMessage);
                    assertTrue(first.getMessage().contains("reset"), first::getMessage);
                    SocketException second =
                            assertThrows(SocketException.class, () -> client.read(1));
                    assertEquals(first.getMessage(), second.getMessage());
                });
    }

    private static void reset(Connection connection) throws IOException {
        connection.setOption(StandardSocketOptions.SO_LINGER, 0);
        connection.abort();
    }

    @OnEngines
    void aResetEndsARead(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    Task<byte[]> reader = createTask(() -> client.read(10));
                    settle();
                    reset(server);
                    assertThrows(SocketException.class, () -> reader.await());
                });
    }

    @OnEngines
    void theEndInTheMiddleKeepsWhatWasRead(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    server.write("abc");
                    server.close();
                    IncompleteReadException error =
                            assertThrows(
                                    IncompleteReadException.class, () -> client.readExactly(10));
                    assertEquals("abc", text(error.partial()));
                    assertEquals(0, client.read(10).length);
                    assertTrue(client.atEof());
                });
    }

    @OnEngines
    void writingToAPeerThatHasGoneFailsWithAReason(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    server.close();
                    IOException error = null;
                    for (int i = 0; i < 100 && error == null; i++) {
                        try {
                            client.write("anybody there?");
                            settle();
                        } catch (IOException e) {
                            error = e;
                        }
                    }
                    assertNotNull(error, "nobody reads, and no write fails");
                    assertTrue(
                            error.getMessage()
                                    .startsWith("Cannot send on the connection to 127.0.0.1:"),
                            error::getMessage);
                    assertThrows(SocketException.class, () -> client.write("again"));
                    assertThrows(SocketException.class, () -> client.flush());
                });
    }

    @OnEngines
    void aResetEndsAWriteThatWaits(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    Task<Void> writer = createTask(() -> client.write(new byte[30_000_000]));
                    settle();
                    assertFalse(writer.isDone());
                    reset(server);

                    SocketException error =
                            assertThrows(SocketException.class, () -> writer.await());
                    IncompleteWriteException told =
                            IncompleteWriteException.in(error).orElseThrow();
                    assertTrue(told.written() < told.expected(), told::getMessage);
                    assertEquals(30_000_000, told.expected());
                });
    }

    @OnEngines
    void aFailureInTheBackgroundIsToldByTheNextWriteAndByClose(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    fill(client);
                    assertTrue(client.getWriteBufferSize() > 0);
                    reset(server);
                    settle();

                    assertEquals(0, client.getWriteBufferSize());
                    assertThrows(SocketException.class, () -> client.write("more"));
                    assertThrows(SocketException.class, () -> client.drain());
                    SocketException error =
                            assertThrows(SocketException.class, () -> client.close());
                    assertTrue(
                            error.getMessage().startsWith("Cannot send on the "),
                            error::getMessage);
                    assertTrue(client.isClosing());
                    client.close();
                });
    }

    // ---------------------------------------------------------------- close

    @OnEngines
    void closeLetsTheBackgroundFinish(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    long written = fill(client);
                    Task<Void> closing = createTask(() -> client.close());
                    settle();
                    assertFalse(closing.isDone());
                    assertTrue(client.isClosing());
                    assertThrows(SocketException.class, () -> client.write("more"));

                    int read = 0;
                    while (read < written) {
                        read += server.read(100_000).length; // A peer that reads slowly.
                        Asyncio.yieldNow();
                    }
                    closing.await();
                    assertEquals(0, server.read(1).length);
                    assertEquals(written, read);
                });
    }

    @OnEngines
    void closeGivesUpAPeerThatNeverReads(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    fill(client);
                    long left = client.getWriteBufferSize();
                    SocketTimeoutException error =
                            assertThrows(
                                    SocketTimeoutException.class, () -> client.close(millis(20)));
                    assertTrue(
                            error.getMessage().contains("the peer has not taken the last " + left),
                            error::getMessage);
                    assertTrue(client.isClosing());
                    client.close();
                    assertThrows(SocketException.class, () -> server.readAll());
                });
    }

    @OnEngines
    void closeThatIsCancelledAborts(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    fill(client);
                    Task<Void> closing = createTask(() -> client.close());
                    settle();
                    closing.cancel();
                    assertThrows(CancelledError.class, () -> closing.await());
                    client.close(); // Does nothing more, and does not wait.
                    assertThrows(SocketException.class, () -> server.readAll());
                });
    }

    @OnEngines
    void aSecondCloseWaitsAsTheFirstOneDoes(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    fill(client);
                    Task<Void> first = createTask(() -> client.close());
                    Task<Void> second = createTask(() -> client.close());
                    Task<Void> waiter = createTask(() -> client.waitClosed());
                    settle();
                    assertFalse(first.isDone() || second.isDone() || waiter.isDone());
                    server.readAll();
                    first.await();
                    second.await();
                    waiter.await();
                });
    }

    @OnEngines
    void closeEndsAReadAndAWrite(String engine) throws IOException {
        talk(
                engine,
                (client, _) -> {
                    Task<byte[]> reader = createTask(() -> client.read(1));
                    settle();
                    client.close();
                    SocketException error =
                            assertThrows(SocketException.class, () -> reader.await());
                    assertTrue(error.getMessage().contains("has been closed"), error::getMessage);
                    assertThrows(SocketException.class, () -> client.write("x"));
                    assertThrows(SocketException.class, () -> client.read(1));
                });
    }

    @OnEngines
    void abortWithUnsentDataIsAResetAndWithoutIsTheEnd(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    fill(client);
                    client.abort();
                    assertThrows(SocketException.class, () -> server.readAll());
                    assertEquals(0, client.getWriteBufferSize());
                    SocketException error =
                            assertThrows(SocketException.class, () -> client.waitClosed());
                    assertTrue(error.getMessage().contains("was aborted"), error::getMessage);
                });
        talk(
                engine,
                (client, server) -> {
                    client.write("all there is");
                    client.abort();
                    client.abort();
                    client.waitClosed();
                    assertEquals("all there is", text(server.readAll()));
                });
    }

    @OnEngines
    void abortInTheMiddleOfAWriteIsAReset(String engine, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[30_000_000]);
        List<Conversation> writes =
                List.of(
                        (client, _) -> client.write(new byte[30_000_000]),
                        (client, _) -> client.sendFile(file));
        for (Conversation write : writes) {
            talk(
                    engine,
                    (client, server) -> {
                        Task<Void> writer = createTask(() -> write.hold(client, server));
                        settle();
                        assertFalse(writer.isDone());
                        client.abort();
                        assertThrows(SocketException.class, () -> writer.await());
                        assertThrows(SocketException.class, () -> server.readAll());
                    });
        }
    }

    @OnEngines
    void abortEndsWhatWaits(String engine) throws IOException {
        talk(
                engine,
                (client, _) -> {
                    Task<byte[]> reader = createTask(() -> client.read(1));
                    Task<Void> writer = createTask(() -> client.write(new byte[30_000_000]));
                    Task<Void> waiter = createTask(() -> client.waitClosed());
                    settle();
                    client.abort();
                    assertThrows(SocketException.class, () -> reader.await());
                    assertThrows(SocketException.class, () -> writer.await());
                    waiter.await();
                });
    }

    @OnEngines
    void waitClosedWaitsForTheOwnCloseOnly(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    Task<Void> waiter = createTask(() -> client.waitClosed());
                    server.close();
                    settle();
                    assertFalse(client.isClosing());
                    assertFalse(waiter.isDone());
                    client.close();
                    waiter.await();
                    assertTrue(client.isClosing());
                });
    }

    @OnEngines
    void whatWasWrittenBeforeTheLoopEndsGoesOut(String engine) throws Exception {
        byte[] data = random(3_000_000, 4);
        try (java.net.ServerSocket listener = new java.net.ServerSocket(0)) {
            AtomicReference<byte[]> received = new AtomicReference<>();
            Thread peer =
                    Thread.ofPlatform()
                            .start(() -> {
                                try (java.net.Socket socket = listener.accept()) {
                                    received.set(socket.getInputStream().readAllBytes());
                                } catch (IOException e) {
                                    received.set(new byte[0]);
                                }
                            });
            run(
                    engine,
                    () -> {
                        try (Connection client =
                                Net.openConnection("127.0.0.1", listener.getLocalPort())) {
                            client.write(data);
                        }
                    });
            peer.join();
            assertArrayEquals(data, received.get());
        }
    }

    // ---------------------------------------------------------------- several at once

    @OnEngines
    void aSecondReaderIsRefusedWithAnExplanation(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    Task<String> first = createTask(() -> client.readLine());
                    settle();
                    IllegalStateException error =
                            assertThrows(IllegalStateException.class, () -> client.read(1));
                    assertTrue(
                            error.getMessage().contains("Only one task can read"),
                            error::getMessage);
                    server.write("for the first\n");
                    assertEquals("for the first", first.await());
                });
    }

    @OnEngines
    void writesOfSeveralTasksDoNotMix(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    int size = 700_000;
                    List<Task<Void>> writers = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        byte[] message = new byte[size];
                        Arrays.fill(message, (byte) ('a' + i));
                        writers.add(createTask(() -> client.write(message)));
                    }
                    for (int i = 0; i < 6; i++) {
                        byte[] message = new byte[size];
                        Arrays.fill(message, (byte) ('a' + i));
                        assertArrayEquals(message, server.readExactly(size));
                    }
                    for (Task<Void> writer : writers) {
                        writer.await();
                    }
                });
    }

    @OnEngines
    @DisabledOnOs(OS.WINDOWS)
    void aPipeIsNotSentAsAFile(String engine, @TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        talk(
                engine,
                (client, server) -> {
                    assertThrows(IOException.class, () -> client.sendFile(pipe));
                    client.write("goes on");
                    client.writeEof();
                    assertEquals("goes on", text(server.readAll()));
                });
    }

    @OnEngines
    void aWriteDoesNotMixWithAFile(String engine, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[10_000_000]);
        talk(
                engine,
                (client, server) -> {
                    Task<Long> sending = createTask(() -> client.sendFile(file));
                    settle();
                    Task<Void> writing =
                            createTask(() -> {
                                client.write("after the file");
                                client.writeEof();
                            });
                    settle();
                    byte[] received = server.readAll();
                    assertEquals(10_000_000, sending.await());
                    writing.await();
                    assertEquals(10_000_014, received.length);
                    assertEquals(
                            "after the file",
                            text(Arrays.copyOfRange(received, 10_000_000, received.length)));
                });
    }

    // ---------------------------------------------------------------- limits

    @OnEngines
    void noMoreIsKeptThanTheHighMarkSays(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    client.setWriteBufferLimits(100_000, 20_000);
                    Task<Void> writer =
                            createTask(() -> {
                                for (int i = 0; i < 1000; i++) {
                                    client.write(new byte[20_000]);
                                }
                            });
                    long read = 0;
                    long most = 0;
                    while (read < 20_000_000) {
                        read += server.read(200_000).length;
                        most = Math.max(most, client.getWriteBufferSize());
                        Asyncio.yieldNow();
                    }
                    writer.await();
                    assertTrue(most > 0 && most <= 100_000, "up to " + most + " bytes were kept");
                });
    }

    @OnEngines
    void withoutABufferAWriteWaitsUntilAllIsOut(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    client.setWriteBufferLimits(0, 0);
                    Task<Void> writer = createTask(() -> client.write(new byte[20_000_000]));
                    settle();
                    assertFalse(writer.isDone());
                    assertEquals(0, client.getWriteBufferSize());
                    server.readExactly(20_000_000);
                    writer.await();
                    assertEquals(0, client.getWriteBufferSize());
                });
    }

    @OnEngines
    void limitsAreChecked(String engine) throws IOException {
        talk(
                engine,
                (client, _) -> {
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> client.setWriteBufferLimits(1, 2));
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> client.setWriteBufferLimits(1, -1));
                });
    }

    @OnEngines
    void drainWaitsForTheLowMarkAndFlushForTheEnd(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    long written = fill(client);
                    client.drain(); // What is kept is below the mark.
                    client.setWriteBufferLimits(1000, 500);
                    Task<Void> draining = createTask(() -> client.drain());
                    Task<Void> flushing = createTask(() -> client.flush());
                    settle();
                    assertFalse(draining.isDone());
                    assertFalse(flushing.isDone());
                    server.readExactly((int) written);
                    draining.await();
                    flushing.await();
                    assertEquals(0, client.getWriteBufferSize());
                });
    }

    @OnEngines
    void aCancelledWriteLeavesNoPressure(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    client.setWriteBufferLimits(1000, 500);
                    Task<Void> writer = createTask(() -> client.write(new byte[20_000_000]));
                    settle();
                    writer.cancel();
                    CancelledError error = assertThrows(CancelledError.class, () -> writer.await());
                    long written = IncompleteWriteException.in(error).orElseThrow().written();

                    client.write("a little"); // It is kept, since nobody reads.
                    client.drain();
                    client.writeEof();
                    assertEquals(written + 8, server.readAll().length);
                });
    }

    // ---------------------------------------------------------------- buffers

    @OnEngines
    void allKindsOfByteBuffersAreWritten(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    ByteBuffer direct =
                            ByteBuffer.allocateDirect(10).put(bytes("..direct..")).flip();
                    direct.position(2).limit(8);
                    ByteBuffer heap = ByteBuffer.wrap(bytes("..heap.."), 2, 4);
                    ByteBuffer slice = ByteBuffer.wrap(bytes("xxslicexx")).slice(2, 5);
                    ByteBuffer readOnly = ByteBuffer.wrap(bytes("readonly")).asReadOnlyBuffer();
                    ByteBuffer empty = ByteBuffer.allocate(0);
                    for (int i = 0; i < 5; i++) {
                        ByteBuffer[] all = {
                            direct.duplicate(),
                            empty,
                            heap.duplicate(),
                            slice.duplicate(),
                            readOnly.duplicate(),
                            ByteBuffer.allocateDirect(0)
                        };
                        client.write(all);
                        for (ByteBuffer each : all) {
                            assertFalse(each.hasRemaining());
                        }
                        assertEquals("directheapslicereadonly", text(server.readExactly(23)));
                    }
                    client.write();
                    client.write(new byte[0]);
                    client.write(bytes("..part.."), 2, 4);
                    assertEquals("part", text(server.readExactly(4)));
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @OnEngines
    void manyBuffersOfAllSizesGoOutInOrder(String engine) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        talk(
                engine,
                (client, server) -> {
                    for (int round = 0; round < 20; round++) {
                        ByteBuffer[] parts = new ByteBuffer[random.nextInt(1, 20)];
                        int total = 0;
                        for (int i = 0; i < parts.length; i++) {
                            byte[] data =
                                    random(random.nextInt(1 << random.nextInt(1, 20)), seed + i);
                            parts[i] =
                                    random.nextBoolean()
                                            ? ByteBuffer.wrap(data)
                                            : ByteBuffer.allocateDirect(data.length)
                                                    .put(data)
                                                    .flip();
                            total += data.length;
                        }
                        ByteBuffer expected = ByteBuffer.allocate(total);
                        for (ByteBuffer part : parts) {
                            expected.put(part.duplicate());
                        }
                        Task<Void> writer = createTask(() -> client.write(parts));
                        assertArrayEquals(
                                expected.array(), server.readExactly(total), () -> "seed " + seed);
                        writer.await();
                    }
                });
    }

    @OnEngines
    void readsIntoAllKindsOfByteBuffers(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    for (ByteBuffer target :
                            List.of(
                                    ByteBuffer.allocate(10),
                                    ByteBuffer.allocateDirect(10),
                                    ByteBuffer.allocate(20).slice(5, 10))) {
                        target.position(2);
                        server.write("12345678");
                        client.readExactly(target);
                        assertFalse(target.hasRemaining());
                        byte[] read = new byte[8];
                        target.get(2, read);
                        assertEquals("12345678", text(read));
                    }
                    assertThrows(
                            RuntimeException.class,
                            () -> client.read(ByteBuffer.allocate(10).asReadOnlyBuffer()));
                });
    }

    @OnEngines
    void aBufferMayBeChangedWhenItsWriteReturns(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    byte[] data = new byte[16 * 1024];
                    long written = 0;
                    while (client.getWriteBufferSize() == 0) {
                        Arrays.fill(data, (byte) 7);
                        client.write(data);
                        Arrays.fill(data, (byte) 0);
                        written += data.length;
                    }
                    client.writeEof();
                    byte[] received = server.readAll();
                    assertEquals(written, received.length);
                    for (byte each : received) {
                        assertEquals(7, each);
                    }
                });
    }

    @OnEngines
    void readsAndWritesNettysBuffers(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    ByteBuf heap = Unpooled.buffer().writeBytes(bytes("heap "));
                    ByteBuf direct = Unpooled.directBuffer().writeBytes(bytes("xdirect "));
                    direct.skipBytes(1);
                    CompositeByteBuf composite =
                            Unpooled.compositeBuffer()
                                    .addComponent(true, Unpooled.wrappedBuffer(bytes("com")))
                                    .addComponent(
                                            true, Unpooled.directBuffer().writeBytes(bytes("po")))
                                    .addComponent(true, Unpooled.wrappedBuffer(bytes("site")));
                    for (ByteBuf each : List.of(heap, direct, composite, Unpooled.EMPTY_BUFFER)) {
                        client.write(each);
                        assertFalse(each.isReadable());
                        assertEquals(1, each.refCnt());
                    }
                    ByteBuf target = Unpooled.buffer(4, 100).writeBytes(bytes("1234"));
                    while (target.readableBytes() < 4 + 21) {
                        assertTrue(server.read(target) > 0);
                    }
                    assertEquals(
                            "1234heap direct composite", target.toString(StandardCharsets.UTF_8));
                    client.writeEof();
                    assertEquals(-1, server.read(target));
                    assertEquals(4 + 21, target.readableBytes());
                });
    }

    @OnEngines
    void aCancelledWriteOfNettysBufferTellsByItsIndex(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    ByteBuf data = Unpooled.directBuffer().writeBytes(random(15_000_000, 5));
                    Task<Void> writer = createTask(() -> client.write(data));
                    settle();
                    writer.cancel();
                    CancelledError error = assertThrows(CancelledError.class, () -> writer.await());
                    long written = IncompleteWriteException.in(error).orElseThrow().written();
                    assertEquals(written, data.readerIndex());

                    // Whoever goes on where it was cut short loses and doubles nothing.
                    Task<Void> rest =
                            createTask(() -> {
                                client.write(data);
                                client.writeEof();
                            });
                    assertArrayEquals(random(15_000_000, 5), server.readAll());
                    rest.await();
                    data.release();
                });
    }

    // ---------------------------------------------------------------- files

    @OnEngines
    void sendsFiles(String engine, @TempDir Path folder) throws IOException {
        byte[] data = random(300_000, 6);
        Path file = Files.write(folder.resolve("file"), data);
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        talk(
                engine,
                (client, server) -> {
                    client.write("head ");
                    assertEquals(0, client.sendFile(empty));
                    assertEquals(1000, client.sendFile(file, 500, 1000));
                    assertEquals(0, client.sendFile(file, 300_000, 10));
                    assertEquals(0, client.sendFile(file, 400_000, 10));
                    assertEquals(0, client.sendFile(file, 5, 0));
                    assertEquals(100, client.sendFile(file, 299_900, 10_000));
                    assertThrows(
                            NoSuchFileException.class,
                            () -> client.sendFile(folder.resolve("none")));
                    client.write(" foot");
                    client.writeEof();
                    byte[] received = server.readAll();
                    assertEquals(5 + 1100 + 5, received.length);
                    assertArrayEquals(
                            Arrays.copyOfRange(data, 500, 1500),
                            Arrays.copyOfRange(received, 5, 1005));
                    assertArrayEquals(
                            Arrays.copyOfRange(data, 299_900, 300_000),
                            Arrays.copyOfRange(received, 1005, 1105));

                    assertThrows(
                            IllegalArgumentException.class, () -> client.sendFile(file, -1, 1));
                    assertThrows(
                            IllegalArgumentException.class, () -> client.sendFile(file, 1, -1));
                });
    }

    @OnEngines
    void sendsLargeFiles(String engine, @TempDir Path folder) throws IOException {
        byte[] data = random(50_000_000, 7);
        Path file = Files.write(folder.resolve("file"), data);
        talk(
                engine,
                (client, server) -> {
                    Task<Long> sending = createTask(() -> client.sendFile(file));
                    byte[] received = new byte[data.length];
                    ByteBuffer target = ByteBuffer.wrap(received);
                    while (target.hasRemaining()) {
                        server.read(target);
                        Asyncio.yieldNow();
                    }
                    assertEquals(data.length, sending.await());
                    assertArrayEquals(data, received);
                });
    }

    @OnEngines
    void aFileInAnArchiveIsNotTakenForOneOfTheSystem(String engine, @TempDir Path folder)
            throws IOException {
        Path outside = Files.writeString(folder.resolve("file"), "what nobody asked for");
        Path archive = folder.resolve("archive.zip");
        byte[] data = random(600_000, 8);
        try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path inside = files.getPath(outside.toString());
            Files.createDirectories(inside.getParent());
            Files.write(inside, data);
        }
        try (FileSystem files = FileSystems.newFileSystem(archive)) {
            Path inside = files.getPath(outside.toString());
            talk(
                    engine,
                    (client, server) -> {
                        Task<Long> sending = createTask(() -> client.sendFile(inside, 10, 500_000));
                        assertArrayEquals(
                                Arrays.copyOfRange(data, 10, 500_010), server.readExactly(500_000));
                        assertEquals(500_000, sending.await());
                        assertThrows(
                                NoSuchFileException.class,
                                () -> client.sendFile(files.getPath("/none")));
                    });
        }
    }

    @OnEngines
    void aFileThatGetsShorterEndsThere(String engine, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[20_000_000]);
        talk(
                engine,
                (client, server) -> {
                    Task<Long> sending = createTask(() -> client.sendFile(file));
                    settle();
                    assertFalse(sending.isDone());
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(100);
                    }
                    Task<byte[]> received = createTask(() -> server.readAll());
                    long sent = sending.await();
                    assertTrue(sent > 100 && sent < 20_000_000, () -> "sent " + sent);
                    client.writeEof();
                    assertEquals(sent, received.await().length);
                });
    }

    @OnEngines
    void aCancelledSendFileTellsHowMuchWasSent(String engine, @TempDir Path folder)
            throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[20_000_000]);
        talk(
                engine,
                (client, server) -> {
                    Task<Long> sending = createTask(() -> client.sendFile(file));
                    settle();
                    sending.cancel();
                    CancelledError error =
                            assertThrows(CancelledError.class, () -> sending.await());
                    IncompleteWriteException told =
                            IncompleteWriteException.in(error).orElseThrow();
                    assertEquals(20_000_000, told.expected());

                    Task<Void> rest =
                            createTask(() -> {
                                client.sendFile(file, told.written(), Long.MAX_VALUE);
                                client.writeEof();
                            });
                    assertEquals(20_000_000, server.readAll().length);
                    rest.await();
                });
    }

    @OnEngines
    void aFileToAPeerThatHasGoneFailsWithAReason(String engine, @TempDir Path folder)
            throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[20_000_000]);
        talk(
                engine,
                (client, server) -> {
                    Task<Long> sending = createTask(() -> client.sendFile(file));
                    settle();
                    reset(server);
                    SocketException error =
                            assertThrows(SocketException.class, () -> sending.await());
                    assertTrue(
                            error.getMessage().matches("Cannot send on the .*: [A-Z][a-z]+ .*"),
                            error::getMessage);
                    assertTrue(IncompleteWriteException.in(error).isPresent());
                });
    }

    @OnEngines
    void nothingIsSentOfAFileAfterTheEnd(String engine, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[100]);
        talk(
                engine,
                (client, _) -> {
                    client.writeEof();
                    assertThrows(IOException.class, () -> client.sendFile(file));
                });
    }

    // ---------------------------------------------------------------- going over to TLS

    @OnEngines
    void nothingGoesOutInClearWhileHandsAreShaken(String engine, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "SECRET file");
        talk(
                engine,
                (client, server) -> {
                    client.write("in clear\n");
                    Task<Void> shaking = createTask(() -> client.startTls(trusting()));
                    Task<Void> writing = createTask(() -> client.write("SECRET text\n"));
                    Task<Long> sending = createTask(() -> client.sendFile(file));
                    settle();
                    assertEquals("in clear", server.readLine());
                    server.startTls(
                            TlsOptions.server(
                                    Certificates.file("server.pem"),
                                    Certificates.file("server-key.pem")));
                    shaking.await();
                    writing.await();
                    assertEquals(11, sending.await());
                    assertEquals("SECRET text", server.readLine());
                    assertEquals("SECRET file", text(server.readExactly(11)));
                });
    }

    @OnEngines
    void whileHandsAreShakenNothingButTheirsIsSent(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    Task<Void> shaking = createTask(() -> client.startTls(trusting()));
                    Task<Void> writing = createTask(() -> client.write("SECRET"));
                    byte[] hello = server.read(100_000);
                    assertEquals(22, hello[0], "the type of a record of a hand-shake");
                    assertEquals(
                            5 + ((hello[3] & 0xff) << 8 | hello[4] & 0xff),
                            hello.length,
                            "more than one record has come");
                    settle();
                    assertFalse(writing.isDone());
                    assertThrows(IllegalStateException.class, () -> client.read(1));
                    shaking.cancel();
                    assertThrows(CancelledError.class, () -> shaking.await());
                    assertThrows(SocketException.class, () -> writing.await());
                });
    }

    @OnEngines
    void noTlsIsStartedUnderAReader(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    Task<String> reading = createTask(() -> client.readLine());
                    settle();
                    IllegalStateException error =
                            assertThrows(
                                    IllegalStateException.class, () -> client.startTls(trusting()));
                    assertTrue(
                            error.getMessage().contains("Only one task can read"),
                            error::getMessage);
                    client.write("still in clear\n");
                    assertEquals("still in clear", server.readLine());
                    server.write("for who reads\n");
                    assertEquals("for who reads", reading.await());
                });
    }

    private static TlsOptions trusting() throws IOException {
        return TlsOptions.client().withTrust(Certificates.file("authority.pem"));
    }

    // ---------------------------------------------------------------- what it tells

    @OnEngines
    void optionsAreSetAndRead(String engine) throws IOException {
        talk(
                engine,
                (client, _) -> {
                    assertTrue(client.getOption(StandardSocketOptions.TCP_NODELAY));
                    client.setOption(StandardSocketOptions.TCP_NODELAY, false)
                            .setOption(StandardSocketOptions.SO_KEEPALIVE, true)
                            .setOption(StandardSocketOptions.SO_RCVBUF, 20_000);
                    assertFalse(client.getOption(StandardSocketOptions.TCP_NODELAY));
                    assertTrue(client.getOption(StandardSocketOptions.SO_KEEPALIVE));
                    assertTrue(client.getOption(StandardSocketOptions.SO_RCVBUF) >= 20_000);
                    assertThrows(
                            UnsupportedOperationException.class,
                            () -> client.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
                    client.close();
                    assertThrows(
                            SocketException.class,
                            () -> client.getOption(StandardSocketOptions.TCP_NODELAY));
                });
    }

    /** The JDK's channels do not offer these options on a Unix socket. */
    @NativeEngines
    void anOptionThatTheSystemRefusesIsAnIOException(String engine, @TempDir Path folder)
            throws IOException {
        Path path = folder.resolve("socket" + engine);
        run(
                engine,
                () -> {
                    try (Server server = Net.startUnixServer(Connection::readLine, path);
                            Connection client = Net.openUnixConnection(path)) {
                        SocketException set =
                                assertThrows(
                                        SocketException.class,
                                        () ->
                                                client.setOption(
                                                        StandardSocketOptions.TCP_NODELAY, true));
                        assertEquals("Operation not supported", set.getMessage());
                        SocketException got =
                                assertThrows(
                                        SocketException.class,
                                        () -> client.getOption(StandardSocketOptions.TCP_NODELAY));
                        assertEquals("Operation not supported", got.getMessage());
                        SocketException number =
                                assertThrows(
                                        SocketException.class,
                                        () ->
                                                client.setOption(
                                                        ExtendedSocketOptions.TCP_KEEPIDLE, 5));
                        assertEquals("Operation not supported", number.getMessage());
                        assertTrue(server.isServing());
                    }
                });
    }

    @OnEngines
    void theNamesOfBothEndsAreKnownAlsoAfterTheEnd(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    for (int i = 0; i < 2; i++) {
                        SocketAddress here = client.sockName();
                        assertEquals(here, server.peerName());
                        assertEquals(client.peerName(), server.sockName());
                        assertTrue(((InetSocketAddress) here).getPort() > 0);
                        String name =
                                "connection to 127.0.0.1:" + ((InetSocketAddress) here).getPort();
                        assertEquals(name + (i == 0 ? "" : ", closed"), server.toString());
                        client.close();
                        server.close();
                    }
                    assertTrue(client.tls().isEmpty());
                });
    }

    @OnEngines
    void streamsOfTheJdkReadAndWrite(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    Task<String> reader =
                            createTask(() -> {
                                BufferedReader lines =
                                        new BufferedReader(
                                                new InputStreamReader(
                                                        server.inputStream(),
                                                        StandardCharsets.UTF_8));
                                return lines.readLine()
                                        + "|"
                                        + lines.readLine()
                                        + "|"
                                        + lines.readLine();
                            });
                    try (PrintStream out = new PrintStream(client.outputStream(), true)) {
                        out.print("first\nsecond\n");
                    }
                    assertEquals("first|second|null", reader.await());
                    assertTrue(client.isClosing());
                    InputStream in = server.inputStream();
                    assertEquals(-1, in.read());
                    in.close();
                    assertTrue(server.isClosing());
                });
    }

    @OnEngines
    void anOutputStreamFailsAfterClose(String engine) throws IOException {
        talk(
                engine,
                (client, _) -> {
                    OutputStream out = client.outputStream();
                    out.close();
                    out.close();
                    assertThrows(IOException.class, () -> out.write(1));
                });
    }

    // ---------------------------------------------------------------- where it belongs

    @OnEngines
    void useFromAForeignThreadIsRefused(String engine) throws IOException {
        talk(
                engine,
                (client, _) -> {
                    List<ThrowingCall> calls =
                            List.of(
                                    () -> client.read(1),
                                    () -> client.write("x"),
                                    () -> client.close(),
                                    () -> client.waitClosed(),
                                    () -> client.startTls(TlsOptions.client()),
                                    () -> client.setOption(StandardSocketOptions.TCP_NODELAY, true),
                                    () -> client.getOption(StandardSocketOptions.TCP_NODELAY),
                                    () -> client.setWriteBufferLimits(10, 5),
                                    () -> client.getWriteBufferSize());
                    List<Throwable> thrown = new ArrayList<>();
                    Asyncio.toThread(() -> {
                        for (ThrowingCall call : calls) {
                            thrown.add(assertThrows(Throwable.class, call::call));
                        }
                        thrown.add(assertThrows(Throwable.class, client::abort));
                    });
                    assertEquals(calls.size() + 1, thrown.size());
                    for (Throwable each : thrown) {
                        assertTrue(each instanceof IllegalStateException, each::toString);
                        assertTrue(each.getMessage().contains("loop"), each::getMessage);
                    }
                    assertFalse(client.isClosing());
                });
    }

    private interface ThrowingCall {
        void call() throws IOException;
    }

    @OnEngines
    void useOnAnotherLoopIsRefused(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    server.write("x");
                    client.read(1);
                    client.write("x");
                    Promise<List<Throwable>> refused = Asyncio.getRunningLoop().createFuture();
                    var home = Asyncio.getRunningLoop();
                    Thread other =
                            Thread.ofPlatform()
                                    .start(() -> {
                                        List<Throwable> thrown = new ArrayList<>();
                                        Asyncio.run(
                                                RunOptions.DEFAULT.withHandleSignals(false),
                                                () -> {
                                                    thrown.add(
                                                            assertThrows(
                                                                    Throwable.class,
                                                                    () -> client.read(1)));
                                                    thrown.add(
                                                            assertThrows(
                                                                    Throwable.class,
                                                                    () -> client.write("x")));
                                                    thrown.add(
                                                            assertThrows(
                                                                    Throwable.class,
                                                                    () -> client.close()));
                                                });
                                        home.callSoonThreadsafe(() -> refused.setResult(thrown));
                                    });
                    List<Throwable> thrown = refused.await();
                    assertEquals(3, thrown.size());
                    for (Throwable each : thrown) {
                        assertTrue(each instanceof IllegalStateException, each::toString);
                        assertTrue(
                                each.getMessage().contains("belongs to the loop"),
                                each::getMessage);
                    }
                    Asyncio.toThread(() -> {
                        try {
                            other.join();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
                });
    }

    @OnEngines
    void afterItsLoopHasEndedAConnectionIsClosed(String engine) throws IOException {
        List<Connection> kept = new ArrayList<>();
        run(
                engine,
                () -> {
                    ConnectionPair pair = ConnectionPair.open();
                    pair.server().write("too late");
                    pair.client().read(1);
                    fill(pair.client());
                    kept.add(pair.client());
                    kept.add(pair.server());
                    settle();
                });
        run(
                engine,
                () -> {
                    try (ConnectionPair _ = ConnectionPair.open()) {
                        for (Connection connection : kept) {
                            // The numbers of their descriptors may be others' now.
                            assertThrows(
                                    SocketException.class, () -> connection.write(new byte[10]));
                            assertThrows(
                                    SocketException.class,
                                    () -> connection.getOption(StandardSocketOptions.TCP_NODELAY));
                            connection.abort();
                            connection.close();
                        }
                        assertThrows(SocketException.class, () -> kept.getLast().read(10));
                    }
                });
    }

    @OnEngines
    void nothingStaysOpenWhenTheLoopEnds(String engine) throws IOException {
        Descriptors.assertNoneLeftBy(() ->
                run(
                        engine,
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                ConnectionPair pair = ConnectionPair.open();
                                createTask(() -> pair.client().read(1));
                                createTask(() -> pair.client().write(new byte[10_000_000]));
                                settle();
                            }
                        }));
    }

    // ---------------------------------------------------------------- kept for later

    @OnEngines
    void tellsWhetherItIsStillIdle(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    assertTrue(client.isStillIdle());
                    server.write("hello\n");
                    assertEquals("hello", client.readLine());
                    assertTrue(client.isStillIdle());
                    settle();
                    assertTrue(client.isStillIdle());
                    server.write("unasked");
                    settle();
                    assertFalse(client.isStillIdle());
                });
    }

    @OnEngines
    void isNotIdleWhereThePeerHasClosed(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    server.write("hello\n");
                    assertEquals("hello", client.readLine());
                    server.close();
                    settle();
                    assertFalse(client.isStillIdle());
                    assertFalse(server.isStillIdle());
                });
    }

    @OnEngines
    void isNotIdleWhereSomethingIsUnread(String engine) throws IOException {
        talk(
                engine,
                (client, server) -> {
                    server.write("one\ntwo\n");
                    assertEquals("one", client.readLine());
                    assertFalse(client.isStillIdle());
                    assertEquals("two", client.readLine());
                    assertTrue(client.isStillIdle());
                });
    }

    @Test
    void connectsToWhatAResolverSays() throws IOException {
        run(
                "epoll",
                () -> {
                    try (Server server =
                                    Net.startServer(
                                            connection -> connection.write("here\n"),
                                            "127.0.0.1",
                                            0);
                            Connection connection =
                                    Net.openConnection(
                                            "no.such.host",
                                            server.port(),
                                            ConnectOptions.DEFAULT.withResolver(host ->
                                                    List.of(InetAddress.ofLiteral("127.0.0.1"))))) {
                        assertEquals("here", connection.readLine());
                    }
                });
    }

    @Test
    void goesOnInTlsWithAnotherPeerThanItWasOpenedTo() throws IOException {
        TlsOptions shown =
                TlsOptions.server(
                        Certificates.file("other.pem"), Certificates.file("other-key.pem"));
        talk(
                "epoll",
                (client, server) -> {
                    Task<Void> shaking =
                            createTask(() -> client.startTls(trusting(), "other.example"));
                    server.startTls(shown);
                    shaking.await();
                    assertEquals("other.example", server.tls().orElseThrow().requestedServerName());
                });
    }
}
