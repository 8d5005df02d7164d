package org.asyncio4j.http.content;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.http.ContentDecodingException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A way to compress content: RFC 9110, 8.4.1.
 *
 * <p>Those of native libraries load them when they are first used, in a thread: on a busy machine
 * zstd's took a second, br's 50 ms.
 */
public enum ContentCoding {
    /** {@code gzip}. */
    GZIP("gzip", null) {
        @Override
        Decoder makeDecoder() {
            return new GzipDecoder();
        }

        @Override
        Encoder makeEncoder() {
            return new GzipEncoder();
        }
    },
    /** {@code deflate}, which is zlib's format. */
    DEFLATE("deflate", null) {
        @Override
        Decoder makeDecoder() {
            return new DeflateDecoder();
        }

        @Override
        Encoder makeEncoder() {
            return new DeflateEncoder();
        }
    },
    /** {@code br}, where brotli4j is there with its native part for this system. */
    BROTLI("br", NativeLibrary.BROTLI) {
        @Override
        Decoder makeDecoder() throws ContentDecodingException {
            return new BrotliDecoder();
        }

        @Override
        Encoder makeEncoder() {
            return new BrotliEncoder();
        }
    },
    /** {@code zstd}, where zstd-jni is there. */
    ZSTD("zstd", NativeLibrary.ZSTD) {
        @Override
        Decoder makeDecoder() {
            return new ZstdDecoder();
        }

        @Override
        Encoder makeEncoder() {
            return new ZstdEncoder();
        }
    };

    /** How many codings in a row are undone: more only serve to make much of little. */
    private static final int MOST_IN_A_ROW = 4;

    private final String token;
    private final NativeLibrary library;

    ContentCoding(String token, NativeLibrary library) {
        this.token = token;
        this.library = library;
    }

    /** Its name in headers. */
    public String token() {
        return token;
    }

    /** Whether it can be used here. Does not load what it needs, and never gives way. */
    public boolean isAvailable() {
        return library == null || library.isThere();
    }

    /**
     * The coding of a name.
     *
     * @param token in any case; with {@code x-} before it, too
     * @return null if there is none, or it is not available
     */
    public static ContentCoding named(String token) {
        String name = token.strip().toLowerCase(Locale.ROOT);
        for (ContentCoding coding : values()) {
            if (name.equals(coding.token) || name.equals("x-" + coding.token)) {
                return coding.isAvailable() ? coding : null;
            }
        }
        return null;
    }

    /** What is available, as a client lists it in Accept-Encoding. Never gives way. */
    public static String accepted() {
        return Accepted.TOKENS;
    }

    /** Found out when first asked for. */
    private static final class Accepted {
        static final String TOKENS = list();

        private static String list() {
            List<String> tokens = new ArrayList<>();
            for (ContentCoding coding : values()) {
                if (coding.isAvailable()) {
                    tokens.add(coding.token);
                }
            }
            return String.join(", ", tokens);
        }
    }

    /**
     * The codings of a content, in the order in which they were applied.
     *
     * @param contentEncoding the values of all headers Content-Encoding, with commas between them;
     *     null if there is none
     * @return an empty list if there are none, or one of them is unknown: then the content must be
     *     left as it is
     * @throws ContentDecodingException if there are too many of them
     */
    public static List<ContentCoding> parse(String contentEncoding)
            throws ContentDecodingException {
        List<ContentCoding> codings = new ArrayList<>();
        for (String token : contentEncoding == null ? new String[0] : contentEncoding.split(",")) {
            if (token.isBlank() || token.strip().equalsIgnoreCase("identity")) {
                continue;
            }
            ContentCoding coding = named(token);
            if (coding == null) {
                return List.of();
            }
            codings.add(coding);
        }
        if (codings.size() > MOST_IN_A_ROW) {
            throw new ContentDecodingException(
                    "The content is compressed " + codings.size() + " times, one over the other.");
        }
        return codings;
    }

    // ---------------------------------------------------------------- coders

    abstract Decoder makeDecoder() throws ContentDecodingException;

    abstract Encoder makeEncoder();

    /** Makes a decoder. Gives way: while the library is loaded. Cancellation: nothing was made. */
    Decoder decoder() throws ContentDecodingException {
        if (!isReady() && !toThread(library::load)) {
            throw new ContentDecodingException(
                    "The content is compressed with " + token + ", but " + library.complaint());
        }
        return makeDecoder();
    }

    /** Makes an encoder. Gives way: while the library is loaded. Cancellation: nothing was made. */
    Encoder encoder() {
        if (!isReady() && !toThread(library::load)) {
            throw new IllegalStateException(
                    "Content cannot be compressed with " + token + ": " + library.complaint());
        }
        return makeEncoder();
    }

    /** Whether its coders hold memory that the JDK knows nothing of. */
    boolean isNative() {
        return library != null;
    }

    private boolean isReady() {
        return library == null || library.isLoaded();
    }
}
