package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.net.protocol.WriteBufferLimits;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionTransportTest {
    private static final List<String> PLAIN_END = List.of("made", "lost");

    // ---------------------------------------------------------------- writing

    @OnEngines
    void whatIsWrittenArrivesInOrder(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (_, link) -> {
                    link.transport.write("one ");
                    link.transport.write(new byte[0]);
                    link.transport.write("two ".getBytes());
                    link.transport.write("xxthree xx".getBytes(), 2, 6);
                    link.transport.write(
                            ByteBuffer.wrap("four ".getBytes()),
                            ByteBuffer.wrap("five\n".getBytes()));
                    assertEquals("one two three four five", link.peer.readLine());
                    assertEquals(0, link.transport.getWriteBufferSize());
                });
    }

    @OnEngines
    void buffersStayTheCallers(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (_, link) -> {
                    byte[] data = link.fill();
                    byte[] original = data.clone();
                    ByteBuffer more = ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip();
                    link.transport.write(more);
                    assertFalse(more.hasRemaining());
                    Arrays.fill(data, (byte) -1);
                    more.put(0, (byte) -1);
                    assertArrayEquals(original, link.peer.readExactly(original.length));
                    assertArrayEquals(new byte[] {1, 2, 3}, link.peer.readExactly(3));
                });
    }

    @OnEngines
    void writeNeverWaitsAndKeepsWithoutLimit(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (_, link) -> {
                    List<String> order = new ArrayList<>();
                    Task<Void> other =
                            createTask(() -> {
                                order.add("other");
                            });
                    link.fill();
                    link.fill();
                    order.add("written");
                    other.await();
                    assertEquals(List.of("written", "other"), order);
                    assertTrue(link.transport.getWriteBufferSize() > ProtocolPeer.MUCH);
                    link.peer.readExactly(2 * ProtocolPeer.MUCH);
                });
    }

    @OnEngines
    void whatIsWrittenToALostConnectionIsDroppedWithAWarningAtTheFifth(String engine)
            throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.abort();
                    try (LogWatch log = new LogWatch()) {
                        for (int i = 0; i < 4; i++) {
                            link.transport.write("lost");
                        }
                        assertEquals(List.of(), log.messages);
                        ByteBuffer data = ByteBuffer.wrap(new byte[3]);
                        link.transport.write(data);
                        assertEquals(1, log.messages.size(), log.messages::toString);
                        assertTrue(
                                log.messages.getFirst().contains("connectionLost"),
                                log.messages::toString);
                        assertFalse(data.hasRemaining());
                    }
                    protocol.await("lost");
                    link.transport.write("after connectionLost");
                });
    }

    @OnEngines
    void aFailedWriteEndsTheConnectionWithItsReason(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.pauseReading(); // Else the read would find out first.
                    link.peer.setOption(StandardSocketOptions.SO_LINGER, 0);
                    link.peer.abort();
                    while (!link.transport.isClosing()) {
                        link.transport.write("x");
                        yieldNow();
                    }
                    protocol.await("lost");
                    assertEquals(PLAIN_END, protocol.trail);
                    assertTrue(protocol.reason instanceof IOException, () -> "" + protocol.reason);
                    assertEquals(List.of(), link.reports);
                });
    }

    @OnEngines
    void aFailureInTheBackgroundEndsTheConnectionWithItsReason(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.pauseReading();
                    link.fill();
                    link.peer.setOption(StandardSocketOptions.SO_LINGER, 0);
                    link.peer.abort();
                    protocol.await("lost");
                    assertTrue(protocol.reason instanceof IOException, () -> "" + protocol.reason);
                    assertEquals(0, link.transport.getWriteBufferSize());
                    assertTrue(link.transport.isClosing());
                });
    }

    // ---------------------------------------------------------------- the end of this side

    @OnEngines
    void writeEofComesAfterWhatWasWritten(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    byte[] data = link.fill();
                    assertTrue(link.transport.canWriteEof());
                    link.transport.writeEof();
                    link.transport.writeEof();
                    assertArrayEquals(data, link.peer.readAll());
                    link.peer.write("and back");
                    assertEquals("and back", protocol.await(8));
                    assertFalse(link.transport.isClosing());
                });
    }

    @OnEngines
    void writeAfterWriteEofIsRefused(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (_, link) -> {
                    link.transport.writeEof();
                    assertThrows(IllegalStateException.class, () -> link.transport.write("x"));
                    assertThrows(
                            IllegalStateException.class, () -> link.transport.write(new byte[0]));
                    assertNull(link.peer.readLine());
                    link.transport.close();
                    assertThrows(IllegalStateException.class, () -> link.transport.write("x"));
                });
    }

    @OnEngines
    void writeEofAfterCloseDoesNothing(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.close();
                    link.transport.writeEof();
                    link.transport.write("dropped, not refused");
                    protocol.await("lost");
                    assertNull(protocol.reason);
                });
    }

    @OnEngines
    void writeEofOnAResetConnectionLeavesTheReasonToTheRead(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.pauseReading();
                    link.peer.setOption(StandardSocketOptions.SO_LINGER, 0);
                    link.peer.abort();
                    settle();
                    link.transport.writeEof();
                    link.transport.resumeReading();
                    protocol.await("lost");
                    assertTrue(protocol.reason instanceof IOException, () -> "" + protocol.reason);
                    assertEquals(List.of(), link.reports);
                });
    }

    // ---------------------------------------------------------------- closing

    @OnEngines
    void connectionLostComesOnceAndNeverInsideClose(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    assertFalse(link.transport.isClosing());
                    link.transport.close();
                    assertTrue(link.transport.isClosing());
                    link.transport.close();
                    link.transport.abort();
                    assertEquals(List.of("made"), protocol.trail);
                    protocol.await("lost");
                    link.transport.close();
                    link.transport.abort();
                    settle();
                    assertEquals(PLAIN_END, protocol.trail);
                    assertNull(protocol.reason);
                    assertNull(link.peer.readLine());
                });
    }

    @OnEngines
    void connectionLostComesOnceAndNeverInsideAbort(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.fill();
                    link.transport.abort();
                    assertTrue(link.transport.isClosing());
                    assertEquals(List.of("made", "pause"), protocol.trail);
                    assertEquals(0, link.transport.getWriteBufferSize());
                    protocol.await("lost");
                    link.transport.abort();
                    link.transport.close();
                    settle();
                    assertEquals(List.of("made", "pause", "lost"), protocol.trail);
                    assertNull(protocol.reason);
                    // What was dropped must not look like a normal end.
                    assertThrows(IOException.class, link.peer::readAll);
                });
    }

    @OnEngines
    void closeSendsWhatIsKeptAndWhatIsWrittenMeanwhile(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    byte[] data = link.fill();
                    link.transport.close();
                    link.transport.write("and more");
                    link.peer.write("nobody hears this");
                    settle();
                    assertEquals(List.of("made", "pause"), protocol.trail);
                    byte[] received = link.peer.readExactly(data.length + 8);
                    assertArrayEquals(data, Arrays.copyOf(received, data.length));
                    assertEquals("and more", new String(received, data.length, 8));
                    protocol.await("lost");
                    assertEquals(List.of("made", "pause", "resume", "lost"), protocol.trail);
                    assertNull(protocol.reason);
                });
    }

    @OnEngines
    void abortDoesNotWaitForAClose(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.fill();
                    link.transport.close();
                    settle();
                    link.transport.abort();
                    protocol.await("lost");
                    assertNull(protocol.reason);
                });
    }

    // ---------------------------------------------------------------- flow control

    @OnEngines
    void theLimitsAre64And16KiBAndCanBeChanged(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (_, link) -> {
                    assertEquals(
                            new WriteBufferLimits(16_384, 65_536),
                            link.transport.getWriteBufferLimits());
                    link.transport.setWriteBufferLimits(WriteBufferLimits.ofLow(100));
                    assertEquals(
                            new WriteBufferLimits(100, 400), link.transport.getWriteBufferLimits());
                    link.transport.setWriteBufferLimits(WriteBufferLimits.ofHigh(100));
                    assertEquals(
                            new WriteBufferLimits(25, 100), link.transport.getWriteBufferLimits());
                });
    }

    @OnEngines
    void pauseComesStrictlyAboveTheHighMarkAndInsideTheWrite(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.setWriteBufferLimits(
                            WriteBufferLimits.ofHigh(2 * ProtocolPeer.MUCH));
                    link.fill();
                    int kept = (int) link.transport.getWriteBufferSize();
                    link.transport.setWriteBufferLimits(WriteBufferLimits.ofHigh(kept + 10));
                    link.transport.write(new byte[10]);
                    assertEquals(kept + 10, link.transport.getWriteBufferSize());
                    assertEquals(List.of("made"), protocol.trail);
                    link.transport.write(new byte[1]);
                    assertEquals(List.of("made", "pause"), protocol.trail);
                    link.transport.write(new byte[1]);
                    assertEquals(List.of("made", "pause"), protocol.trail, "only once");
                });
    }

    @OnEngines
    void withAHighMarkOf0AnyKeptBytePauses(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.setWriteBufferLimits(new WriteBufferLimits(0, 0));
                    link.transport.write("goes out at once");
                    assertEquals(List.of("made"), protocol.trail);
                    protocol.on(
                            "resume", () -> assertEquals(0, link.transport.getWriteBufferSize()));
                    link.fill();
                    assertEquals(List.of("made", "pause"), protocol.trail);
                    link.peer.readExactly(16 + ProtocolPeer.MUCH);
                    protocol.await("resume");
                    assertEquals(List.of(), link.reports);
                });
    }

    @OnEngines
    void loweringTheLimitsPausesAtOnce(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.setWriteBufferLimits(
                            WriteBufferLimits.ofHigh(2 * ProtocolPeer.MUCH));
                    link.fill();
                    assertEquals(List.of("made"), protocol.trail);
                    link.transport.setWriteBufferLimits(WriteBufferLimits.DEFAULT);
                    assertEquals(List.of("made", "pause"), protocol.trail);
                });
    }

    @OnEngines
    void resumeComesAtTheLowMark(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    List<Long> sizes = new ArrayList<>();
                    protocol.on(
                            "resume",
                            () -> {
                                sizes.add(link.transport.getWriteBufferSize());
                                if (sizes.size() < 5) {
                                    link.fill();
                                }
                            });
                    link.fill();
                    assertEquals(List.of("made", "pause"), protocol.trail);
                    Task<byte[]> reading =
                            createTask(() -> link.peer.readExactly(5 * ProtocolPeer.MUCH));
                    protocol.await(() -> protocol.trail.size() == 11);
                    reading.await();
                    for (long size : sizes) {
                        assertTrue(size <= 16 * 1024, sizes::toString);
                    }
                    List<String> expected = new ArrayList<>(List.of("made"));
                    for (int i = 0; i < 5; i++) {
                        expected.addAll(List.of("pause", "resume"));
                    }
                    assertEquals(expected, protocol.trail);
                });
    }

    @OnEngines
    void aCallbackCanWaitForResumeWriting(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    protocol.on(
                            "data",
                            () -> {
                                link.fill();
                                protocol.await("resume");
                                link.transport.write("done\n");
                            });
                    link.peer.write("go");
                    link.peer.readExactly(ProtocolPeer.MUCH);
                    assertEquals("done", link.peer.readLine());
                    assertEquals(List.of("made", "data", "pause", "resume"), protocol.trail);
                });
    }

    @OnEngines
    void whatPauseAndResumeThrowIsReportedAndNoMore(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    for (String callback : List.of("pause", "resume")) {
                        protocol.on(
                                callback,
                                () -> {
                                    throw new IllegalStateException(callback);
                                });
                    }
                    link.fill();
                    link.peer.readExactly(ProtocolPeer.MUCH);
                    protocol.await("resume");
                    link.transport.write("still there\n");
                    assertEquals("still there", link.peer.readLine());
                    assertEquals(
                            List.of("pause", "resume"),
                            link.reports.stream()
                                    .map(each -> each.exception().getMessage())
                                    .toList());
                    assertTrue(link.reports.getFirst().message().contains("pauseWriting"));
                });
    }

    // ---------------------------------------------------------------- reading

    @OnEngines
    void whilePausedThereAreNoDataCallbacks(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    assertTrue(link.transport.isReading());
                    link.transport.resumeReading();
                    settle(); // It waits for data now.
                    link.transport.pauseReading();
                    link.transport.pauseReading();
                    assertFalse(link.transport.isReading());
                    link.peer.write("later");
                    link.peer.writeEof();
                    settle();
                    assertEquals(List.of("made"), protocol.trail);
                    link.transport.resumeReading();
                    link.transport.resumeReading();
                    assertTrue(link.transport.isReading());
                    protocol.await("lost");
                    assertEquals("later", protocol.text());
                    assertEquals(List.of("made", "data", "eof", "lost"), protocol.trail);
                });
    }

    @OnEngines
    void aCallbackPausesAtOnce(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    protocol.on("data", () -> link.transport.pauseReading());
                    byte[] data = new byte[ProtocolPeer.MUCH];
                    Task<Void> writing = createTask(() -> link.peer.write(data));
                    protocol.await("data");
                    settle();
                    assertEquals(List.of("made", "data"), protocol.trail);
                    protocol.on("data", () -> {});
                    link.transport.resumeReading();
                    protocol.await(data.length);
                    writing.await();
                });
    }

    @OnEngines
    void aClosingTransportDoesNotRead(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (_, link) -> {
                    link.transport.pauseReading();
                    link.transport.close();
                    link.transport.resumeReading();
                    link.transport.pauseReading();
                    assertFalse(link.transport.isReading());
                });
    }

    @OnEngines
    void aPausedTransportCanBeClosedAndAborted(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.pauseReading();
                    settle();
                    link.transport.close();
                    protocol.await("lost");
                });
    }

    // ---------------------------------------------------------------- extra info

    @OnEngines
    void extraInfoTellsTheAddressesAlsoAfterTheEnd(String engine) throws Exception {
        ProtocolPeer.test(
                engine,
                new CallbackTrail.Plain(),
                (protocol, link) -> {
                    link.transport.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    assertTrue(link.transport.getOption(StandardSocketOptions.SO_KEEPALIVE));
                    link.transport.close();
                    protocol.await("lost");
                    assertEquals(link.peer.sockName(), link.transport.getExtraInfo("peername"));
                    assertEquals(link.peer.peerName(), link.transport.getExtraInfo("sockname"));
                    assertNull(link.transport.getExtraInfo("tls"));
                    assertNull(link.transport.getExtraInfo("cipher"));
                    assertNull(link.transport.getExtraInfo("no such thing"));
                    assertEquals("else", link.transport.getExtraInfo("no such thing", "else"));
                    assertThrows(
                            IOException.class,
                            () ->
                                    link.transport.setOption(
                                            StandardSocketOptions.SO_KEEPALIVE, true));
                });
    }

    /** What is logged meanwhile. */
    private static final class LogWatch extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("org.asyncio4j.net");
        final List<String> messages = new ArrayList<>();

        LogWatch() {
            logger.addHandler(this);
            logger.setUseParentHandlers(false);
        }

        @Override
        public void publish(LogRecord record) {
            messages.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
        }
    }
}
