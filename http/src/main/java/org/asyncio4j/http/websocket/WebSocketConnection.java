package org.asyncio4j.http.websocket;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.failAfter;
import static org.asyncio4j.Asyncio.moveOnAfter;

import org.asyncio4j.Action;
import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketClosedException;
import org.asyncio4j.http.WebSocketException;
import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketMessage.Binary;
import org.asyncio4j.http.WebSocketMessage.Close;
import org.asyncio4j.http.WebSocketMessage.Data;
import org.asyncio4j.http.WebSocketMessage.Ping;
import org.asyncio4j.http.WebSocketMessage.Pong;
import org.asyncio4j.http.WebSocketMessage.Text;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.stream.ByteStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.lang.reflect.Type;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/**
 * A WebSocket on a pair of streams, after the opening hand-shake.
 *
 * <pre>
 *   OPEN ── close() ────────────▶ CLOSING ── peer's close, time-out, failure ──▶ CLOSED
 *     │                              ▲                                             ▲
 *     ├── peer's close ──────────────┘ (answers)                                   │
 *     └── abort(), failure of the connection, heartbeat, broken protocol ──────────┘
 * </pre>
 */
public final class WebSocketConnection implements WebSocket {
    /** How long a peer that broke the protocol may take to read why. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final ByteStream connection;
    private final Agreement agreement;
    private final WebSocketOptions options;
    private final JsonCodec json;
    private final ReceivingSide incoming;
    private final SendingSide sending;
    private final AwaitedPongs awaitedPongs = new AwaitedPongs();

    /** Null without one. */
    private final Heartbeat heartbeat;

    /** Whether a task receives. */
    private boolean receiving;

    /** Whether a task reads for the heartbeat, or is about to. */
    private boolean listening;

    /** Whether this end closes, or answers the peer's close: no more is sent. */
    private boolean closing;

    /** Whether {@link #close} was called, and the end is no surprise. */
    private boolean closedHere;

    /** The peer's close; null until it comes. */
    private Close peerClose;

    /** Whether somebody has got that. */
    private boolean peerCloseTold;

    /** Why it is closed; null until the connection below is. */
    private Ending ending;

    /** That the connection below is closed. */
    private final Event closed = new Event("closed");

    private long messagesSent;
    private long bytesSent;
    private long messagesReceived;
    private long pingsReceived;
    private long pongsReceived;

    private WebSocketConnection(
            boolean isClient,
            StreamReader reader,
            StreamWriter writer,
            ByteStream connection,
            Agreement agreement,
            WebSocketOptions options,
            JsonCodec json) {
        this.connection = connection;
        this.agreement = agreement;
        this.options = options;
        this.json = json;
        Compression compression = agreement.compression();
        incoming = new ReceivingSide(reader, !isClient, compression, options.maxMessageSize());
        sending =
                new SendingSide(
                        connection,
                        writer,
                        isClient,
                        compression == null
                                ? null
                                : new MessageDeflater(
                                        compression.sendTakeover(), compression.sendWindowBits()),
                        options.compressionThreshold());
        heartbeat = options.heartbeat() == null ? null : newHeartbeat();
    }

    /**
     * A client's end.
     *
     * @param reader has what came behind the hand-shake
     * @param connection what both streams are of; is closed with the WebSocket
     */
    public static WebSocketConnection client(
            StreamReader reader,
            StreamWriter writer,
            ByteStream connection,
            Agreement agreement,
            WebSocketOptions options,
            JsonCodec json) {
        return new WebSocketConnection(true, reader, writer, connection, agreement, options, json);
    }

