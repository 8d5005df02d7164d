package org.asyncio4j.http.client;

import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ClientConnection.ClientExchange;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.ConnectionLease;
import org.asyncio4j.stream.ReceiveStream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A response's body as it was sent. Its end gives the connection back; who leaves it before closes
 * it.
 */
final class ResponseStream implements ReceiveStream {
    private final OutgoingRequest outgoing;
    private final RequestRun run;
    private final Deadlines.Watch watch;
    private final ClientExchange exchange;
    private final ConnectionLease<HttpConnection> lease;
    private final Connection connection;
    private IOException failure;
    private boolean closed;
    private long received;

    ResponseStream(
            OutgoingRequest outgoing,
            ClientExchange exchange,
            ConnectionLease<HttpConnection> lease) {
        this.outgoing = outgoing;
        this.run = outgoing.run();
        this.watch = run.watch();
        this.exchange = exchange;
        this.lease = lease;
        this.connection = lease.connection().wire().connection();
        giveBackIfComplete();
    }

    /** How many bytes have come. */
    long received() {
        return received;
    }

    /** Whether nothing more can come. */
    boolean isOver() {
        return closed || failure != null || exchange.isComplete();
    }

    /** Whose it is. */
    RequestRun run() {
        return run;
    }

    ConnectionLease<HttpConnection> lease() {
        return lease;
    }

    Connection connection() {
        return connection;
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public byte[] receive(int max) throws IOException {
        begin();
        try {
            byte[] bytes = exchange.body().receive(max);
            count(bytes == null ? -1 : bytes.length);
            return bytes;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            watch.done();
        }
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        begin();
        try {
            return count(exchange.body().receive(target));
        } catch (IOException e) {
            throw failed(e);
        } finally {
            watch.done();
        }
    }

    private void begin() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (closed && !exchange.isComplete()) {
            throw new IOException(
                    "The response to "
                            + outgoing
                            + " was closed before its body was read. Read it first.");
        }
        watch.begin(Deadlines.Kind.READ, run.request().timeout().read());
    }

    private int count(int size) {
        if (size > 0) {
            received += size;
            run.trace().responseChunkReceived(size);
        }
        giveBackIfComplete();
        return size;
    }

    private void giveBackIfComplete() {
        if (exchange.isComplete()) {
            run.over(this);
            lease.giveBack();
        }
    }

    private IOException failed(IOException e) {
        RequestTimeoutError expiry = run.expiry(outgoing.url(), e);
        run.over(this);
        lease.discard();
        failure = expiry == null ? meaning(e) : expiry;
        return failure;
    }

    private IOException meaning(IOException e) {
        ClientError ended = run.session().endedFor(outgoing.url());
        if (ended != null) {
            return ended;
        }
        return e instanceof HttpProtocolException
                ? new PayloadError(
                        outgoing.url(),
                        "The body of the answer to " + outgoing + " is broken. " + e.getMessage(),
                        e)
                : new DisconnectedError(outgoing.method(), outgoing.url(), e);
    }

    // ---------------------------------------------------------------- the end

    /** What was not read is given up, unless it is there already. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!exchange.isComplete() && failure == null) {
            exchange.abandon();
        }
        run.over(this);
        if (exchange.isComplete()) {
            lease.giveBack();
        } else {
            lease.discard();
        }
    }

    /** Nobody can make anything of the rest. */
    void discard(IOException reason) {
        run.over(this);
        lease.discard();
        failure = reason;
    }

    /** HTTP is over on this connection; who has it now gives back the lease. */
    void handOver() {
        closed = true;
        run.over(this);
    }

    @Override
    public String toString() {
        return "the body of the answer to " + outgoing;
    }
}
