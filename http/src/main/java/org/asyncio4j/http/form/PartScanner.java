package org.asyncio4j.http.form;

import org.asyncio4j.http.ContentDecodingException;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.server.State;
import org.asyncio4j.stream.StreamReader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the parts in the bytes of a multipart body: RFC 2046, 5.1.1.
 *
 * <p>A boundary counts only if its line has nothing else but spaces: {@code --boundaryX} is
 * content, and so is a boundary inside of a line. Lines end with carriage return and line feed. The
 * last boundary must come; what follows it is read and dropped.
 *
 * <p>It waits only to receive, and then all it knows is in its fields: a cancelled wait loses
 * nothing.
 */
final class PartScanner {
    private static final int CHUNK = 16 * 1024;

    /** How many spaces may follow a boundary in its line. */
    private static final int MOST_PADDING = 64;

    /** How much may come before the first boundary, and behind the last one. */
    private static final int MOST_AROUND = 64 * 1024;

    private static final int LINE_END = 2;

    /** As the place where a boundary ends. */
    private static final int NO_BOUNDARY = -1;

    private static final int UNDECIDED = 0;

    private static final int CONTENT_TOO_LARGE = 413;

    private enum State {
        /** Before the first boundary, or in the content of a part. */
        CONTENT,
        /** Behind the last header of a part; its line end can be the one before a boundary. */
        CONTENT_BEGINS,
        /** Behind the line of a boundary. */
        HEAD,
        /** Behind the last boundary. */
        END
    }

    private final StreamReader in;
    private final MultipartOptions options;

    /** The end of the line before, two hyphens, the boundary. */
    private final byte[] delimiter;

    /** What has come is {@code bytes[start .. end-1]}. The body is as if it began with a line. */
    private byte[] bytes = {'\r', '\n'};

    private int start;
    private int end = bytes.length;
    private boolean inputEnded;
    private long received;
    private State state = State.CONTENT;

    /** Up to here it is content. */
    private int content;

    /** Where the line of the boundary at {@link #content} ends; 0 if none was found there. */
    private int boundaryEnd;

    private boolean boundaryIsLast;

    /** Whether a boundary has come. */
    private boolean begun;

    /** The headers of the next part, as far as they have come; null if none have. */
    private Headers head;

