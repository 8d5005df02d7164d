package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;

/** How many parts may still come, at all depths together. */
final class PartBudget {
    private final int most;
    private int taken;

    /** Makes one for so many parts. */
    public PartBudget(int most) {
        this.most = most;
    }

    /**
     * One more has come.
     *
     * @throws ContentDecodingException if that is one too many
     */
    public void takePart() throws ContentDecodingException {
        if (++taken > most) {
            throw new ContentDecodingException(
                    "The multipart body has more than " + most + " parts.");
        }
    }
}
