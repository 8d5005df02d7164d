package org.asyncio4j.http.client;

import java.io.Serial;

/** Nothing can be requested from such a URL. */
public class InvalidUrlError extends ClientError {
    /** How much of a URL is shown. */
    private static final int SHOWN = 100;

    @Serial private static final long serialVersionUID = 1L;

    private final String text;

    /**
     * Makes one.
     *
     * @param text the URL as it was given
     * @param problem what is wrong with it, as a sentence
     */
    public InvalidUrlError(String text, String problem) {
        this("Nothing can be requested from '" + shown(text) + "': " + problem, text, null);
    }

    InvalidUrlError(String message, String text, Throwable cause) {
        super(null, message, cause);
        this.text = text;
    }

    /** The URL as it was given; {@link #url} is null. */
    public String text() {
        return text;
    }

    /** Its beginning, without what would spoil a log. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN)
                .forEach(each -> shown.appendCodePoint(Character.isISOControl(each) ? '?' : each));
        return text.codePointCount(0, text.length()) > SHOWN ? shown + "…" : shown.toString();
    }
}
