package org.asyncio4j.http.server;

/** What a variable of a path may be. */
enum PathType {
    /** Anything but nothing. */
    TEXT {
        @Override
        boolean accepts(String text) {
            return !text.isEmpty();
        }
    },
    /** Digits that an {@code int} can hold. */
    INT {
        @Override
        boolean accepts(String text) {
            return isNumber(text, "2147483647");
        }
    },
    /** Digits that a {@code long} can hold. */
    LONG {
        @Override
        boolean accepts(String text) {
            return isNumber(text, "9223372036854775807");
        }
    },
    /** As {@code 7d444840-9dc0-11d1-b245-5ffdce74fad2}. */
    UUID {
        @Override
        boolean accepts(String text) {
            return text.length() == 36
                    && java.util.stream.IntStream.range(0, 36)
                            .allMatch(i -> isUuidCharacter(i, text.charAt(i)));
        }
    };

    abstract boolean accepts(String text);

    /** Digits of ASCII, for Java takes those of every script; leading zeros do not count. */
    private static boolean isNumber(String text, String largest) {
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            if (c == '0' && zeros == i) {
                zeros++;
            }
        }
        int digits = text.length() - zeros;
        return !text.isEmpty()
                && (digits < largest.length()
                        || digits == largest.length()
                                && text.substring(zeros).compareTo(largest) <= 0);
    }

    private static boolean isUuidCharacter(int index, char c) {
        return index == 8 || index == 13 || index == 18 || index == 23
                ? c == '-'
                : c < 0x80 && Character.digit(c, 16) >= 0;
    }
}
