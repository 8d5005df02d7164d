package org.asyncio4j.http.server;

import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.JsonException;
import org.asyncio4j.http.content.ContentCoding;
import org.asyncio4j.http.content.DecodedStream;
import org.asyncio4j.http.content.TextContent;
import org.asyncio4j.http.form.Form;
import org.asyncio4j.http.form.FormOptions;
import org.asyncio4j.http.wire.ServerExchange;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;

/** The body of a request: as a stream, or all of it, as far as the limit allows. */
final class RequestBody {
    private static final int PIECE = 64 * 1024;

    private final ServerExchange exchange;
    private final Request request;
    private long limit;

    /** Null before the first read. */
    private StreamReader reader;

    private ReceiveStream decoded;

    /** What has come of a body that is read at once; it stays when that is cancelled. */
    private final ByteArrayOutputStream received = new ByteArrayOutputStream(0);

    private byte[] all;
    private Form form;
    private IOException failure;

    RequestBody(ServerExchange exchange, Request request) {
        this.exchange = exchange;
        this.request = request;
        this.limit = initialLimit(request);
    }

    private static long initialLimit(Request request) {
        if (request.route() != null) {
            return request.route().maxBodySize();
        }
        return request.application() == null
                ? Application.DEFAULT_MAX_BODY_SIZE
                : request.application().effectiveMaxBodySize();
    }

    void limit(long bytes) {
        limit = bytes;
    }

    long limit() {
        return limit;
    }

    /** The failure of reading, which is the client's. */
    IOException failure() {
        return failure;
    }

    // ---------------------------------------------------------------- as a stream

    StreamReader reader() throws IOException {
        if (reader == null) {
            reader = new StreamReader(new Noted(open()));
        }
        return reader;
    }

    private ReceiveStream open() throws IOException {
        List<ContentCoding> codings = List.of();
        if (request.headers().contains("Content-Encoding")) {
            try {
                codings = ContentCoding.parse(contentEncoding());
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
        decoded = DecodedStream.of(exchange.body(), codings);
        return decoded;
    }

    private String contentEncoding() {
        return String.join(",", request.headers().getAll("Content-Encoding"));
    }

    /** Notes why reading has failed, to tell it from what else fails in a handler. */
    private final class Noted implements ReceiveStream {
        private final ReceiveStream source;

        Noted(ReceiveStream source) {
            this.source = source;
        }

        @Override
        public int receive(ByteBuffer target) throws IOException {
            try {
                return source.receive(target);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public byte[] receive(int max) throws IOException {
            try {
                return source.receive(max);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }

    /** What was read already. */
    private static final class Kept implements ReceiveStream {
        private final ByteBuffer left;

        Kept(byte[] bytes) {
            left = ByteBuffer.wrap(bytes);
        }

        @Override
        public int receive(ByteBuffer target) {
            byte[] bytes = receive(target.remaining());
            if (bytes == null) {
                return -1;
            }
            target.put(bytes);
            return bytes.length;
        }

        @Override
        public byte[] receive(int max) {
            byte[] bytes = new byte[Math.min(max, left.remaining())];
            left.get(bytes);
            return bytes.length == 0 ? null : bytes;
        }
    }

    void close() {
        if (form != null) {
            form.close();
        }
        if (decoded instanceof DecodedStream stream) {
            stream.close();
        }
    }

    // ---------------------------------------------------------------- all of it

    byte[] bytes() throws IOException {
        if (form != null) {
            throw new IllegalStateException(
                    "The body of " + request + " was read as a form, so its bytes are gone.");
        }
        if (all == null) {
            requireWithin(exchange.bodyLength());
            StreamReader source = reader();
            exchange.limitBody(limit);
            byte[] piece;
            while ((piece = source.read(PIECE)).length > 0) {
                requireWithin((long) received.size() + piece.length);
                received.writeBytes(piece);
            }
            all = received.toByteArray();
        }
        return all;
    }

    private void requireWithin(long size) {
        if (size > limit) {
            throw HttpException.contentTooLarge(
                    "The body of the request has more than " + limit + " bytes.");
        }
    }

    String text(ContentType type) throws IOException {
        return TextContent.decodeStrictly(bytes(), type);
    }

    /** A second call gives the same. */
    Form form(FormOptions options) throws IOException {
        if (form == null) {
            requireWithin(exchange.bodyLength());
            StreamReader source = all == null ? reader() : new StreamReader(new Kept(all));
            exchange.limitBody(limit);
            FormOptions limited = options.withMaxSize(Math.max(1, limit));
            form = Form.read(request.contentType(), source, limited);
        }
        return form;
    }

    <T> T json(ContentType type, Type target) throws IOException {
        if (!type.isJson()) {
            throw HttpException.badRequest("The body of the request must be JSON.");
        }
        byte[] bytes = bytes();
        try {
            return request.codec().decode(bytes, target);
        } catch (JsonException e) {
            throw new HttpException(
                    Response.text("The body of the request is not the JSON that was expected.")
                            .status(400),
                    e);
        }
    }
}
