package org.asyncio4j.http.server;

import org.asyncio4j.http.ETag;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.syntax.HttpDate;

import java.time.Instant;
import java.util.List;

/**
 * What a request says of the state in which it wants a thing, or knows it: the header fields {@code
 * If-…}, in the order of RFC 9110, 13.2.2. A date that is none, or is there twice, says nothing.
 */
final class FileConditions {
    /** What they come to. */
    enum Result {
        /** Answer as without conditions. */
        PROCEED,
        /** Answer 304. */
        NOT_MODIFIED,
        /** Answer 412. */
        FAILED
    }

    private final Headers request;
    private final ETag tag;
    private final long modified;

    /**
     * The conditions of a request for something.
     *
     * @param tag of what there is
     * @param modified when that last changed, in seconds
     */
    FileConditions(Headers request, ETag tag, long modified) {
        this.request = request;
        this.tag = tag;
        this.modified = modified;
    }

    /** What they come to for GET and HEAD. */
    Result evaluate() {
        if (!isInWantedState()) {
            return Result.FAILED;
        }
        return isKnown() ? Result.NOT_MODIFIED : Result.PROCEED;
    }

    private boolean isInWantedState() {
        if (request.contains("If-Match")) {
            return ETag.listOf(request, "If-Match").stream().anyMatch(tag::matchesStrongly);
        }
        Instant limit = date("If-Unmodified-Since");
        return limit == null || modified <= limit.getEpochSecond();
    }

    private boolean isKnown() {
        if (request.contains("If-None-Match")) {
            return ETag.listOf(request, "If-None-Match").stream().anyMatch(tag::matchesWeakly);
        }
        Instant known = date("If-Modified-Since");
        return known != null && modified <= known.getEpochSecond();
    }

    /** Whether a part will do: it will not where the client has parts of another state. */
    boolean allowRange() {
        String wanted = request.get("If-Range");
        if (wanted == null) {
            return true;
        }
        ETag wantedTag = ETag.parse(wanted);
        if (wantedTag != null) {
            return tag.matchesStrongly(wantedTag);
        }
        Instant date = HttpDate.parse(wanted.strip());
        return date != null && date.getEpochSecond() == modified;
    }

    private Instant date(String name) {
        List<String> values = request.getAll(name);
        return values.size() == 1 ? HttpDate.parse(values.getFirst().strip()) : null;
    }
}
