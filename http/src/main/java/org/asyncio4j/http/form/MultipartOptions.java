package org.asyncio4j.http.form;

/**
 * How much a {@link MultipartReader} takes before it refuses the rest.
 *
 * @param maxSize how many bytes the whole may have as it is sent, with headers and boundaries; and
 *     how many the contents that are read may have together, decompressed
 * @param maxParts how many parts there may be, those inside of parts counted
 * @param maxHeaders how many headers a part may have
 * @param maxHeaderSize how many bytes a header of a part may have, name and value
 * @param maxDepth how deep parts may be inside of parts; 1 is none inside of others
 */
public record MultipartOptions(
        long maxSize, int maxParts, int maxHeaders, int maxHeaderSize, int maxDepth) {
    /** Any size, 1000 parts, 128 headers of 8190 bytes as aiohttp, and three levels. */
    public static final MultipartOptions DEFAULT =
            new MultipartOptions(Long.MAX_VALUE, 1000, 128, 8190, 3);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a number that is not above zero
     */
    public MultipartOptions {
        requirePositive("maxSize", maxSize);
        requirePositive("maxParts", maxParts);
        requirePositive("maxHeaders", maxHeaders);
        requirePositive("maxHeaderSize", maxHeaderSize);
        requirePositive("maxDepth", maxDepth);
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be above zero, but is " + value + ".");
        }
    }

    public MultipartOptions withMaxSize(long maxSize) {
        return new MultipartOptions(maxSize, maxParts, maxHeaders, maxHeaderSize, maxDepth);
    }

    public MultipartOptions withMaxParts(int maxParts) {
        return new MultipartOptions(maxSize, maxParts, maxHeaders, maxHeaderSize, maxDepth);
    }

    public MultipartOptions withMaxHeaders(int maxHeaders) {
        return new MultipartOptions(maxSize, maxParts, maxHeaders, maxHeaderSize, maxDepth);
    }

    public MultipartOptions withMaxHeaderSize(int maxHeaderSize) {
        return new MultipartOptions(maxSize, maxParts, maxHeaders, maxHeaderSize, maxDepth);
    }

    public MultipartOptions withMaxDepth(int maxDepth) {
        return new MultipartOptions(maxSize, maxParts, maxHeaders, maxHeaderSize, maxDepth);
    }
}
