package org.asyncio4j.net.tls;

import org.asyncio4j.stream.SendStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Records that are encrypted and that the stream below has not taken. Their order is fixed once
 * they are encrypted, so they go out whole, whoever is cancelled: the stream below is made to take
 * them, or the next who sends begins with them.
 */
final class UnsentRecords {
    /** How many bytes of answers the stream below must take without waiting. */
    private static final int OFFERED = 64 * 1024;

    private final SendStream sink;

    /** How the sink takes without waiting; null if it cannot. */
    private final Offer offer;

    private final BufferPool buffers;

    /** Null if nothing. In a buffer of the pool. */
    private ByteBuffer rest;

    /** How many bytes of answers were offered since data was last sent. */
    private int offered;

    /** Why nothing can be sent any more, although receiving goes on; or null. */
    private IOException failure;

    UnsentRecords(SendStream sink, Offer offer, BufferPool buffers) {
        this.sink = sink;
        this.offer = offer;
        this.buffers = buffers;
    }

    boolean isEmpty() {
        return rest == null;
    }

    /** Whether the stream below takes bytes without waiting. */
    boolean canOffer() {
        return offer != null;
    }

    /** Why nothing can be sent any more, although receiving goes on; or null. */
    IOException failure() {
        return failure;
    }

    /** Nothing can be sent any more. Returns the cause, to be thrown. */
    IOException fail(IOException why) {
        failure = why;
        return why;
    }

    /** A buffer to encrypt into, to be {@linkplain #keep kept} here. */
    ByteBuffer takeBuffer() {
        return buffers.take();
    }

    /** What was encrypted, if anything. There must be no other rest. */
    void keep(ByteBuffer buffer) {
        if (buffer.position() > 0) {
            rest = buffer.flip();
        } else {
            buffers.giveBack(buffer);
        }
    }

    /** Sends what is encrypted, and waits while the sink has too much. */
    void send() throws IOException {
        if (rest == null) {
            return;
        }
        try {
            sink.send(rest);
        } catch (IOException e) {
            drop();
            throw fail(e);
        } catch (Throwable cancelled) {
            leave();
            throw cancelled;
        }
        drop();
    }

    /** Has the sink take what a cancelled sender leaves; what it cannot take is kept. */
    private void leave() {
        if (!rest.hasRemaining()) {
            drop();
        } else if (offer != null) {
            try {
                offer();
            } catch (IOException e) {
                // It is kept, and thrown by the next who sends.
            }
        }
    }

    private void offer() throws IOException {
        try {
            offer.offer(rest);
        } catch (IOException e) {
            throw fail(e);
        } finally {
            drop();
        }
    }

    /**
     * Sends an answer of the engine: without waiting if possible, unless the peer demands answer
     * after answer and does not read them.
     */
    void sendAnswer() throws IOException {
        offered += rest.remaining();
        if (offer != null && offered <= OFFERED) {
            offer();
        } else {
            send();
        }
    }

    /** The sink has taken data, and waited if it had to: the peer reads. */
    void dataWasSent() {
        offered = 0;
    }

    void drop() {
        if (rest != null) {
            buffers.giveBack(rest);
            rest = null;
        }
    }

    /** How many buffers of the pool are held. */
    int buffersHeld() {
        return rest == null ? 0 : 1;
    }
}
