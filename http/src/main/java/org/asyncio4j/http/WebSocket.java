package org.asyncio4j.http;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Iterator;

/**
 * Messages both ways over one connection (RFC 6455), at a server's end or a client's: aiohttp's
 * {@code WebSocketResponse} and {@code ClientWebSocketResponse}.
 *
 * <pre>{@code
 * for (WebSocketMessage.Data message : socket) {
 *     switch (message) {
 *         case Text(String text) -> socket.send("Echo: " + text);
 *         case Binary(byte[] bytes) -> socket.send(bytes);
 *     }
 * }
 * }</pre>
 *
 * <p>It belongs to one loop. One task at a time may receive; any number may send, first come, first
 * served, each message in one piece. Nothing is read unless somebody receives, but for a little
 * when a heartbeat asks whether the peer is there: a peer that sends more than is received must
 * wait. Nor is anything kept of what is sent, beyond what the connection below keeps (64 KiB):
 * senders wait for a peer that does not keep up.
 *
 * <p><b>The end.</b> A peer's close is answered by itself when it is received. {@link #receive}
 * gives it as a {@link WebSocketMessage.Close}; every call after that, and every call for one kind
 * of message, throws {@link WebSocketClosedException}, which tells why. So does every call after a
 * connection that was lost, or a peer that broke the protocol. Iterating ends just so where the end
 * is normal, and throws where it is not: a lost connection does not look like the last message.
 *
 * <p><b>Cancellation.</b> A receive that is cancelled has taken nothing. A send that is cancelled
 * while it waits for its turn has not happened. Later than that, the message goes out all the same,
 * in the background, before any other: half a message would break the connection.
 *
 * <p>Differences from aiohttp: a message of another kind than was asked for is an {@link
 * WebSocketException}; the loop over the messages does not end silently if the connection is lost;
 * peers that mask wrongly are refused.
 */
public interface WebSocket extends Closeable, Iterable<WebSocketMessage.Data> {
    // ---------------------------------------------------------------- receiving

    /**
     * Waits for the next message, as long as the options' receive time-out at most.
     *
     * <p>With automatic pongs, which is the default, that is a text, bytes or the close; else pings
     * and pongs come, too.
     *
     * <p>Gives way: only if no message has come. Cancellation: nothing was received, nothing is
     * lost. Woken by: the peer, the end or the failure of the connection.
     *
     * @throws java.net.SocketTimeoutException if no message has come in time; nothing is lost
     * @throws WebSocketClosedException if the connection is lost or was closed, or the peer has
     *     broken the protocol, of which it was told
     * @throws IllegalStateException if another task receives, or outside of a loop, or on another
     *     loop than before
     */
    WebSocketMessage receive() throws IOException;

    /** {@link #receive()} with a time-out of its own; null for none. */
    WebSocketMessage receive(Duration timeout) throws IOException;

    /**
     * {@link #receive()} of a text.
     *
     * @throws WebSocketException if it is bytes; they are gone
     * @throws WebSocketClosedException also if the peer closes
     */
    String receiveText() throws IOException;

    /**
     * {@link #receive()} of bytes.
     *
     * @throws WebSocketException if it is a text; it is gone
     * @throws WebSocketClosedException also if the peer closes
     */
    byte[] receiveBytes() throws IOException;

    /**
     * {@link #receive()} of JSON, in a text or in bytes.
     *
     * @param type what it becomes, a record for one
     * @throws IOException also if it is no such JSON
     * @throws WebSocketClosedException also if the peer closes
     */
    <T> T receiveJson(Class<T> type) throws IOException;

    /** {@link #receiveJson(Class)} of a type with parameters. */
    <T> T receiveJson(Type type) throws IOException;

    /**
     * The texts and bytes that follow, until the end. The iterator's {@code hasNext} and {@code
     * next} wait as {@link #receive()} does.
     *
     * <p>It ends where the peer closes with 1000, 1001 or no code, and where this end was closed.
     * Any other end it throws: as all {@link IOException}s, which an iterator cannot throw, as the
     * cause of an {@link java.io.UncheckedIOException}.
     */
    @Override
    Iterator<WebSocketMessage.Data> iterator();

    // ---------------------------------------------------------------- sending

