package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.time;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line for each request, in the language that aiohttp has of Apache. It goes to the {@link
 * System.Logger} {@code asyncio4j.http.access}, at the level {@code INFO}; where that is off,
 * nothing is done for it.
 *
 * <table>
 * <caption>What stands for what</caption>
 * <tr><td>{@code %a}<td>the IP address of the client
 * <tr><td>{@code %t}<td>when the request came
 * <tr><td>{@code %P}<td>the number of the process
 * <tr><td>{@code %r}<td>the request's first line
 * <tr><td>{@code %s}<td>the status of the response
 * <tr><td>{@code %b}<td>the bytes of the response, head included
 * <tr><td>{@code %T} {@code %Tf} {@code %D}<td>how long it took: seconds, seconds with a fraction,
 *     microseconds
 * <tr><td>{@code %{X}i} {@code %{X}o} {@code %{X}e}<td>the field X of the request, of the
 *     response; the variable X of the environment
 * <tr><td>{@code %%}<td>a percent sign
 * </table>
 *
 * <p>What a client has sent is written in printable ASCII, with escapes for all else, so that
 * nobody can make lines of his own.
 */
public final class AccessLog {
    /** The usual line. */
    public static final String FORMAT = "%a %t \"%r\" %s %b \"%{Referer}i\" \"%{User-Agent}i\"";

    private static final System.Logger LOG = System.getLogger("org.asyncio4j.http.access");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ROOT);

    private static final String NOTHING = "-";

    private final List<Piece> pieces = new ArrayList<>();

    /** A part of the line. */
    private interface Piece {
        String of(Entry entry);
    }

    /**
     * Reads a format.
     *
     * @throws IllegalArgumentException if it is none
     */
    AccessLog(String format) {
        int at = 0;
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            int end = percent < 0 ? format.length() : percent;
            String text = format.substring(at, end);
            pieces.add(_ -> text);
            at = percent < 0 ? end : directive(format, percent + 1);
        }
    }

    /** Reads what is behind a percent sign, and returns where it ends. */
    private int directive(String format, int at) {
        if (format.startsWith("Tf", at)) {
            pieces.add(entry -> seconds(entry.took()));
            return at + 2;
        }
        if (format.startsWith("{", at)) {
            return named(format, at + 1);
        }
        pieces.add(plain(format, at));
        return at + 1;
    }

    private static Piece plain(String format, int at) {
        char letter = at < format.length() ? format.charAt(at) : ' ';
        return switch (letter) {
            case '%' -> _ -> "%";
            case 'a' -> entry -> orNothing(entry.request.remote());
            case 't' -> entry -> TIME.format(entry.began);
            case 'P' -> _ -> Long.toString(ProcessHandle.current().pid());
            case 'r' -> entry -> Printable.text(entry.request.line());
            case 's' -> entry -> entry.response == null ? NOTHING : "" + entry.response.status();
            case 'b' -> entry -> Long.toString(entry.request.exchange().bytesSent());
            case 'T' -> entry -> Long.toString(entry.took().toSeconds());
            case 'D' -> entry -> Long.toString(entry.took().toNanos() / 1000);
            default -> throw wrong(format, at);
        };
    }

    private int named(String format, int at) {
        int brace = format.indexOf('}', at);
        if (brace < 0 || brace + 1 == format.length()) {
            throw wrong(format, at);
        }
        String name = format.substring(at, brace);
        pieces.add(
                switch (format.charAt(brace + 1)) {
                    case 'i' -> entry -> orNothing(entry.request.header(name));
                    case 'o' -> entry -> orNothing(entry.responseHeader(name));
                    case 'e' -> _ -> orNothing(System.getenv(name));
                    default -> throw wrong(format, at);
                });
        return brace + 2;
    }

    private static String orNothing(String text) {
        return text == null || text.isEmpty() ? NOTHING : Printable.text(text);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.6f", duration.toNanos() / 1e9);
    }

    private static IllegalArgumentException wrong(String format, int at) {
        return new IllegalArgumentException(
                "The format of the access log has something unknown at index "
                        + at
                        + ": "
                        + format);
    }

    // ---------------------------------------------------------------- requests

    /** Notes that a request has come; null if nobody will read of it. */
    Entry begin(Request request) {
        return LOG.isLoggable(Level.INFO) ? new Entry(request) : null;
    }

    void end(Entry entry) {
        LOG.log(Level.INFO, line(entry));
    }

    String line(Entry entry) {
        StringBuilder line = new StringBuilder();
        pieces.forEach(piece -> line.append(piece.of(entry)));
        return line.toString();
    }

    /** What is noted of a request. */
    static final class Entry {
        private final Request request;
        private final ZonedDateTime began;
        private final Duration begin;

        /** Null if it was not answered. */
        private Response response;

        Entry(Request request) {
            this(request, ZonedDateTime.now(ZoneId.systemDefault()));
        }

        Entry(Request request, ZonedDateTime began) {
            this.request = request;
            this.began = began;
            this.begin = time();
        }

        void response(Response response) {
            this.response = response;
        }

        private Duration took() {
            return time().minus(begin);
        }

        private String responseHeader(String name) {
            if (response == null) {
                return null;
            }
            String value = response.headersOrNone().get(name);
            return value == null && name.equalsIgnoreCase("Content-Type")
                    ? response.body().contentType()
                    : value;
        }
    }
}
