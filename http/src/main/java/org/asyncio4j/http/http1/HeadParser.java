package org.asyncio4j.http.http1;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;

import java.nio.charset.StandardCharsets;

/**
 * Parses the head of a message, or the trailers behind a chunked one, line by line as they come.
 * Strict: whatever two readers could take for two different messages is refused, because that is
 * how requests are smuggled. RFC 9112, sections 2 to 5.
 */
abstract class HeadParser {
    private final int maxLine;
    private final int maxField;
    private final int maxFields;

    /** How many bytes of the line that has come in part were looked at. */
    private int scanned;

    private boolean inFields;
    private Headers headers;

    /** The field that was read last: a folded line may still belong to it. */
    private String name;

    private String value;

    /** How many lines have continued a field. */
    private int folds;

    /** Which of the fields that may occur only once have. */
    private int singleFields;

    HeadParser(int maxLine, int maxField, int maxFields) {
        this.maxLine = maxLine;
        this.maxField = maxField;
        this.maxFields = maxFields;
    }

    /** Begins anew. */
    void reset() {
        inFields = false;
        scanned = 0;
        headers = null;
        name = null;
        value = null;
        folds = 0;
        singleFields = 0;
    }

    /**
     * Goes on with what has come.
     *
     * @return whether the head is complete; if not, more bytes are needed
     */
    final boolean parse(Http1Input input) throws HttpProtocolException {
        while (true) {
            int start = input.position();
            int lineFeed = input.indexOfLineFeed(start + scanned);
            if (lineFeed < 0) {
                scanned = input.available();
                checkLength(scanned - 1);
                if (scanned > 0 && !inFields) {
                    checkFirst(input.data()[start]);
                }
                return false;
            }
            scanned = 0;
            int end = lineFeed - 1;
            if (end < start || input.data()[end] != '\r') {
                throw bad("A line ends with a line feed alone instead of CR LF.");
            }
            checkLength(end - start);
            boolean complete = line(input.data(), start, end);
            input.skipTo(lineFeed + 1);
            if (complete) {
                return true;
            }
        }
    }

    private void checkLength(int length) throws HttpProtocolException {
        int max = inFields ? maxField : maxLine;
        if (length > max) {
            throw bad(
                    (inFields ? "A header field" : "The first line")
                            + " is longer than "
                            + max
                            + " bytes.");
        }
    }

    private boolean line(byte[] data, int start, int end) throws HttpProtocolException {
        if (!inFields) {
            if (end == start) {
                emptyFirstLine();
            } else {
                checkFirst(data[start]);
                firstLine(data, start, end);
                beginWithFields();
            }
            return false;
        }
        if (end == start) {
            addPending();
            headers.freeze();
            complete(headers);
            return true;
        }
        field(data, start, end);
        return false;
    }

    // ---------------------------------------------------------------- what is particular

    /** Refuses a message that cannot begin with such a byte, before its line is there. */
    abstract void checkFirst(byte first) throws HttpProtocolException;

    /** An empty line where a message should begin. */
    abstract void emptyFirstLine() throws HttpProtocolException;

    abstract void firstLine(byte[] data, int start, int end) throws HttpProtocolException;

    /** Whether a message with two fields of this name is refused, if two could differ. */
    boolean isSingle(String field) {
        return true;
    }

    /** Whether a field may go on in a line that begins with a blank. */
    abstract boolean allowsFolding();

    /** All fields are there, and read-only. */
    abstract void complete(Headers headers) throws HttpProtocolException;

    /** What is wrong with the message. */
    abstract HttpProtocolException bad(String what);

    /** The first line is done, or there is none. */
    final void beginWithFields() {
        inFields = true;
        headers = new Headers();
    }

    // ---------------------------------------------------------------- fields

    private void field(byte[] data, int start, int end) throws HttpProtocolException {
        byte first = data[start];
        if (first == ' ' || first == '\t') {
            fold(data, start, end);
            return;
        }
        addPending();
        int colon = start;
        while (colon < end && data[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            throw bad("A header field has no colon.");
        }
        name = text(data, start, colon);
        value = trimmed(data, colon + 1, end);
    }

    private void fold(byte[] data, int start, int end) throws HttpProtocolException {
        if (name == null || !allowsFolding()) {
            throw bad("A header field begins with a blank or goes on in another line.");
        }
        if (++folds > maxFields) {
            throw bad("The header fields go on in more than " + maxFields + " further lines.");
        }
        value = (value + ' ' + trimmed(data, start, end)).strip();
        if (value.length() > maxField) {
            throw bad("A header field is longer than " + maxField + " bytes.");
        }
    }

    private void addPending() throws HttpProtocolException {
        if (name == null) {
            return;
        }
        if (headers.size() >= maxFields) {
            throw bad("There are more than " + maxFields + " header fields.");
        }
        int bit = isSingle(name) ? SingleFields.bit(name) : 0;
        if ((singleFields & bit) != 0) {
            throw bad("The header field " + name + " occurs twice.");
        }
        singleFields |= bit;
        try {
            headers.add(name, value);
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    private static String trimmed(byte[] data, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isBlank(data[from])) {
            from++;
        }
        while (to > from && isBlank(data[to - 1])) {
            to--;
        }
        return text(data, from, to);
    }

    private static boolean isBlank(byte each) {
        return each == ' ' || each == '\t';
    }

    /** Bytes above 127 become the characters of the same number, and can be got back. */
    static String text(byte[] data, int from, int to) {
        return new String(data, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