    /**
     * Sends a text.
     *
     * <p>Gives way: only while another sends or the peer does not keep up. Cancellation: while it
     * waits for its turn, nothing was sent; else the message goes out in the background. Woken by:
     * the end of what others send, the progress of the peer, the failure of the connection.
     *
     * @throws WebSocketClosedException if it is closed, or closes, or the connection is lost
     * @throws IllegalStateException outside of a loop, or on another loop than before
     */
    void send(String text) throws IOException;

    /** As {@link #send(String)}, bytes. The array can be changed afterwards. */
    void send(byte[] bytes) throws IOException;

    /**
     * As {@link #send(String)}, JSON.
     *
     * @throws IllegalArgumentException if no JSON can be made of the value
     */
    void sendJson(Object value) throws IOException;

    /** {@link #ping(byte[])} without a payload. */
    void ping() throws IOException;

    /**
     * Sends a ping, and does not wait for the pong. As {@link #send(String)}.
     *
     * @throws IllegalArgumentException if the payload has more than 125 bytes
     */
    void ping(byte[] payload) throws IOException;

    /**
     * Sends a ping and waits for its pong. Some task must receive meanwhile, else nobody sees it.
     *
     * <p>Gives way: always. Cancellation: just ends the wait. Woken by: the pong, the end of the
     * connection.
     *
     * @return how long the pong took
     * @throws java.net.SocketTimeoutException if it does not come in time
     * @throws WebSocketClosedException if it is closed, or closes, or the connection is lost
     */
    Duration ping(Duration timeout) throws IOException;

    /**
     * Sends a pong: for who does without automatic ones, or as a sign of life. As {@link
     * #send(String)}.
     *
     * @throws IllegalArgumentException if the payload has more than 125 bytes
     */
    void pong(byte[] payload) throws IOException;

    // ---------------------------------------------------------------- the end

    /** {@link #close(int, String)} with 1000. */
    @Override
    default void close() throws IOException {
        close(1000, "");
    }

    /** {@link #close(int, String)} without a reason. */
    default void close(int code) throws IOException {
        close(code, "");
    }

    /**
     * Closes in order: after what others send already, tells the peer, waits for its answer, closes
     * the connection. What the peer sends before its answer is dropped. If that takes longer than
     * the options' close time-out, the connection is aborted and {@link #closeCode} is 1006; that
     * is no error. If it is closed this does nothing; if it closes, this waits for the end.
     *
     * <p>Any task may close, also while another receives: that one then gets a {@link
     * WebSocketClosedException}, or its iteration ends.
     *
     * <p>Gives way: unless it is closed. Cancellation: the connection is aborted. Woken by: the
     * peer's answer, the end or the failure of the connection, the time-out.
     *
     * @param code 1000 to 1003, 1007 to 1014, or of the application's own: 3000 to 4999
     * @param reason up to 123 bytes in UTF-8
     * @throws IllegalArgumentException for another code or a longer reason
     * @throws IllegalStateException outside of a task, or on another loop than before
     */
    void close(int code, String reason) throws IOException;

    /**
     * Closes the connection at once, without a word. Who waits in it gets a {@link
     * WebSocketClosedException}. Never gives way.
     */
    void abort();

    /** Whether it is closed, or on its way there: nothing can be sent. Never gives way. */
    boolean isClosed();

    /**
     * Why it was closed: what the peer has said, 1005 if it has said nothing, 1006 if the
     * connection ended otherwise, 1002, 1007 or 1009 if the peer has broken the protocol, sent text
     * that is none, or too much. 0 while it is open.
     */
    int closeCode();

    /** Why it was closed, in words; empty if nobody has said, or while it is open. */
    String closeReason();

    // ---------------------------------------------------------------- looking at it

    /** The subprotocol that was agreed on; null for none. */
    String protocol();

    /** Whether messages may be compressed. */
    boolean isCompressed();

    /** What there is to know at this moment. */
    Statistics statistics();

    /**
     * A snapshot of a WebSocket.
     *
     * @param messagesSent texts and bytes, not pings and their like
     * @param bytesSent how long those were, uncompressed
     * @param messagesReceived as for {@code messagesSent}, also if they were dropped while it
     *     closed
     * @param bytesReceived how long those were, uncompressed
     * @param pingsReceived how often the peer has asked
     * @param pongsReceived how often it has answered
     * @param waitingToSend how many tasks wait for their turn
     */
    record Statistics(
            long messagesSent,
            long bytesSent,
            long messagesReceived,
            long bytesReceived,
            long pingsReceived,
            long pongsReceived,
            int waitingToSend) {}
}
