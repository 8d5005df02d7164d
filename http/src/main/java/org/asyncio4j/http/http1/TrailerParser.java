package org.asyncio4j.http.http1;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;

/**
 * Parses the fields behind a chunked body. Nothing is done with them: they came too late to be
 * believed.
 */
final class TrailerParser extends HeadParser {
    TrailerParser(int maxField, int maxFields) {
        super(maxField, maxField, maxFields);
        beginWithFields();
    }

    @Override
    void checkFirst(byte first) {}

    @Override
    void emptyFirstLine() {}

    @Override
    void firstLine(byte[] data, int start, int end) {}

    @Override
    boolean allowsFolding() {
        return false;
    }

    @Override
    void complete(Headers headers) {}

    @Override
    HttpProtocolException bad(String what) {
        return new HttpProtocolException(400, "In the trailers: " + what);
    }
}