    /** A server's end; as {@link #client}. */
    public static WebSocketConnection server(
            StreamReader reader,
            StreamWriter writer,
            ByteStream connection,
            Agreement agreement,
            WebSocketOptions options,
            JsonCodec json) {
        return new WebSocketConnection(false, reader, writer, connection, agreement, options, json);
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public WebSocketMessage receive() throws IOException {
        return receive(options.receiveTimeout());
    }

    @Override
    public WebSocketMessage receive(Duration timeout) throws IOException {
        requireNotReceiving();
        receiving = true;
        try {
            return timeout == null ? receiveInTurn() : receiveWithin(timeout);
        } finally {
            receiving = false;
            if (heartbeat != null) {
                heartbeat.notListening();
            }
        }
    }

    private void requireNotReceiving() {
        if (receiving) {
            throw new IllegalStateException(
                    incoming.turn().statistics().owner()
                            + " receives from "
                            + this
                            + ". Only one task at a time can, else nobody knows who gets which"
                            + " message. Let one task receive, and pass on by queues what it has"
                            + " received.");
        }
    }

    private WebSocketMessage receiveWithin(Duration timeout) throws IOException {
        try {
            return failAfter(timeout, this::receiveInTurn);
        } catch (TimeoutException e) {
            SocketTimeoutException timedOut =
                    new SocketTimeoutException(
                            "No message has come from "
                                    + this
                                    + " within "
                                    + timeout.toMillis()
                                    + " ms.");
            timedOut.initCause(e);
            throw timedOut;
        }
    }

    private WebSocketMessage receiveInTurn() throws IOException {
        incoming.turn().acquire();
        try {
            while (true) {
                WebSocketMessage message = nextMessage();
                if (message != null) {
                    return message;
                }
                fill();
            }
        } finally {
            incoming.turn().release();
        }
    }

    /** The next message for the receiver, among what has come; null if there is none. */
    private WebSocketMessage nextMessage() throws IOException {
        while (true) {
            if (peerClose != null || ending != null && !ending.isLoss()) {
                return lastMessage();
            }
            WebSocketMessage message = decode();
            if (message == null && ending != null) {
                return lastMessage();
            }
            if (message == null || isForReceiver(message)) {
                return message;
            }
        }
    }

    private WebSocketMessage lastMessage() throws IOException {
        incoming.close();
        if (peerClose == null || peerCloseTold || closedHere) {
            throw closedException();
        }
        peerCloseTold = true;
        return peerClose;
    }

    private WebSocketMessage decode() throws IOException {
        try {
            return incoming.next();
        } catch (ProtocolViolation violation) {
            refuse(violation);
            throw closedException();
        }
    }

    private boolean isForReceiver(WebSocketMessage message) throws IOException {
        return switch (message) {
            case Data _ -> {
                messagesReceived++;
                yield !closedHere;
            }
            case Ping(byte[] payload) -> isForReceiver(payload);
            case Pong(byte[] payload) -> {
                pongsReceived++;
                awaitedPongs.arrived(payload);
                yield !options.autoPing();
            }
            case Close close -> {
                peerClosed(close);
                yield false;
            }
        };
    }

    private boolean isForReceiver(byte[] ping) {
        pingsReceived++;
        if (options.autoPing()) {
            sending.owe(Opcode.PONG, ping);
        }
        return !options.autoPing();
    }

    /** Reads what has come, once, and waits where nothing has. */
    private void fill() {
        try {
            if (!incoming.fill()) {
                lost("The peer has ended the connection without closing the WebSocket.", null);
            } else if (heartbeat != null) {
                heartbeat.heard();
            }
        } catch (ProtocolViolation violation) {
            refuse(violation);
        } catch (IOException e) {
            lost("The connection was lost.", e);
        }
    }

    // ---------------------------------------------------------------- receiving one kind

    @Override
    public String receiveText() throws IOException {
        return switch (receiveData("a text")) {
            case Text(String text) -> text;
            case Binary(byte[] _) -> throw otherKind("Bytes have", "a text", "receiveBytes()");
        };
    }

    @Override
    public byte[] receiveBytes() throws IOException {
        return switch (receiveData("bytes")) {
            case Text(String _) -> throw otherKind("A text has", "bytes", "receiveText()");
            case Binary(byte[] bytes) -> bytes;
        };
    }

    @Override
    public <T> T receiveJson(Class<T> type) throws IOException {
        return receiveJson((Type) type);
    }

    @Override
    public <T> T receiveJson(Type type) throws IOException {
        return switch (receiveData("JSON")) {
            case Text(String text) -> json.decode(text.getBytes(StandardCharsets.UTF_8), type);
            case Binary(byte[] bytes) -> json.decode(bytes, type);
        };
    }

    private Data receiveData(String wanted) throws IOException {
        return switch (receive()) {
            case Data data -> data;
            case Close _ -> throw closedException();
            case Ping _ -> throw otherKind("A ping has", wanted, "receive()");
            case Pong _ -> throw otherKind("A pong has", wanted, "receive()");
        };
    }

    private WebSocketException otherKind(String what, String wanted, String method) {
        return new WebSocketException(
                what
                        + " come from "
                        + this
                        + " where "
                        + wanted
                        + " was asked for. Use "
                        + method
                        + ", or receive() for what may be of several kinds.");
    }

    @Override
    public Iterator<Data> iterator() {
        return new DataIterator(this);
    }

    /** Whether somebody who iterates need not be told of the end. */
    boolean isEndExpected() {
        return closedHere || peerClose != null && peerClose.isNormal();
    }

    // ---------------------------------------------------------------- sending

    @Override
    public void send(String text) throws IOException {
        sendData(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        sendData(Opcode.BINARY, Objects.requireNonNull(bytes, "bytes"));
    }

    @Override
    public void sendJson(Object value) throws IOException {
        sendData(Opcode.TEXT, json.encode(value));
    }

    private void sendData(int opcode, byte[] payload) throws IOException {
        sendFrame(opcode, payload);
        messagesSent++;
        bytesSent += payload.length;
    }

    private void sendFrame(int opcode, byte[] payload) throws IOException {
        if (isClosed()) {
            throw closedException();
        }
        try {
            if (!sending.send(opcode, payload)) {
                throw closedException();
            }
        } catch (WebSocketClosedException e) {
            throw e;
        } catch (IOException e) {
            throw closedException();
        }
    }

    @Override
    public void ping() throws IOException {
        ping(new byte[0]);
    }

    @Override
    public void ping(byte[] payload) throws IOException {
        sendFrame(Opcode.PING, requireShort(payload));
    }

    @Override
    public Duration ping(Duration timeout) throws IOException {
        return awaitedPongs.await(this::ping, timeout, this);
    }

    @Override
    public void pong(byte[] payload) throws IOException {
        sendFrame(Opcode.PONG, requireShort(payload));
    }

    private static byte[] requireShort(byte[] payload) {
        if (payload.length > Opcode.MOST_IN_CONTROL) {
            throw new IllegalArgumentException(
                    "A ping or pong can carry 125 bytes, not " + payload.length + ".");
        }
        return payload.clone();
    }

    // ---------------------------------------------------------------- the end

    @Override
    public void close(int code, String reason) throws IOException {
        byte[] payload = CloseCodes.payload(code, reason);
        if (closed.isSet()) {
            return;
        }
        if (closing) {
            closed.await();
            return;
        }
        closing = true;
        closedHere = true;
        endWithin(options.closeTimeout(), () -> shakeHands(payload));
    }

    /** Tells the peer, and waits for its close. */
    private void shakeHands(byte[] payload) throws IOException {
        sending.send(Opcode.CLOSE, payload);
        incoming.turn().acquire();
        try {
            discardMessages();
        } finally {
            incoming.turn().release();
        }
        connection.close();
    }

    /** Until the peer's close, or the loss of the connection. */
    private void discardMessages() throws IOException {
        try {
            while (true) {
                if (nextMessage() == null) {
                    fill();
                }
            }
        } catch (WebSocketClosedException end) {
            // Which is what was waited for.
        }
    }

    /** Answers the peer's close, unless this end has begun to close, or the user will. */
    private void peerClosed(Close close) {
        peerClose = close;
        if (closing || !options.autoClose()) {
            return;
        }
        closing = true;
        endWithin(
                options.closeTimeout(),
                () -> {
                    sending.send(Opcode.CLOSE, CloseCodes.answer(close));
                    connection.close();
                });
    }

    /** Tells a peer that has broken the protocol, and lets it read that before the end. */
    private void refuse(ProtocolViolation violation) {
        closing = true;
        ending = Ending.violated(violation);
        endWithin(
                LINGER,
                () -> {
                    if (sending.send(Opcode.CLOSE, CloseCodes.payload(violation))) {
                        sending.end();
                        // An unread byte would make the system take back what was sent.
                        incoming.discardAll();
                    }
                    connection.close();
                });
    }

    /** Ends the connection in order; aborts it when the time is up, or that fails. */
    private void endWithin(Duration patience, Action<IOException> work) {
        try {
            moveOnAfter(patience, work);
        } catch (IOException failed) {
            if (ending == null) {
                ending = Ending.lost("The connection was lost as the WebSocket closed.", failed);
            }
        } finally {
            if (peerClose != null) {
                end(Ending.closed(peerClose, closedHere));
            } else {
                end(Ending.aborted("The peer has not answered the close; this end has given up."));
            }
        }
    }

    private void lost(String message, Throwable cause) {
        closing = true;
        end(Ending.lost(message, cause));
    }

    @Override
    public void abort() {
        closing = true;
        closedHere = true;
        end(Ending.aborted("This end has aborted the WebSocket."));
    }

    /** Ends everything, if it has not ended. The first reason counts. */
    private void end(Ending reason) {
        if (closed.isSet()) {
            return;
        }
        ending = ending == null ? reason : ending;
        closed.set();
        connection.abort();
        sending.close();
        if (!ending.isLoss()) {
            incoming.close();
        }
        if (heartbeat != null) {
            heartbeat.stop();
        }
        awaitedPongs.fail(closedException());
    }

    @Override
    public boolean isClosed() {
        return closing || ending != null || sending.failure() != null;
    }

    WebSocketClosedException closedException() {
        return known().exception();
    }

    /** Why nothing can be sent or received, as far as is known. */
    private Ending known() {
        if (ending != null) {
            return ending;
        }
        if (peerClose != null) {
            return Ending.closed(peerClose, closedHere);
        }
        return sending.failure() == null
                ? Ending.closing()
                : Ending.lost("The connection was lost.", sending.failure());
    }

    @Override
    public int closeCode() {
        return ending == null && peerClose == null && sending.failure() == null
                ? 0
                : known().code();
    }

    @Override
    public String closeReason() {
        return known().reason();
    }

    // ---------------------------------------------------------------- the heartbeat

    private Heartbeat newHeartbeat() {
        Heartbeat heart = new Heartbeat(options.heartbeat(), new Patient());
        sending.onMoved(heart::heard);
        return heart;
    }

    /** What the heartbeat does with this connection. */
    private final class Patient implements Heartbeat.Patient {
        @Override
        public void ping() {
            sending.owe(Opcode.PING, new byte[0]);
        }

        @Override
        public void listen() {
            if (!receiving && !listening && !incoming.isFull()) {
                listening = true;
                createTask("WebSocket: the heartbeat listens", WebSocketConnection.this::listen);
            }
        }

        @Override
        public boolean isDeaf() {
            return incoming.isFull() && !sending.isStuck();
        }

        @Override
        public void giveUp() {
            lost(
                    "The peer is gone: nothing has come from it for "
                            + options.heartbeat().multipliedBy(3).dividedBy(2).toMillis()
                            + " ms, and it was asked by a ping.",
                    null);
        }
    }

    /** Reads once, for nobody: who receives later finds what has come, or is told of the end. */
    private void listen() {
        try (var _ = incoming.turn().acquire()) {
            if (!isClosed() && peerClose == null && !incoming.isFull()) {
                fill();
            }
        } finally {
            listening = false;
        }
    }

    // ---------------------------------------------------------------- looking at it

    @Override
    public String protocol() {
        return agreement.protocol();
    }

    @Override
    public boolean isCompressed() {
        return agreement.compression() != null;
    }

    @Override
    public Statistics statistics() {
        return new Statistics(
                messagesSent,
                bytesSent,
                messagesReceived,
                incoming.bytes(),
                pingsReceived,
                pongsReceived,
                sending.waiting());
    }

    /** Which end of what, and its state. */
    @Override
    public String toString() {
        return "WebSocket over "
                + connection
                + (closed.isSet()
                        ? " (closed with " + closeCode() + ")"
                        : closing ? " (closing)" : " (open)");
    }
}
