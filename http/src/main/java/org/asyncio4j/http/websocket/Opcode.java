package org.asyncio4j.http.websocket;

/** What a frame is: the low bits of its first byte. */
final class Opcode {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** The bit of the first byte that ends a message. */
    static final int FIN = 0x80;

    /** The bit of the first byte that tells that the message is compressed. */
    static final int COMPRESSED = 0x40;

    /** How much a control frame may carry. */
    static final int MOST_IN_CONTROL = 125;

    private Opcode() {}

    static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }
}
