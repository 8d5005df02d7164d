package org.asyncio4j.net;

import org.asyncio4j.TaskOptions;
import org.asyncio4j.net.protocol.StreamProtocol;
import org.asyncio4j.net.protocol.Transport;
import org.asyncio4j.net.protocol.WriteBufferLimits;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;

/**
 * What a protocol writes to: flow control, and the task that runs while something is kept back by
 * the socket.
 */
final class ConnectionTransport implements Transport {
    /** So many writes to a lost connection are borne in silence: they may have been under way. */
    private static final int SILENT_WRITES = 4;

    private static final TaskOptions SENDING = TaskOptions.named("sending for a protocol");

    private final ProtocolDriver driver;
    private final Connection connection;
    private final Layer layer;
    private WriteBufferLimits limits;

    /** Whether the protocol was told to pause, and not to resume. */
    private boolean paused;

    private boolean ended;

    /** Whether a task runs {@link #watchSending}. */
    private boolean watched;

    private int lostWrites;

    /** What the connection goes on with since it speaks TLS; null if this is it. */
    private ConnectionTransport successor;

    ConnectionTransport(ProtocolDriver driver, Connection connection, Layer layer) {
        this.driver = driver;
        this.connection = connection;
        this.layer = layer;
        this.limits =
                layer instanceof TlsLayer
                        ? WriteBufferLimits.ofHigh(512 * 1024)
                        : WriteBufferLimits.DEFAULT;
    }

    // ---------------------------------------------------------------- writing

    @Override
    public void write(ByteBuffer... data) {
        driver.touch();
        requireWritable();
        if (!hasRemaining(data)) {
            return;
        }
        if (driver.isLost()) {
            drop(data);
            return;
        }
        try {
            layer.offer(data);
        } catch (IOException e) {
            driver.fail(e);
            drop(data);
            return;
        }
        if (layer.kept() > 0) {
            watchSendingSoon();
            pauseIfHigh();
        }
    }

    private static boolean hasRemaining(ByteBuffer[] data) {
        for (ByteBuffer part : data) {
            if (part.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private void requireWritable() {
        if (ended) {
            throw new IllegalStateException("Cannot write after writeEof() to the " + connection);
        }
        if (successor != null || driver.isShakingHands()) {
            throw new IllegalStateException(
                    "The "
                            + connection
                            + " goes over to TLS: write to the transport that startTls returns.");
        }
    }

    private void drop(ByteBuffer[] data) {
        for (ByteBuffer part : data) {
            part.position(part.limit());
        }
        if (lostWrites++ == SILENT_WRITES) {
            Log.warning(
                    "The "
                            + connection
                            + " is gone, and its protocol goes on writing, which does nothing."
                            + " It should stop when connectionLost is called.");
        }
    }

    private void watchSendingSoon() {
        if (!watched) {
            watched = true;
            driver.loop().createTask(SENDING, this::watchSending);
        }
    }

    /** Tells the protocol as the buffer shrinks, and closes the layer after the last byte. */
    private void watchSending() {
        try {
            do {
                layer.awaitProgress();
            } while (resumeIfLow() || layer.kept() > 0);
            watched = false;
            if (driver.isClosing() && successor == null) {
                driver.sent();
                layer.close();
            }
        } catch (IOException e) {
            watched = false;
            driver.fail(e);
        }
    }

    /** Closes the layer as soon as nothing is kept back. */
    void closeWhenSent() {
        watchSendingSoon();
    }

    @Override
    public void writeEof() {
        driver.touch();
        if (ended || isClosing()) {
            return;
        }
        try {
            layer.sendEof();
            ended = true;
        } catch (IOException e) {
            driver.fail(e);
        }
    }

    @Override
    public boolean canWriteEof() {
        return layer.canSendEof();
    }

    // ---------------------------------------------------------------- flow control

    private void pauseIfHigh() {
        if (!paused && layer.kept() > limits.high()) {
            paused = true;
            driver.report("pauseWriting", () -> getProtocol().pauseWriting());
        }
    }

    /** Returns whether the protocol was told, and so may have waited and written. */
    private boolean resumeIfLow() {
        if (!paused || layer.kept() > limits.low()) {
            return false;
        }
        paused = false;
        driver.report("resumeWriting", () -> getProtocol().resumeWriting());
        return true;
    }

    @Override
    public long getWriteBufferSize() {
        return layer.kept();
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        return limits;
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        driver.touch();
        this.limits = limits;
        pauseIfHigh();
    }

    // ---------------------------------------------------------------- reading

    @Override
    public boolean isReading() {
        return driver.isReading();
    }

    @Override
    public void pauseReading() {
        driver.touch();
        driver.paused(true);
    }

    @Override
    public void resumeReading() {
        driver.touch();
        driver.paused(false);
    }

    @Override
    public void setProtocol(StreamProtocol protocol) {
        driver.touch();
        driver.protocol(protocol);
    }

    @Override
    public StreamProtocol getProtocol() {
        return driver.protocol();
    }

    // ---------------------------------------------------------------- the end

    @Override
    public boolean isClosing() {
        return driver.isClosing();
    }

    @Override
    public void close() {
        driver.touch();
        driver.close();
    }

    @Override
    public void abort() {
        driver.touch();
        driver.forceClose(null);
    }

    ProtocolDriver driver() {
        return driver;
    }

    void replacedBy(ConnectionTransport next) {
        successor = next;
    }

    // ---------------------------------------------------------------- extra info

    @Override
    public Object getExtraInfo(String name) {
        return switch (name) {
            case "peername" -> connection.peerName();
            case "sockname" -> connection.sockName();
            case "tls" -> connection.tls().orElse(null);
            case "cipher" -> connection.tls().map(TlsInfo::cipher).orElse(null);
            case "peercert" ->
                    connection.tls().stream()
                            .flatMap(tls -> tls.peerCertificates().stream())
                            .findFirst()
                            .orElse(null);
            default -> null;
        };
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        connection.setOption(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return connection.getOption(option);
    }

    @Override
    public String toString() {
        return "Transport[" + connection + ", " + layer.kept() + " bytes unsent]";
    }
}
