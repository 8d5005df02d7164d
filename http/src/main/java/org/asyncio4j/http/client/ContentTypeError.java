package org.asyncio4j.http.client;

import java.io.Serial;

/** The response is of another type than the one that was to be read, as JSON. */
public class ContentTypeError extends ResponseError {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param expected the type that was to be read
     */
    public ContentTypeError(ResponseInfo info, String expected) {
        super(
                info,
                "The answer to "
                        + info.method()
                        + " "
                        + info.url()
                        + " ("
                        + info.statusLine()
                        + ") has "
                        + actual(info.headers().get("Content-Type"))
                        + ", and not "
                        + expected
                        + ". Look at its text first, or have another type read.");
    }

    private static String actual(String type) {
        return type == null ? "no Content-Type" : "the type " + type;
    }
}
