package org.asyncio4j.http.websocket;

import org.asyncio4j.http.WebSocketMessage;
import org.asyncio4j.http.WebSocketMessage.Binary;
import org.asyncio4j.http.WebSocketMessage.Close;
import org.asyncio4j.http.WebSocketMessage.Ping;
import org.asyncio4j.http.WebSocketMessage.Pong;
import org.asyncio4j.http.WebSocketMessage.Text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes messages of bytes (RFC 6455, sections 5 to 8), and refuses what is wrong as soon as the
 * first wrong byte is there.
 *
 * <p>Does no I/O: it is given what has come, and says when it needs more. Between two messages it
 * holds no memory. After a {@link ProtocolViolation} it is of no more use.
 */
final class FrameDecoder {
    private static final byte[] NONE = {};

    /** From this size on, an array of which little is left is not kept. */
    private static final int WORTH_TRIMMING = 1024;

    /** From this size on, the rest of a payload is worth a read of its own. */
    private static final int WORTH_ONE_CALL = 4 * 1024;

    /**
     * How much larger than its content a compressed message may be, for senders that are simple.
     */
    private static final int SLACK = 1024;

    private final boolean masked;
    private final int maxMessageSize;

    /** Null without compression. */
    private final MessageInflater inflater;

    /** What has come and was not looked at is {@code input[position .. end-1]}. */
    private byte[] input = NONE;

    private int position;
    private int end;

    // The header that was read last.

    private boolean fin;
    private boolean deflated;
    private int opcode;
    private long length;
    private int key;

    /** Whether the frame is one of data, whose payload is being taken. */
    private boolean inPayload;

    /** How much of the payload has not come. */
    private int remaining;

    // The message that is being received.

    /** {@link Opcode#TEXT} or {@link Opcode#BINARY}; 0 between two messages. */
    private int messageType;

    private boolean compressed;
    private final MessageBuffer message = new MessageBuffer();
    private final Utf8Validator utf8 = new Utf8Validator();

    /** How long all messages were, control frames not counted. */
    private long dataBytes;

    /**
     * @param masked whether the peer is a client
     * @param inflater null without compression
     */
    FrameDecoder(boolean masked, int maxMessageSize, MessageInflater inflater) {
        this.masked = masked;
        this.maxMessageSize = maxMessageSize;
        this.inflater = inflater;
    }

    // ---------------------------------------------------------------- what goes in

    /** Gives it what has come; the array becomes its own. */
    void feed(byte[] bytes) {
        if (position == end) {
            input = bytes;
            position = 0;
            end = bytes.length;
            return;
        }
        int left = end - position;
        byte[] both = new byte[left + bytes.length];
        System.arraycopy(input, position, both, 0, left);
        System.arraycopy(bytes, 0, both, left, bytes.length);
        input = both;
        position = 0;
        end = both.length;
    }

    /**
     * Where much of a payload that follows can be put without a copy; null where that is not worth
     * it. What was put there must be {@linkplain #filled told}.
     */
    ByteBuffer room() {
        boolean worth = inPayload && !compressed && remaining >= WORTH_ONE_CALL && position == end;
        return worth ? message.room(remaining) : null;
    }

    /** {@code count} bytes were put into the {@linkplain #room room}. */
    void filled(int count) throws ProtocolViolation {
        unmask(message.array(), message.size(), count);
        message.added(count);
        remaining -= count;
        validate(message.size() - count);
    }

    /** How much has come and was not looked at. */
    int buffered() {
        return end - position;
    }

    /** How much memory is held. */
    int memory() {
        return input.length + message.array().length;
    }

    /** How many bytes the messages had that came out, uncompressed; control frames not counted. */
    long dataBytes() {
        return dataBytes;
    }

    // ---------------------------------------------------------------- what comes out

