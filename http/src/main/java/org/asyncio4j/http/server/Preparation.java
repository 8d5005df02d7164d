package org.asyncio4j.http.server;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.content.ContentCoding;
import org.asyncio4j.http.content.EncodedBody;

import java.util.ArrayList;
import java.util.List;

/** Makes of a response what is sent, as far as that depends on the request. */
final class Preparation {
    private final LongLived server;

    Preparation(LongLived server) {
        this.server = server;
    }

    Response prepare(Request request, Response response) throws Exception {
        Response hooked = hooked(request, response);
        return hooked.isPlain() ? hooked : resolved(request, hooked);
    }

    /** The application's hooks change one of their own: the handler's may be many requests'. */
    private static Response hooked(Request request, Response response) throws Exception {
        Application application = request.application();
        if (application == null || application.prepareHooks().length == 0) {
            return response;
        }
        Response own = response.copy();
        for (Application.PrepareHook hook : application.prepareHooks()) {
            hook.prepare(request, own);
        }
        return own;
    }

    private Response resolved(Request request, Response response) {
        Response resolved =
                switch (response.content()) {
                    case null -> response;
                    case Response.Json(Object value) -> json(request, response, value);
                    case Response.FileContent file -> file(request, response, file);
                    case Response.Events(EventsHandler handler) ->
                            response.with(
                                    response.headersOrNone(), new EventsBody(handler, server));
                    case Response.Socket _ -> response;
                };
        return resolved.compression() == Response.Compression.NONE
                ? resolved
                : compressed(request, resolved);
    }

    private static Response json(Request request, Response response, Object value) {
        byte[] json = request.codec().encode(value);
        return response.with(response.headersOrNone(), Body.of(json, "application/json"));
    }

    /** What the handler has set counts, but for the status of an answer without a body. */
    private static Response file(Request request, Response response, Response.FileContent content) {
        FileAnswer answer = FileAnswer.of(request.method(), request.headers(), content.file());
        Headers headers = answer.headers().copy();
        headers.setAll(response.headersOrNone());
        Response resolved = response.with(headers, answer.body());
        return answer.status() == 200 ? resolved : resolved.status(answer.status());
    }

    // ---------------------------------------------------------------- compression

    private static Response compressed(Request request, Response response) {
        Headers headers = response.headersOrNone().copy();
        if (isFinal(response, headers)) {
            return response;
        }
        ContentCoding coding = coding(request, response.compression());
        addVary(headers);
        if (coding == null) {
            return response.with(headers, response.body());
        }
        headers.set("Content-Encoding", coding.token());
        weaken(headers);
        return response.with(headers, EncodedBody.of(response.body(), coding));
    }

    /** Whether the body is encoded already, or must stay as it is. */
    private static boolean isFinal(Response response, Headers headers) {
        return headers.contains("Content-Encoding")
                || headers.contains("Content-Range")
                || headers.containsToken("Cache-Control", "no-transform")
                || response.body().length() == 0;
    }

    private static ContentCoding coding(Request request, Response.Compression compression) {
        return switch (compression) {
            case GZIP -> ContentCoding.GZIP;
            case DEFLATE -> ContentCoding.DEFLATE;
            case BROTLI -> ContentCoding.BROTLI;
            case ZSTD -> ContentCoding.ZSTD;
            default -> accepted(request);
        };
    }

    private static ContentCoding accepted(Request request) {
        String best = AcceptEncoding.of(request.headers()).best(Offered.TOKENS);
        return best == null ? null : ContentCoding.named(best);
    }

    /** The best first: what compresses well and takes little time. Found out when first needed. */
    private static final class Offered {
        static final List<String> TOKENS = tokens();

        private static List<String> tokens() {
            List<String> tokens = new ArrayList<>();
            for (ContentCoding each :
                    List.of(
                            ContentCoding.ZSTD,
                            ContentCoding.BROTLI,
                            ContentCoding.GZIP,
                            ContentCoding.DEFLATE)) {
                if (each.isAvailable()) {
                    tokens.add(each.token());
                }
            }
            return List.copyOf(tokens);
        }
    }

    /** Caches must not give it to those who do not take the coding. */
    private static void addVary(Headers headers) {
        if (!headers.containsToken("Vary", "Accept-Encoding")) {
            headers.add("Vary", "Accept-Encoding");
        }
    }

    /** The bytes are others now: a strong tag would lie. */
    private static void weaken(Headers headers) {
        String tag = headers.get("ETag");
        if (tag != null && !tag.startsWith("W/")) {
            headers.set("ETag", "W/" + tag);
        }
    }
}
