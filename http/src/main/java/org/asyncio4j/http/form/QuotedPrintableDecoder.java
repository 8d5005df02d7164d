package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.stream.ReceiveStream;

import java.nio.ByteBuffer;

/**
 * Quoted-printable: RFC 2045, 6.7. Spaces at the ends of lines are dropped, as they may have been
 * added on the way; an equals sign that begins no escape is refused.
 */
final class QuotedPrintableDecoder extends TransferDecoder {
    private static final int MOST_SPACES = 1000;

    private final ByteBuffer spaces = ByteBuffer.allocate(MOST_SPACES);

    /** What of an escape has come: a text of up to two characters; null outside of one. */
    private String escape;

    QuotedPrintableDecoder(ReceiveStream source) {
        super(source);
    }

    @Override
    int mostKept() {
        return MOST_SPACES;
    }

    @Override
    void decode(byte[] in, ByteBuffer out) throws ContentDecodingException {
        for (byte each : in) {
            if (escape != null) {
                acceptEscaped((char) (each & 0xFF), out);
            } else if (each == ' ' || each == '\t') {
                keepSpace(each);
            } else {
                accept(each, out);
            }
        }
    }

    private void accept(byte each, ByteBuffer out) {
        if (each != '\r' && each != '\n') {
            out.put(spaces.flip());
        }
        spaces.clear();
        if (each == '=') {
            escape = "";
        } else {
            out.put(each);
        }
    }

    private void keepSpace(byte space) throws ContentDecodingException {
        require(spaces.hasRemaining(), "has more than " + MOST_SPACES + " spaces in a row");
        spaces.put(space);
    }

    private void acceptEscaped(char next, ByteBuffer out) throws ContentDecodingException {
        if (next == '\n' && (escape.isEmpty() || escape.equals("\r"))) {
            escape = null;
        } else if (next == '\r' && escape.isEmpty()) {
            escape = "\r";
        } else if ((next == ' ' || next == '\t') && escape.isEmpty()) {
            return;
        } else {
            acceptDigit(next, out);
        }
    }

    private void acceptDigit(char next, ByteBuffer out) throws ContentDecodingException {
        require(next < 0x80 && Character.digit(next, 16) >= 0, "has a broken escape");
        escape += next;
        if (escape.length() == 2) {
            require(escape.charAt(0) != '\r', "has a broken escape");
            out.put((byte) Integer.parseInt(escape, 16));
            escape = null;
        }
    }

    @Override
    void end() throws ContentDecodingException {
        require(escape == null, "has ended in the middle of an escape");
    }

    private static void require(boolean condition, String complaint)
            throws ContentDecodingException {
        if (!condition) {
            throw new ContentDecodingException("A quoted-printable part " + complaint + ".");
        }
    }
}
