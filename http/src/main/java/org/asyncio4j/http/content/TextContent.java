package org.asyncio4j.http.content;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.TextDecodingException;
import org.asyncio4j.http.syntax.StrictText;
import org.mozilla.universalchardet.UniversalDetector;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Text from the bytes of a body. */
public final class TextContent {
    /** From so much the charset is guessed. */
    private static final int SAMPLE = 32 * 1024;

    /** So much before the first byte that is not ASCII belongs to it. */
    private static final int BEFORE_SAMPLE = 256;

    private TextContent() {}

    /**
     * The text of a body that must be right, as a server reads it: in the charset of its type, else
     * in UTF-8.
     *
     * @throws TextDecodingException if the bytes are no such text, or nobody knows the charset
     */
    public static String decodeStrictly(byte[] bytes, ContentType type)
            throws TextDecodingException {
        return decodeStrictly(bytes, type, StandardCharsets.UTF_8);
    }

    /** {@link #decodeStrictly(byte[], ContentType)} with another charset in place of UTF-8. */
    public static String decodeStrictly(byte[] bytes, ContentType type, Charset fallback)
            throws TextDecodingException {
        Charset charset = knownCharset(type, fallback);
        try {
            return withoutMark(StrictText.decode(bytes, charset));
        } catch (CharacterCodingException e) {
            throw new TextDecodingException("The body is no text in " + charset + ".");
        }
    }

    private static Charset knownCharset(ContentType type, Charset fallback)
            throws TextDecodingException {
        if (type.parameter("charset") == null) {
            return fallback;
        }
        Charset charset = type.charset();
        if (charset == null) {
            throw new TextDecodingException("The body is in a charset that is not known here.");
        }
        return charset;
    }

    /**
     * The text of a body as well as it can be read, as a client does: in the charset of its type,
     * else in the one that {@link #detect} finds. What cannot be decoded becomes U+FFFD.
     *
     * <p>Gives way: as {@link #detect}.
     *
     * @param fallback gives the charset where neither is known; what aiohttp calls {@code
     *     fallback_charset_resolver}. Null for UTF-8
     */
    public static String decode(
            byte[] bytes, ContentType type, Function<byte[], Charset> fallback) {
        return withoutMark(new String(bytes, charsetOf(bytes, type, fallback)));
    }

    /** The charset in which {@link #decode} reads. */
    public static Charset charsetOf(
            byte[] bytes, ContentType type, Function<byte[], Charset> fallback) {
        Charset said = type.charset();
        if (said != null) {
            return said;
        }
        Charset detected = type.isJson() ? StandardCharsets.UTF_8 : detect(bytes);
        if (detected != null) {
            return detected;
        }
        Charset resolved = fallback == null ? null : fallback.apply(bytes);
        return resolved == null ? StandardCharsets.UTF_8 : resolved;
    }

    /** A byte order mark belongs to the encoding, not to the text. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    // ---------------------------------------------------------------- detection

    /**
     * Finds out the charset: by a byte order mark; UTF-8 if the bytes are that, which those of
     * other charsets hardly ever are; else by the frequencies of characters.
     *
     * <p>Gives way: if the frequencies must be counted, for that takes milliseconds, and the first
     * time many. Woken by: the thread that does it.
     *
     * @return null if it cannot be told
     */
    public static Charset detect(byte[] bytes) {
        Charset marked = marked(bytes);
        if (marked != null) {
            return marked;
        }
        return isUtf8(bytes) ? StandardCharsets.UTF_8 : toThread(() -> guess(bytes));
    }

    private static Charset marked(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        return switch (first) {
            case 0xFEFF -> StandardCharsets.UTF_16BE;
            case 0xFFFE -> isUtf32(bytes) ? Charset.forName("UTF-32LE") : StandardCharsets.UTF_16LE;
            case 0xEFBB ->
                    bytes.length > 2 && bytes[2] == (byte) 0xBF ? StandardCharsets.UTF_8 : null;
            default -> null;
        };
    }

    private static boolean isUtf32(byte[] bytes) {
        return bytes.length >= 4 && bytes[2] == 0 && bytes[3] == 0;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StrictText.decode(bytes, StandardCharsets.UTF_8);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Charset guess(byte[] bytes) {
        int start = Math.max(0, firstBeyondAscii(bytes) - BEFORE_SAMPLE);
        UniversalDetector detector = new UniversalDetector();
        detector.handleData(bytes, start, Math.min(SAMPLE, bytes.length - start));
        detector.dataEnd();
        String name = detector.getDetectedCharset();
        return name == null || !Charset.isSupported(name) ? null : Charset.forName(name);
    }

    private static int firstBeyondAscii(byte[] bytes) {
        int index = 0;
        while (index < bytes.length && bytes[index] >= 0) {
            index++;
        }
        return index;
    }
}
