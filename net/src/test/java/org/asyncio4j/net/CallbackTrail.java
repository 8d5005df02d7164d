package org.asyncio4j.net;

import org.asyncio4j.Action;
import org.asyncio4j.net.protocol.BufferedProtocol;
import org.asyncio4j.net.protocol.Protocol;
import org.asyncio4j.net.protocol.StreamProtocol;
import org.asyncio4j.net.protocol.Transport;
import org.asyncio4j.sync.Event;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What a protocol under test was called with, and what it does then. */
abstract class CallbackTrail {
    final List<String> trail = new ArrayList<>();
    Transport transport;
    Throwable reason;

    /** What {@code eofReceived} answers. */
    boolean staysOpen;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, Action<?>> actions = new HashMap<>();
    private Event changed = new Event();

    /** Gets what is received as arrays. */
    static final class Plain extends CallbackTrail implements Protocol {
        @Override
        public void connectionMade(Transport transport) throws Exception {
            made(transport);
        }

        @Override
        public void dataReceived(byte[] data) throws Exception {
            received(data, "data");
        }

        @Override
        public boolean eofReceived() throws Exception {
            return ended();
        }

        @Override
        public void connectionLost(Throwable exception) throws Exception {
            lost(exception);
        }

        @Override
        public void pauseWriting() throws Exception {
            note("pause");
        }

        @Override
        public void resumeWriting() throws Exception {
            note("resume");
        }
    }

    /** Lends a buffer. */
    static final class Buffered extends CallbackTrail implements BufferedProtocol {
        ByteBuffer buffer = ByteBuffer.allocate(1000);

        @Override
        public void connectionMade(Transport transport) throws Exception {
            made(transport);
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) throws Exception {
            if (sizeHint != -1) {
                throw new AssertionError(sizeHint);
            }
            act("buffer");
            return buffer == null ? null : buffer.clear();
        }

        @Override
        public void bufferUpdated(int count) throws Exception {
            byte[] data = new byte[count];
            buffer.flip().get(data);
            if (buffer.hasRemaining()) {
                throw new AssertionError(buffer + " after " + count);
            }
            received(data, "updated");
        }

        @Override
        public boolean eofReceived() throws Exception {
            return ended();
        }

        @Override
        public void connectionLost(Throwable exception) throws Exception {
            lost(exception);
        }
    }

    /** Has {@code action} run inside the callback of this name, after that was noted. */
    final void on(String callback, Action<?> action) {
        actions.put(callback, action);
    }

    StreamProtocol protocol() {
        return (StreamProtocol) this;
    }

    final void made(Transport made) throws Exception {
        transport = made;
        note("made");
    }

    final void received(byte[] data, String callback) throws Exception {
        bytes.write(data);
        note(callback);
    }

    final boolean ended() throws Exception {
        note("eof");
        return staysOpen;
    }

    final void lost(Throwable exception) throws Exception {
        reason = exception;
        note("lost");
    }

    final void note(String callback) throws Exception {
        trail.add(callback);
        changed.set();
        changed = new Event();
        act(callback);
    }

    final void act(String callback) throws Exception {
        Action<?> action = actions.get(callback);
        if (action != null) {
            action.run();
        }
    }

    final void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            changed.await();
        }
    }

    /** Waits until there was such a callback. */
    final void await(String callback) {
        await(() -> trail.contains(callback));
    }

    /** Waits until so much was received. */
    final String await(int length) {
        await(() -> bytes.size() >= length);
        return text();
    }

    final String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    final byte[] bytes() {
        return bytes.toByteArray();
    }

    /** The trail without how the data came in portions. */
    final List<String> trailWithoutData() {
        return trail.stream()
                .filter(each -> !each.equals("data") && !each.equals("updated"))
                .toList();
    }
}
