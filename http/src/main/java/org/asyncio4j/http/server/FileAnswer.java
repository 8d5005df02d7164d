package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.ETag;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.syntax.HttpDate;

import java.nio.file.Path;

/**
 * What a file answers to a request for it: all of it, a part, that it has not changed, or why not.
 *
 * @param body with its length, but the type of its content is in the headers
 */
record FileAnswer(int status, Headers headers, Body body) {

    /**
     * Looks at a file, in a thread, and decides it.
     *
     * <p>Gives way: always. Cancellation: nothing has happened.
     */
    static FileAnswer of(String method, Headers request, Path file) {
        return switch (toThread(() -> Finding.at(file))) {
            case Finding.File(ServedFile found) ->
                    of(method, request, found, FileTypes.of(file, FileTypes.CHARSET));
            case Finding.Missing _ -> FileAnswer.error(404);
            case Finding _ -> FileAnswer.error(403);
        };
    }

    /** That there is no file to send: the same text whatever the reason. */
    static FileAnswer error(int status) {
        String text = status == 404 ? "404: Not Found" : "403: Forbidden";
        return new FileAnswer(status, new Headers(), Body.of(text));
    }

    /**
     * Decides it. Looks at nothing but what is given.
     *
     * @param method {@code GET}, or {@code HEAD} for the headers of the same; then the body is for
     *     its length
     * @param contentType of the file, uncompressed; null to say none
     */
    static FileAnswer of(String method, Headers request, ServedFile file, String contentType) {
        ServedFile.Variant chosen = file.choose(AcceptEncoding.of(request));
        FileFacts facts = chosen.file();
        ETag tag = facts.tag(chosen.coding());
        Headers headers = validators(file, tag, facts);
        FileConditions conditions = new FileConditions(request, tag, facts.modifiedSecond());
        return switch (conditions.evaluate()) {
            case FAILED -> empty(412, headers);
            case NOT_MODIFIED -> empty(304, headers);
            case PROCEED -> {
                describe(headers, contentType, chosen.coding());
                boolean isWhole = !method.equals("GET") || !conditions.allowRange();
                yield content(isWhole ? null : rangeOf(request, facts), headers, facts);
            }
        };
    }

    private static ByteRange rangeOf(Headers request, FileFacts facts) {
        return ByteRange.parse(request.get("Range"), facts.size());
    }

    private static Headers validators(ServedFile file, ETag tag, FileFacts facts) {
        Headers headers = new Headers();
        headers.add("ETag", tag.toString());
        headers.add("Last-Modified", HttpDate.format(facts.modifiedSecond()));
        if (!file.compressed().isEmpty()) {
            headers.add("Vary", "Accept-Encoding");
        }
        return headers;
    }

    private static void describe(Headers headers, String contentType, String coding) {
        headers.add("Accept-Ranges", "bytes");
        if (contentType != null) {
            headers.add("Content-Type", contentType);
        }
        if (coding != null) {
            headers.add("Content-Encoding", coding);
        }
    }

    private static FileAnswer content(ByteRange range, Headers headers, FileFacts file) {
        if (range == null) {
            return part(200, headers, file, 0, file.size());
        }
        headers.add("Content-Range", range.of(file.size()));
        if (range == ByteRange.UNSATISFIABLE) {
            headers.remove("Content-Type");
            headers.remove("Content-Encoding");
            return new FileAnswer(416, headers, Body.empty());
        }
        return part(206, headers, file, range.first(), range.length());
    }

    private static FileAnswer part(
            int status, Headers headers, FileFacts file, long offset, long length) {
        return new FileAnswer(status, headers, Body.file(file.path()).withRange(offset, length));
    }

    private static FileAnswer empty(int status, Headers headers) {
        return new FileAnswer(status, headers, Body.empty());
    }
}
