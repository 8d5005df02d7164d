package org.asyncio4j.http.wire;

import org.asyncio4j.http.Body;
import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.util.function.Consumer;

/** A connection to a server that carries requests, one or several at a time. Loop thread only. */
public interface ClientConnection extends AutoCloseable {
    /**
     * Sends a request, and waits for the head of its response, while the body may still be on its
     * way: a server may answer before it has all of it.
     *
     * <p>Cancellation: where a byte of the request may be out, the exchange is broken, and so is a
     * connection that has no way to give up one exchange alone.
     *
     * @param settings what to do besides
     * @throws IOException if the connection fails; {@link ClientExchange} tells whether the server
     *     can have seen anything
     */
    ClientExchange exchange(RequestHead head, Body body, Settings settings) throws IOException;

    /**
     * How a request is sent.
     *
     * @param chunked whether the body is sent in chunks even if its length is known
     * @param expectContinue whether the body waits for the server's {@code 100 Continue}
     * @param informed is shown each interim response; null for nobody
     */
    record Settings(boolean chunked, boolean expectContinue, Consumer<ResponseHead> informed) {}

    /** How many more exchanges it can carry now; 0 if it is busy or of no more use. */
    int capacity();

    /** Whether it can ever carry one again. */
    boolean isReusable();

    /** The connection below: for addresses and TLS. */
    Connection connection();

    /** Closes it, in order where that takes no waiting for the peer. */
    @Override
    void close();

    /** One request and its response. */
    interface ClientExchange {
        /** The response's head; final, not an interim one, unless it is 101. */
        ResponseHead head();

        /** How long the body is as it is sent: 0 if there is none, -1 if only its end will tell. */
        long bodyLength();

        /** The body without its framing. Its end makes the connection free for others. */
        ReceiveStream body();

        /** Whether the body was received to its end. */
        boolean isComplete();

        /** Whether all of the request's body went out. */
        boolean isUploadComplete();

        /**
         * Gives up what is left of the body, and with it the connection where there is no other
         * way.
         */
        void abandon();

        /** The bytes both ways after {@code 101} or a successful {@code CONNECT}. */
        Upgraded upgrade();
    }

    /** The bytes both ways after HTTP has ended. */
    record Upgraded(StreamReader reader, StreamWriter writer, Connection connection) {}
}
