package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.createFuture;
import static org.asyncio4j.Asyncio.failAfter;
import static org.asyncio4j.Asyncio.time;

import org.asyncio4j.Promise;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Pings whose pongs somebody waits for. */
final class AwaitedPongs {
    private final List<Awaited> awaited = new ArrayList<>(0);

    /** Makes each payload another one. */
    private long pings;

    /**
     * A ping.
     *
     * @param end null for the pong, else why none will come
     */
    private record Awaited(byte[] payload, Promise<IOException> end) {
        void settle(IOException reason) {
            if (!end.isDone()) {
                end.setResult(reason);
            }
        }
    }

    /** Sends a ping with a payload. */
    interface Pinger {
        void ping(byte[] payload) throws IOException;
    }

    /**
     * Sends a ping and waits for its pong.
     *
     * @param socket for messages
     * @return how long that took
     */
    Duration await(Pinger pinger, Duration timeout, Object socket) throws IOException {
        byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(++pings).array();
        Awaited each = new Awaited(payload, createFuture());
        awaited.add(each);
        Duration begin = time();
        try {
            failAfter(
                    timeout,
                    () -> {
                        pinger.ping(payload);
                        requirePong(each.end.await());
                    });
            return time().minus(begin);
        } catch (TimeoutException e) {
            throw timedOut(timeout, socket, e);
        } finally {
            awaited.remove(each);
        }
    }

    private static void requirePong(IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private static SocketTimeoutException timedOut(
            Duration timeout, Object socket, TimeoutException cause) {
        SocketTimeoutException timedOut =
                new SocketTimeoutException(
                        "No pong has come from "
                                + socket
                                + " within "
                                + timeout.toMillis()
                                + " ms. Some task must receive, so that it is seen.");
        timedOut.initCause(cause);
        return timedOut;
    }

    /** A pong answers its ping and, as a peer may answer only the last one, those before. */
    void arrived(byte[] payload) {
        for (int index = 0; index < awaited.size(); index++) {
            if (Arrays.equals(awaited.get(index).payload, payload)) {
                awaited.subList(0, index + 1).forEach(each -> each.settle(null));
                return;
            }
        }
    }

    /** No pong will come any more. */
    void fail(IOException reason) {
        awaited.forEach(each -> each.settle(reason));
    }
}
