package org.asyncio4j.http.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.HexFormat;

/** Bytes written as a percent sign and two hexadecimal digits, without guessing. */
public final class PercentEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** Appends the escape of a byte. */
    public static void escape(byte escaped, StringBuilder target) {
        HEX.toHexDigits(target.append('%'), escaped);
    }

    /**
     * Decodes a part of a form, in which a plus sign is a space.
     *
     * @throws IllegalArgumentException if an escape is broken, or the bytes are no text in the
     *     charset
     */
    public static String decodeForm(String text, int start, int end, Charset charset) {
        if (isPlain(text, start, end)) {
            return text.substring(start, end);
        }
        return decode(text.substring(start, end).replace('+', ' '), charset);
    }

    private static boolean isPlain(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+') {
                return false;
            }
        }
        return true;
    }

    /**
     * Decodes the escapes of a text.
     *
     * @throws IllegalArgumentException if an escape is broken, or the bytes are no text in the
     *     charset, or it is one that can only be read
     */
    public static String decode(String text, Charset charset) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        if (!charset.canEncode()) {
            throw new IllegalArgumentException(
                    charset + " can only be read, so that nothing can be escaped in it.");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == '%') {
                bytes.write(byteAt(text, at + 1));
                at += 3;
            } else {
                int end = text.indexOf('%', at);
                end = end < 0 ? text.length() : end;
                bytes.writeBytes(text.substring(at, end).getBytes(charset));
                at = end;
            }
        }
        return textOf(bytes.toByteArray(), charset);
    }

    private static int byteAt(String text, int at) {
        int value =
                at + 1 < text.length()
                        ? digit(text.charAt(at)) << 4 | digit(text.charAt(at + 1))
                        : -1;
        if (value < 0) {
            throw new IllegalArgumentException(
                    "A percent sign must be followed by two hexadecimal digits.");
        }
        return value;
    }

    /** -1, which stays negative when shifted, for what is no digit of ASCII. */
    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** All at once: in some charsets a character has an escaped byte and a plain one. */
    private static String textOf(byte[] bytes, Charset charset) {
        try {
            return StrictText.decode(bytes, charset);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "The bytes that were escaped with percent signs are no text in "
                            + charset
                            + ".");
        }
    }
}