    /**
     * The next message.
     *
     * @return null if it has not come entirely
     * @throws ProtocolViolation if the peer has done what it must not
     */
    WebSocketMessage next() throws ProtocolViolation {
        while (inPayload || readHeader()) {
            if (!inPayload) {
                return Opcode.isControl(opcode) ? takeControl() : takeWhole();
            }
            takePayload();
            if (remaining > 0) {
                return null;
            }
            inPayload = false;
            if (fin) {
                return takeMessage();
            }
        }
        trim();
        return null;
    }

    /** Does not keep a large array for a few bytes while the peer is silent. */
    private void trim() {
        if (position == end) {
            input = NONE;
            position = 0;
            end = 0;
        } else if (input.length >= WORTH_TRIMMING && end - position < input.length / 4) {
            input = Arrays.copyOfRange(input, position, end);
            position = 0;
            end = input.length;
        }
    }

    // ---------------------------------------------------------------- headers

    /**
     * Reads a header, and begins its payload unless that is best taken at once.
     *
     * @return false if not all that is needed has come; nothing was read then
     */
    private boolean readHeader() throws ProtocolViolation {
        int there = end - position;
        if (there == 0) {
            return false;
        }
        readFirst(input[position]);
        if (there == 1) {
            return false;
        }
        int size = readSecond(input[position + 1]);
        if (there < size) {
            return false;
        }
        readLength(size);
        boolean whole = there - size >= length;
        if (Opcode.isControl(opcode) && !whole) {
            return false;
        }
        position += size;
        if (!Opcode.isControl(opcode) && !(whole && isMessageOfOneFrame())) {
            beginPayload();
        }
        return true;
    }

    /** Most messages: they need no assembling. */
    private boolean isMessageOfOneFrame() {
        return fin && !deflated && messageType == 0;
    }

    private void readFirst(byte first) throws ProtocolViolation {
        fin = (first & Opcode.FIN) != 0;
        deflated = (first & Opcode.COMPRESSED) != 0;
        opcode = first & 0x0F;
        require((first & 0x30) == 0, "A frame has a reserved bit set.");
        require(
                Opcode.isControl(opcode) ? opcode <= Opcode.PONG : opcode <= Opcode.BINARY,
                "A frame has an unknown opcode.");
        if (Opcode.isControl(opcode)) {
            require(fin, "A control frame is fragmented.");
        } else if (opcode == Opcode.CONTINUATION) {
            require(messageType != 0, "A continuation frame continues no message.");
        } else {
            require(messageType == 0, "A message begins inside of another.");
        }
        if (deflated) {
            require(inflater != null, "A frame is compressed, which was not agreed on.");
            require(
                    opcode == Opcode.TEXT || opcode == Opcode.BINARY,
                    "A frame that does not begin a message claims to be compressed.");
        }
    }

    /** Returns how long the header is. */
    private int readSecond(byte second) throws ProtocolViolation {
        require(
                second < 0 == masked,
                masked ? "A client's frame is not masked." : "A server's frame is masked.");
        length = second & 0x7F;
        require(
                length <= Opcode.MOST_IN_CONTROL || !Opcode.isControl(opcode),
                "A control frame has more than 125 bytes.");
        return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (masked ? 4 : 0);
    }

    private void readLength(int headerSize) throws ProtocolViolation {
        if (length == 126) {
            length = bigEndian(2);
            require(length > 125, "The length of a frame is written in more bytes than needed.");
        } else if (length == 127) {
            length = bigEndian(8);
            require(length >= 0, "The length of a frame has its first bit set.");
            require(length > 65535, "The length of a frame is written in more bytes than needed.");
        }
        key = masked ? Masking.readKey(input, position + headerSize - 4) : 0;
        if (!Opcode.isControl(opcode)) {
            requireFitting();
        }
    }

    private long bigEndian(int count) {
        long value = 0;
        for (int index = 0; index < count; index++) {
            value = value << 8 | input[position + 2 + index] & 0xFF;
        }
        return value;
    }

