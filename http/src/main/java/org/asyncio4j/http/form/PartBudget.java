package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.http.HttpProtocolException;

/** How many parts may still come, and how much content, at all depths together. */
final class PartBudget {
    private static final int CONTENT_TOO_LARGE = 413;

    private final int mostParts;
    private final long mostBytes;
    private int parts;
    private long bytes;

    /** Makes one as the options have it. */
    public PartBudget(MultipartOptions options) {
        this.mostParts = options.maxParts();
        this.mostBytes = options.maxSize();
    }

    /**
     * One more has come.
     *
     * @throws ContentDecodingException if that is one too many
     */
    public void takePart() throws ContentDecodingException {
        if (++parts > mostParts) {
            throw new ContentDecodingException(
                    "The multipart body has more than " + mostParts + " parts.");
        }
    }

    /**
     * Bytes of content have come, without their encodings: a few compressed ones may be many.
     *
     * @throws HttpProtocolException if those are too many
     */
    public void takeBytes(int count) throws HttpProtocolException {
        bytes += count;
        if (bytes > mostBytes) {
            throw new HttpProtocolException(
                    CONTENT_TOO_LARGE,
                    "The parts of the multipart body have more than "
                            + mostBytes
                            + " bytes of content.");
        }
    }
}