    /** Makes one for a body with this boundary. */
    public PartScanner(StreamReader in, String boundary, MultipartOptions options) {
        this.in = in;
        this.options = options;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    // ---------------------------------------------------------------- content

    /**
     * Gives content of the current part.
     *
     * @return how many bytes; -1 at the end of the part
     */
    public int receive(ByteBuffer target) throws IOException {
        if (state == State.CONTENT_BEGINS) {
            passLineEnd();
        }
        while (state == State.CONTENT) {
            if (content > start) {
                return give(target);
            }
            if (boundaryEnd > 0) {
                passBoundary();
            } else {
                look();
            }
        }
        return -1;
    }

    private int give(ByteBuffer target) {
        int count = Math.min(content - start, target.remaining());
        target.put(bytes, start, count);
        start += count;
        return count;
    }

    private void passBoundary() {
        start = boundaryEnd;
        content = start;
        boundaryEnd = 0;
        begun = true;
        state = boundaryIsLast ? State.END : State.HEAD;
    }

    /** The line end is content only if it does not belong to a boundary. */
    private void passLineEnd() throws IOException {
        while (content == start && boundaryEnd == 0) {
            look();
        }
        state = State.CONTENT;
        if (content > start) {
            start += LINE_END;
        }
    }

    /** Finds out more: moves the end of the content, or finds a boundary, or receives. */
    private void look() throws IOException {
        int before = content;
        search();
        if (content > before || boundaryEnd > 0 || fill()) {
            requireBegin();
            return;
        }
        search();
        if (boundaryEnd == 0) {
            throw new ContentDecodingException(
                    "The multipart body has ended before its last boundary.");
        }
    }

    private void requireBegin() throws ContentDecodingException {
        if (!begun && received > MOST_AROUND) {
            throw new ContentDecodingException(
                    "No boundary is in the first " + MOST_AROUND + " bytes of the multipart body.");
        }
    }

    private void search() {
        for (int i = content; i < end; i++) {
            if (bytes[i] == '\r') {
                int found = boundaryLine(i);
                if (found != NO_BOUNDARY) {
                    content = i;
                    boundaryEnd = found;
                    return;
                }
            }
        }
        content = end;
    }

    /**
     * Where the line of a boundary ends that begins at {@code index} with the line end before it;
     * {@link #UNDECIDED} if too little has come to tell.
     */
    private int boundaryLine(int index) {
        int common = Math.min(delimiter.length, end - index);
        if (!Arrays.equals(bytes, index, index + common, delimiter, 0, common)) {
            return NO_BOUNDARY;
        }
        int at = index + delimiter.length;
        if (at >= end) {
            return UNDECIDED;
        }
        boundaryIsLast = bytes[at] == '-';
        if (!boundaryIsLast) {
            return lineEnd(at);
        }
        if (at + 1 == end) {
            return UNDECIDED;
        }
        return bytes[at + 1] == '-' ? lineEnd(at + 2) : NO_BOUNDARY;
    }

    /** The last boundary may end with the body instead of a line. */
    private int lineEnd(int from) {
        int at = skipPadding(from);
        if (at == end) {
            return boundaryIsLast && inputEnded ? end : UNDECIDED;
        }
        if (bytes[at] != '\r') {
            return NO_BOUNDARY;
        }
        if (at + 1 == end) {
            return UNDECIDED;
        }
        return bytes[at + 1] == '\n' ? at + LINE_END : NO_BOUNDARY;
    }

    private int skipPadding(int from) {
        int at = from;
        while (at < end && at - from < MOST_PADDING && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    // ---------------------------------------------------------------- heads

    /**
     * Goes on to the next part, over what is left of the current one.
     *
     * @return its headers; null if there is no other part
     */
    public Headers nextPart() throws IOException {
        skipContent();
        if (state == State.END) {
            skipEpilogue();
            return null;
        }
        readHead();
        Headers headers = head;
        head = null;
        content = start;
        state = State.CONTENT_BEGINS;
        return headers;
    }

    private void readHead() throws IOException {
        head = head == null ? new Headers() : head;
        for (int length = lineLength(); length > 0; length = lineLength()) {
            if (head.size() == options.maxHeaders()) {
                throw new ContentDecodingException(
                        "A part has more than " + options.maxHeaders() + " headers.");
            }
            addHeader(head, start, start + length);
            start += length + LINE_END;
        }
    }

    private void skipContent() throws IOException {
        ByteBuffer dropped = ByteBuffer.allocate(CHUNK);
        while (receive(dropped) >= 0) {
            dropped.clear();
        }
    }

    private void skipEpilogue() throws IOException {
        long limit = received + MOST_AROUND;
        while (!inputEnded) {
            start = end;
            if (fill() && received > limit) {
                throw new ContentDecodingException(
                        "Behind its last boundary the multipart body goes on for more than "
                                + MOST_AROUND
                                + " bytes.");
            }
        }
    }

    /** The length of the line that begins here, without its end. */
    private int lineLength() throws IOException {
        int at = start;
        while (true) {
            for (; at + 1 < end; at++) {
                if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
                    return requireShort(at - start);
                }
            }
            requireShort(end - start - LINE_END);
            int searched = at - start;
            if (!fill()) {
                throw new ContentDecodingException(
                        "The multipart body has ended among the headers of a part.");
            }
            at = start + searched;
        }
    }

    private int requireShort(int length) throws ContentDecodingException {
        if (length > options.maxHeaderSize()) {
            throw new ContentDecodingException(
                    "A part has a header of more than " + options.maxHeaderSize() + " bytes.");
        }
        return length;
    }

    private void addHeader(Headers headers, int from, int to) throws ContentDecodingException {
        String line = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new ContentDecodingException("A part has a header without a colon.");
        }
        try {
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
            throw new ContentDecodingException("A part has a broken header. " + e.getMessage(), e);
        }
    }

    // ---------------------------------------------------------------- receiving

    /** Receives more behind what is there. Returns false at the end of the body. */
    private boolean fill() throws IOException {
        byte[] more = inputEnded ? new byte[0] : in.read(CHUNK);
        if (more.length == 0) {
            inputEnded = true;
            return false;
        }
        received += more.length;
        if (received > options.maxSize()) {
            throw new HttpProtocolException(
                    CONTENT_TOO_LARGE,
                    "The multipart body has more than " + options.maxSize() + " bytes.");
        }
        append(more);
        return true;
    }

    private void append(byte[] more) {
        int kept = end - start;
        byte[] all = more;
        if (kept > 0) {
            all = new byte[kept + more.length];
            System.arraycopy(bytes, start, all, 0, kept);
            System.arraycopy(more, 0, all, kept, more.length);
        }
        bytes = all;
        content -= start;
        start = 0;
        end = all.length;
    }
}