    /** What is compressed is limited by what comes out, mostly. */
    private void requireFitting() throws ProtocolViolation {
        boolean isCompressed = opcode == Opcode.CONTINUATION ? compressed : deflated;
        long most =
                isCompressed
                        ? maxMessageSize + (long) maxMessageSize / 64 + SLACK
                        : maxMessageSize - message.size();
        if (length > most) {
            throw new ProtocolViolation(
                    CloseCodes.TOO_BIG, "The message is larger than " + maxMessageSize + " bytes.");
        }
    }

    // ---------------------------------------------------------------- payloads

    private void beginPayload() {
        if (messageType == 0) {
            messageType = opcode;
            compressed = deflated;
            utf8.reset();
        }
        inPayload = true;
        remaining = (int) length;
    }

    private void takePayload() throws ProtocolViolation {
        int count = Math.min(remaining, end - position);
        if (count == 0) {
            return;
        }
        unmask(input, position, count);
        int begin = message.size();
        remaining -= count;
        if (compressed) {
            inflater.inflate(input, position, count, message);
        } else {
            int following = fin ? remaining : maxMessageSize - message.size() - count;
            message.append(input, position, count, following);
        }
        position += count;
        validate(begin);
    }

    private void unmask(byte[] bytes, int offset, int count) {
        if (key != 0) {
            Masking.apply(key, bytes, offset, count);
            key = Masking.advance(key, count);
        }
    }

    /** Looks at what was added to the message. */
    private void validate(int begin) throws ProtocolViolation {
        if (messageType == Opcode.TEXT
                && !utf8.accept(message.array(), begin, message.size() - begin)) {
            throw notUtf8("A text");
        }
    }

    private WebSocketMessage takeMessage() throws ProtocolViolation {
        if (compressed) {
            int begin = message.size();
            inflater.end(message);
            validate(begin);
        }
        int type = messageType;
        messageType = 0;
        dataBytes += message.size();
        if (type == Opcode.BINARY) {
            return new Binary(message.take());
        }
        if (!utf8.isComplete()) {
            throw notUtf8("A text");
        }
        return new Text(message.takeText());
    }

    /** A message of one frame, which has come entirely. */
    private WebSocketMessage takeWhole() throws ProtocolViolation {
        int begin = position;
        int size = (int) length;
        unmask(input, begin, size);
        position += size;
        dataBytes += size;
        return opcode == Opcode.TEXT
                ? new Text(decode(begin, size, "A text"))
                : new Binary(Arrays.copyOfRange(input, begin, position));
    }

    private WebSocketMessage takeControl() throws ProtocolViolation {
        int begin = position;
        int size = (int) length;
        unmask(input, begin, size);
        position += size;
        if (opcode == Opcode.CLOSE) {
            return close(begin, size);
        }
        byte[] payload = Arrays.copyOfRange(input, begin, position);
        return opcode == Opcode.PING ? new Ping(payload) : new Pong(payload);
    }

    private Close close(int begin, int size) throws ProtocolViolation {
        if (size == 0) {
            return new Close(CloseCodes.NONE, "");
        }
        require(size >= 2, "A close frame has half a code.");
        int code = (input[begin] & 0xFF) << 8 | input[begin + 1] & 0xFF;
        require(CloseCodes.isSendable(code), "A close frame has the code " + code + ".");
        return new Close(code, decode(begin + 2, size - 2, "The reason of a close frame"));
    }

    /** Decodes first: that is fast, and shows with hardly a text that it must be checked. */
    private String decode(int begin, int size, String what) throws ProtocolViolation {
        String text = new String(input, begin, size, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            utf8.reset();
            if (!utf8.accept(input, begin, size) || !utf8.isComplete()) {
                throw notUtf8(what);
            }
        }
        return text;
    }

    // ---------------------------------------------------------------- violations

    private static ProtocolViolation notUtf8(String what) {
        return new ProtocolViolation(CloseCodes.INVALID_DATA, what + " is not UTF-8.");
    }

    private static void require(boolean fine, String problem) throws ProtocolViolation {
        if (!fine) {
            throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, problem);
        }
    }
}
