package org.asyncio4j.http.wire;

import org.asyncio4j.http.Body;
import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;

/**
 * A request that a server has received, and the way to answer it. Lives while its {@link
 * ExchangeHandler} runs. Loop thread only.
 */
public interface ServerExchange {
    RequestHead head();

    /** The connection that it came on: for addresses and TLS, not for bytes. */
    Connection connection();

    // ---------------------------------------------------------------- the request's body

    /** How long the body is as it was sent: 0 if there is none, -1 if only its end will tell. */
    long bodyLength();

    /**
     * The body as it was sent, without its framing. The first receive asks the client for it if
     * that waits to be asked ({@code Expect: 100-continue}).
     *
     * <p>Receiving throws {@link org.asyncio4j.http.HttpProtocolException} where the framing is
     * broken or the client ends too early.
     */
    ReceiveStream body();

    /**
     * Says how much of the body may be received from now on; whatever passes that makes the next
     * receive throw with status 413. Not negative.
     */
    void limitBody(long max);

    // ---------------------------------------------------------------- the response

    /** Sends an interim response, such as 103. */
    void inform(ResponseHead head) throws IOException;

    /**
     * Sends the response; once. Framing is this method's: the head must not have Content-Length,
     * Transfer-Encoding or Connection, but for a Content-Length that answers a HEAD request.
     *
     * <p>What is short is gathered, and goes out when the handler returns, or by {@link #flush}.
     *
     * <p>Gives way: while the body does, and while the client does not keep up.
     *
     * @throws IOException if the client is gone, or the body has failed: then the connection is
     *     broken
     * @throws IllegalStateException if there was a response already
     */
    void respond(ResponseHead head, Body body) throws IOException;

    /** Lets the response go out now: before its handler waits for something else. */
    void flush() throws IOException;

    /**
     * Sends the head of a response that ends HTTP on this connection, and hands over its bytes: for
     * {@code 101 Switching Protocols}, and what follows 200 to {@code CONNECT}. When the handler
     * returns the connection is closed.
     *
     * @throws UnsupportedOperationException where this version of the protocol has no such thing
     */
    Upgraded upgrade(ResponseHead head) throws IOException;

    /** The bytes both ways after HTTP has ended, beginning with those that came too early. */
    record Upgraded(StreamReader reader, StreamWriter writer, Connection connection) {}

    /** How many bytes of response, head included, went out so far. */
    long bytesSent();

    /** Has the connection closed when the response is out. */
    void closeAfterwards();

    // ---------------------------------------------------------------- the client

    /**
     * Watches the client from now on, and runs {@code action}, in a task of its own, once it is
     * gone before the response is complete. At once if it is gone already. The latest action
     * counts; null for none.
     */
    void onDisconnect(Runnable action);

    /** Whether it is known that the client is gone. */
    boolean isDisconnected();
}
