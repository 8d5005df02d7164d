package org.asyncio4j.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A transport on a connection in TLS. What the peer sends is decrypted to know whether there is
 * anything, and what is taken to send is encrypted by the task that waits for progress: both may
 * wait for the peer, which a transport must not.
 */
final class TlsLayer implements Layer {
    private static final byte[] NOTHING = {};

    private final Connection connection;

    /** What was received and not given out; null for none. */
    private ByteBuffer received;

    private boolean atEnd;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private long kept;

    TlsLayer(Connection connection) {
        this.connection = connection;
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public boolean awaitInput() throws IOException {
        if (received != null || atEnd) {
            return false;
        }
        byte[] bytes = connection.read(ProtocolDriver.CHUNK);
        if (bytes.length == 0) {
            atEnd = true;
        } else {
            received = ByteBuffer.wrap(bytes);
        }
        return true;
    }

    /** What is received meanwhile is kept, so that nobody needs to leave. */
    @Override
    public void release() {}

    @Override
    public byte[] receiveNow(int max) {
        if (received == null) {
            return atEnd ? null : NOTHING;
        }
        byte[] bytes = new byte[Math.min(max, received.remaining())];
        received.get(bytes);
        forgetIfEmpty();
        return bytes;
    }

    @Override
    public int receiveNow(ByteBuffer target) {
        if (received == null) {
            return atEnd ? -1 : 0;
        }
        int count = Math.min(target.remaining(), received.remaining());
        target.put(target.position(), received, received.position(), count);
        target.position(target.position() + count);
        received.position(received.position() + count);
        forgetIfEmpty();
        return count;
    }

    private void forgetIfEmpty() {
        if (!received.hasRemaining()) {
            received = null;
        }
    }

    // ---------------------------------------------------------------- sending

    @Override
    public void offer(ByteBuffer... data) {
        for (ByteBuffer part : data) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            unsent.add(ByteBuffer.wrap(copy));
            kept += copy.length;
        }
    }

    @Override
    public long kept() {
        return kept;
    }

    @Override
    public void awaitProgress() throws IOException {
        if (unsent.isEmpty()) {
            return;
        }
        ByteBuffer[] parts = unsent.toArray(ByteBuffer[]::new);
        unsent.clear();
        long size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        connection.write(parts);
        kept -= size;
    }

    /** TLS could do it, but asyncio's does not, and programs ask. */
    @Override
    public boolean canSendEof() {
        return false;
    }

    @Override
    public void sendEof() {
        throw new UnsupportedOperationException(
                "In TLS a transport cannot end its own side only. Ask canWriteEof() first, and use"
                        + " close() to end both.");
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
