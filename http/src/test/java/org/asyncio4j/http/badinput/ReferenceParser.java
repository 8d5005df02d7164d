package org.asyncio4j.http.badinput;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What requests a stream of bytes holds, told by the simplest means: what a server takes must be
 * the beginning of that. It stops where framing is in doubt, but lets pass what is wrong otherwise.
 */
final class ReferenceParser {
    private final String text;
    private final List<String> requests = new ArrayList<>();
    private int position;

    private ReferenceParser(byte[] bytes) {
        text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Each as method, target and body. */
    static List<String> requests(byte[] bytes) {
        ReferenceParser parser = new ReferenceParser(bytes);
        try {
            while (parser.request()) {
                // Goes on to the next one.
            }
        } catch (Doubt e) {
            // The end of what is certain.
        }
        return parser.requests;
    }

    /** The bytes end, or mean two things. */
    private static final class Doubt extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Doubt() {
            super(null, null, false, false);
        }
    }

    private boolean request() {
        String line = line();
        if (line.isEmpty()) {
            line = line(); // One is passed over.
        }
        String[] parts = line.split(" ", -1);
        require(parts.length == 3);
        String length = null;
        String coding = null;
        String connection = "";
        for (String field; !(field = line()).isEmpty(); ) {
            int colon = field.indexOf(':');
            require(colon > 0);
            String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = field.substring(colon + 1).replaceAll("^[ \t]+|[ \t]+$", "");
            switch (name) {
                case "content-length" -> {
                    require(length == null && value.matches("[0-9]{1,18}"));
                    length = value;
                }
                case "transfer-encoding" -> {
                    require(coding == null && value.equalsIgnoreCase("chunked"));
                    coding = value;
                }
                case "connection" -> connection += "," + value.toLowerCase(Locale.ROOT);
                default -> {}
            }
        }
        require(length == null || coding == null);
        String body = coding != null ? chunks() : take(length == null ? 0 : Long.parseLong(length));
        requests.add(parts[0] + " " + path(parts[1]) + " " + body);
        List<String> tokens = List.of(connection.split("[ \t]*,[ \t]*"));
        return parts[2].equals("HTTP/1.0")
                ? tokens.contains("keep-alive")
                : !tokens.contains("close");
    }

    /** The path and the query of a target that is one or an absolute URL. */
    private static String path(String target) {
        String path = target.replaceFirst("^(?i:https?)://[^/?]*", "");
        return path.startsWith("/") || path.equals(target) ? path : "/" + path;
    }

    private String chunks() {
        StringBuilder body = new StringBuilder();
        while (true) {
            String size = line().replaceFirst(";.*", "");
            require(size.matches("[0-9A-Fa-f]{1,15}"));
            long count = Long.parseLong(size, 16);
            if (count == 0) {
                while (!line().isEmpty()) {
                    // Trailers are dropped.
                }
                return body.toString();
            }
            body.append(take(count));
            require(line().isEmpty());
        }
    }

    private String take(long count) {
        require(count <= text.length() - position);
        position += (int) count;
        return text.substring(position - (int) count, position);
    }

    /** A line that ends with CR LF; neither of them is in it. */
    private String line() {
        int end = text.indexOf("\r\n", position);
        require(end >= 0);
        String line = text.substring(position, end);
        require(line.indexOf('\n') < 0 && line.indexOf('\r') < 0);
        position = end + 2;
        return line;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new Doubt();
        }
    }
}
