package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.net.Net.createDatagramEndpoint;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.DomainSocketAddress;

import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Promise;
import org.asyncio4j.Task;
import org.asyncio4j.net.protocol.DatagramProtocol;
import org.asyncio4j.net.protocol.DatagramTransport;
import org.asyncio4j.net.protocol.TransportAndProtocol;
import org.asyncio4j.net.protocol.WriteBufferLimits;
import org.asyncio4j.sync.Event;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatagramDriverTest {
    private static final DatagramOptions LOOPBACK =
            DatagramOptions.DEFAULT.withLocalAddress(new InetSocketAddress("127.0.0.1", 0));

    @TempDir Path folder;

    /** Answers and writes down. */
    private static class Recorder implements DatagramProtocol {
        final List<String> trail = new ArrayList<>();
        final List<IOException> errors = new ArrayList<>();
        DatagramTransport transport;
        Throwable reason;
        Promise<Void> gate;
        RuntimeException failure;
        private Event changed = new Event();

        void note(String callback) {
            trail.add(callback);
            changed.set();
            changed = new Event();
            if (gate != null) {
                gate.await();
            }
            if (failure != null) {
                throw failure;
            }
        }

        void await(BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                changed.await();
            }
        }

        void await(String callback) {
            await(() -> trail.contains(callback));
        }

        SocketAddress address() {
            return (SocketAddress) transport.getExtraInfo("sockname");
        }

        @Override
        public void connectionMade(DatagramTransport transport) {
            this.transport = transport;
            note("made");
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress sender) {
            String text = new String(data);
            if (text.startsWith("?")) {
                transport.sendTo(text.substring(1).getBytes(), sender);
            }
            note("got " + text);
        }

        @Override
        public void errorReceived(IOException exception) {
            errors.add(exception);
            note("error");
        }

        @Override
        public void connectionLost(Throwable exception) {
            reason = exception;
            note("lost");
        }

        @Override
        public void pauseWriting() {
            note("pause");
        }

        @Override
        public void resumeWriting() {
            note("resume");
        }
    }

    private static Recorder open(DatagramOptions options) throws IOException {
        return open(new Recorder(), options);
    }

    private static Recorder open(Recorder recorder, DatagramOptions options) throws IOException {
        TransportAndProtocol<DatagramTransport, Recorder> both =
                createDatagramEndpoint(() -> recorder, options);
        assertSame(recorder, both.protocol());
        assertSame(recorder.transport, both.transport());
        return recorder;
    }

    private static Recorder connectedTo(Recorder peer) throws IOException {
        return open(LOOPBACK.withRemoteAddress(peer.address()));
    }

    // ---------------------------------------------------------------- life

    @OnEngines
    void theLifeOfAnEndpoint(String engine) throws Exception {
        run(
                engine,
                () -> {
                    Recorder server = open(LOOPBACK);
                    Recorder client = connectedTo(server);
                    assertEquals(List.of("made"), client.trail);
                    client.transport.sendTo("?hello".getBytes());
                    client.await("got hello");
                    assertEquals(server.address(), client.transport.getExtraInfo("peername"));
                    client.transport.close();
                    client.transport.close();
                    client.transport.abort();
                    assertTrue(client.transport.isClosing());
                    assertEquals(List.of("made", "got hello"), client.trail);
                    client.await("lost");
                    client.transport.close();
                    settle();
                    assertEquals(List.of("made", "got hello", "lost"), client.trail);
                    assertNull(client.reason);
                    server.transport.abort();
                    assertEquals(List.of("made", "got ?hello"), server.trail);
                    server.await("lost");
                    assertNull(server.reason);
                    client.transport.sendTo("dropped".getBytes());
                });
    }

    @OnEngines
    void anEmptyDatagramIsSent(String engine) throws Exception {
        run(
                engine,
                () -> {
                    Recorder server = open(LOOPBACK);
                    Recorder client = open(LOOPBACK);
                    client.transport.sendTo(new byte[0], server.address());
                    server.await("got ");
                });
    }

    @OnEngines
    void aConnectedEndpointSendsToNoOther(String engine) throws Exception {
        run(
                engine,
                () -> {
                    Recorder server = open(LOOPBACK);
                    Recorder other = open(LOOPBACK);
                    Recorder client = connectedTo(server);
                    client.transport.sendTo("x".getBytes(), server.address());
                    server.await("got x");
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> client.transport.sendTo("y".getBytes(), other.address()));
                    assertThrows(
                            IllegalStateException.class,
                            () -> server.transport.sendTo("y".getBytes()));
                });
    }

    @OnEngines
    void aLoopThatEndsTellsItsProtocols(String engine) throws Exception {
        Recorder recorder = new Recorder();
        run(
                engine,
                () -> {
                    open(recorder, LOOPBACK);
                    settle();
                });
        assertEquals(List.of("made", "lost"), recorder.trail);
        assertInstanceOf(CancelledError.class, recorder.reason);
    }

    @OnEngines
    void whoIsCancelledMeanwhileClosesIt(String engine) throws Exception {
        run(
                engine,
                () -> {
                    Recorder recorder = new Recorder();
                    recorder.gate = getRunningLoop().createFuture();
                    Task<Recorder> opening = createTask(() -> open(recorder, LOOPBACK));
                    recorder.await("made");
                    opening.cancel();
                    assertThrows(CancelledError.class, opening::await);
                    assertTrue(recorder.transport.isClosing());
                    recorder.gate.setResult(null);
                    recorder.await("lost");
                });
    }

    // ---------------------------------------------------------------- callbacks

    @OnEngines
    void whatACallbackThrowsIsReportedAndNoMore(String engine) throws Exception {
        run(
                engine,
                () -> {
                    List<ExceptionContext> reports = new ArrayList<>();
                    getRunningLoop().setExceptionHandler((_, context) -> reports.add(context));
                    Recorder server = new Recorder();
                    server.failure = new IllegalStateException("x");
                    open(server, LOOPBACK);
                    Recorder client = connectedTo(server);
                    client.transport.sendTo("?one".getBytes());
                    client.await("got one");
                    client.transport.sendTo("?two".getBytes());
                    client.await("got two");
                    server.transport.close();
                    server.await("lost");
                    settle();
                    assertNull(server.reason);
                    assertEquals(4, reports.size(), reports::toString);
                    for (ExceptionContext report : reports) {
                        assertSame(server.failure, report.exception());
                    }
                    assertTrue(reports.get(1).message().contains("datagramReceived"));
                });
    }

    @OnEngines
    void callbacksNeverOverlap(String engine) throws Exception {
        run(
                engine,
                () -> {
                    Recorder server = open(LOOPBACK);
                    server.gate = getRunningLoop().createFuture();
                    Recorder client = open(LOOPBACK);
                    client.transport.sendTo("one".getBytes(), server.address());
                    client.transport.sendTo("two".getBytes(), server.address());
                    server.await("got one");
                    server.transport.sendTo(new byte[70_000], client.address()); // An error.
                    settle();
                    assertEquals(List.of("made", "got one"), server.trail);
                    server.gate.setResult(null);
                    server.await(() -> server.trail.size() == 4);
                    assertEquals(
                            List.of("error", "got one", "got two", "made"),
                            server.trail.stream().sorted().toList());
                });
    }

    @OnEngines
    void anErrorIsToldAndTheEndpointWorksOn(String engine) throws Exception {
        run(
                engine,
                () -> {
                    Recorder server = open(LOOPBACK);
                    Recorder client = connectedTo(server);
                    client.transport.sendTo(new byte[70_000]);
                    assertEquals(List.of("made"), client.trail, "not inside sendTo");
                    client.await("error");
                    client.transport.sendTo("?x".getBytes());
                    client.await("got x");
                    server.transport.abort();
                    server.await("lost");
                    settle(); // A request of io_uring keeps the socket until the ring is told.
                    client.transport.sendTo("?y".getBytes());
                    client.await(() -> client.errors.size() == 2);
                    assertInstanceOf(PortUnreachableException.class, client.errors.get(1));
                    assertFalse(client.transport.isClosing());
                });
    }

    @OnEngines
    void setProtocolTakesOver(String engine) throws Exception {
        run(
                engine,
                () -> {
                    Recorder server = open(LOOPBACK);
                    Recorder client = connectedTo(server);
                    Recorder next = new Recorder();
                    client.transport.setProtocol(next);
                    assertSame(next, client.transport.getProtocol());
                    client.transport.sendTo("?x".getBytes());
                    next.await("got x");
                    assertEquals(List.of("made"), client.trail);
                });
    }

    // ---------------------------------------------------------------- flow control

    /**
     * A Unix receiver whose queue is full holds its senders up, which UDP on loopback never does.
     */
    @NativeEngines
    void whatCannotGoOutIsKeptAndSentInOrder(String engine) throws Exception {
        SocketAddress address = new DomainSocketAddress(folder.resolve(engine).toString());
        run(
                engine,
                () -> {
                    DatagramEndpoint receiver = createDatagramEndpoint(address, null);
                    Recorder sender = open(DatagramOptions.DEFAULT.withRemoteAddress(address));
                    sender.transport.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
                    sender.transport.setWriteBufferLimits(new WriteBufferLimits(50, 1080));
                    int count = 0;
                    byte[] data = new byte[100];
                    while (sender.transport.getWriteBufferSize() < 1080) {
                        Arrays.fill(data, (byte) count++);
                        sender.transport.sendTo(data);
                    }
                    assertEquals(1080, sender.transport.getWriteBufferSize(), "8 more for each");
                    assertEquals(List.of("made"), sender.trail);
                    Arrays.fill(data, (byte) count++);
                    ByteBuffer last = ByteBuffer.wrap(data);
                    sender.transport.sendTo(last);
                    assertFalse(last.hasRemaining());
                    assertEquals(List.of("made", "pause"), sender.trail);
                    sender.transport.close();
                    Arrays.fill(data, (byte) -1);
                    for (int i = 0; i < count; i++) {
                        Datagram datagram = receiver.receive();
                        assertEquals(100, datagram.data().length);
                        assertEquals((byte) i, datagram.data()[0]);
                    }
                    sender.await("lost");
                    assertEquals(List.of("made", "pause", "resume", "lost"), sender.trail);
                    assertEquals(0, sender.transport.getWriteBufferSize());
                    assertNull(sender.reason);
                    receiver.close();
                });
    }

    @NativeEngines
    void abortDropsWhatIsKept(String engine) throws Exception {
        SocketAddress address = new DomainSocketAddress(folder.resolve(engine).toString());
        run(
                engine,
                () -> {
                    DatagramEndpoint receiver = createDatagramEndpoint(address, null);
                    Recorder sender = open(DatagramOptions.DEFAULT.withRemoteAddress(address));
                    while (sender.transport.getWriteBufferSize() < 1000) {
                        sender.transport.sendTo(new byte[100]);
                    }
                    settle();
                    sender.transport.abort();
                    assertEquals(0, sender.transport.getWriteBufferSize());
                    sender.await("lost");
                    settle();
                    assertEquals(List.of("made", "lost"), sender.trail);
                    receiver.close();
                });
    }
}
