package org.asyncio4j.bench.http;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * What every HTTP server of the JVM answers. The peers in other languages answer the same.
 *
 * <p>{@code /plaintext} is a short text, {@code /json} a document that is written anew for each
 * request, {@code /100k} a body of 100 KiB, and {@code /ws} a WebSocket that sends text back. Every
 * answer tells its type, its length and the date.
 */
public final class Answers {

    public static final String PLAIN_TEXT = "/plaintext";
    public static final String JSON = "/json";
    public static final String LARGE = "/100k";
    public static final String WEB_SOCKET = "/ws";

    public static final String GREETING = "Hello, World!";
    static final byte[] GREETING_BYTES = GREETING.getBytes(StandardCharsets.US_ASCII);

    /** What the JSON document comes to; blanks in it do not matter. */
    public static final String JSON_TEXT = "{\"message\":\"" + GREETING + "\"}";

    static final String TEXT_TYPE = "text/plain; charset=utf-8";
    static final String JSON_TYPE = "application/json";
    static final String BYTES_TYPE = "application/octet-stream";

    private static final int LARGE_BYTES = 100 * 1_024;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    /** How many connections may wait to be accepted. */
    static final int BACKLOG = 4_096;

    private Answers() {}

    /** The JSON document. */
    record Message(String message) {}

    static Message message() {
        return new Message(GREETING);
    }

    /** The large body. */
    public static byte[] large() {
        byte[] body = new byte[LARGE_BYTES];
        Arrays.fill(body, (byte) 'x');
        return body;
    }

    /** What the Date header says now. */
    static String date() {
        return DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    /** Tells the harness that connections are taken from now on. */
    static void ready() {
        System.out.println("ready");
    }
}
