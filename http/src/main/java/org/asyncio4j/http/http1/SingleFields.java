package org.asyncio4j.http.http1;

/**
 * The header fields of which a message has one at most: with two of them, two readers could
 * understand two messages.
 */
final class SingleFields {
    private SingleFields() {}

    /** A bit for such a name; 0 for any other. */
    static int bit(String name) {
        return switch (name.length()) {
            case 3 -> is(name, "age", 1);
            case 4 ->
                    is(name, "host", 1 << 1) | is(name, "etag", 1 << 2) | is(name, "from", 1 << 3);
            case 6 -> is(name, "server", 1 << 4) | is(name, "expect", 1 << 5);
            case 7 -> is(name, "referer", 1 << 6) | is(name, "expires", 1 << 7);
            case 8 -> is(name, "location", 1 << 8) | is(name, "if-range", 1 << 9);
            case 10 -> is(name, "user-agent", 1 << 10);
            case 11 -> is(name, "retry-after", 1 << 11);
            case 12 -> is(name, "content-type", 1 << 12) | is(name, "max-forwards", 1 << 13);
            case 13 ->
                    is(name, "content-range", 1 << 14)
                            | is(name, "authorization", 1 << 15)
                            | is(name, "last-modified", 1 << 16);
            case 14 -> is(name, "content-length", 1 << 17);
            case 16 -> is(name, "content-location", 1 << 22);
            case 17 ->
                    is(name, "transfer-encoding", 1 << 18) | is(name, "if-modified-since", 1 << 19);
            case 19 ->
                    is(name, "proxy-authorization", 1 << 20)
                            | is(name, "if-unmodified-since", 1 << 21);
            default -> 0;
        };
    }

    private static int is(String name, String single, int bit) {
        return name.equalsIgnoreCase(single) ? bit : 0;
    }
}
