package org.asyncio4j.http.server;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.ETag;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.syntax.HttpDate;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * What a handler answers: a value, which is sent when the handler and all middlewares have returned
 * it.
 *
 * <pre>{@code
 * return Response.json(user).status(201).header("Location", "/users/7");
 * }</pre>
 *
 * <p>It can be changed as long as it is not sent. One that is not changed any more may be the
 * answer to many requests, if its {@linkplain Body#isRepeatable body can be written again}.
 *
 * <p>How the message is framed, whether in chunks or with a length, is not its business: fields
 * like {@code Content-Length} are dropped, except in an answer to {@code HEAD}.
 */
public final class Response {
    private static final Headers NONE = new Headers().freeze();

    private int status = 200;
    private String reason;

    /** Null while there are none. */
    private Headers headers;

    private Body body;

    /** What stands in for a body that only the request decides; null for none. */
    private Content content;

    private Compression compression = Compression.NONE;
    private boolean closesConnection;
    private State state;

    /** What is sent is only known when the request and the application are. */
    sealed interface Content {}

    /** A value that the application's codec writes. */
    record Json(Object value) implements Content {}

    /** A file, or the part of it that is asked for. */
    record FileContent(Path file) implements Content {}

    /** A stream of events. */
    record Events(EventsHandler handler) implements Content {}

    /** Other bytes both ways, when this is answered. */
    record Socket(WebSocketHandler handler, WebSocketOptions options) implements Content {}

    /** Whether the body is compressed, and how. */
    public enum Compression {
        NONE,
        IF_ACCEPTED,
        GZIP,
        DEFLATE,
        BROTLI,
        ZSTD
    }

    private Response(Body body) {
        this.body = Objects.requireNonNull(body, "body");
    }

    private Response(Content content) {
        this(Body.empty());
        this.content = content;
    }

    // ---------------------------------------------------------------- kinds

    /** A text: {@code text/plain}, in UTF-8. */
    public static Response text(String text) {
        return new Response(Body.of(text));
    }

    /** A page, in UTF-8. What comes from users must be escaped in it. */
    public static Response html(String html) {
        return new Response(Body.of(html, "text/html; charset=utf-8"));
    }

    /**
     * An object as JSON, by {@link Application#json}. It becomes bytes when it is sent.
     *
     * @param value a record, a list, a map, null…
     */
    public static Response json(Object value) {
        return new Response(new Json(value));
    }

    /** Bytes of a type. They are not copied. */
    public static Response bytes(byte[] bytes, String contentType) {
        return new Response(Body.of(bytes, contentType));
    }

    /** Any body: of a class of your own, say. */
    public static Response of(Body body) {
        return new Response(body);
    }

    /** All at once. The headers are copied. */
    public static Response of(int status, Headers headers, Body body) {
        Response response = new Response(body).status(status);
        response.headers = headers.copy();
        return response;
    }

    /** What {@code writer} writes, piece by piece; a client that is too slow is waited for. */
    public static Response stream(String contentType, Body.Writer writer) {
        return new Response(Body.writing(contentType, writer));
    }

    /**
     * Server-sent events, for as long as {@code handler} sends them.
     *
     * <pre>{@code
     * app.get("/clock", request -> Response.events(events -> {
     *     while (true) {
     *         events.send(LocalTime.now().toString());
     *         sleep(seconds(1));
     *     }
     * }));
     * }</pre>
     *
     * <p>Every 15 s a comment goes out, so that proxies keep the connection, and a client that is
     * gone is noticed: the handler is cancelled then, as it is when the server stops.
     */
    public static Response events(EventsHandler handler) {
        return new Response(new Events(Objects.requireNonNull(handler, "handler")))
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no");
    }

    /**
     * A file, or the part that the request asks for, or that it has not changed: as {@link
     * StaticFiles} answers. 404 if there is none.
     *
     * <p>Whoever makes the path of what a client has sent must see to it that it does not lead
     * elsewhere; {@link StaticFiles} does.
     */
    public static Response file(Path file) {
        return new Response(new FileContent(Objects.requireNonNull(file, "file")));
    }

    /** No body. */
    public static Response empty(int status) {
        return new Response(Body.empty()).status(status);
    }

    /** 204. */
    public static Response noContent() {
        return empty(204);
    }

    /**
     * Another protocol, if that is what the request asks for; else it is answered with 400 or 426.
     *
     * @param handler runs when the client was told, inside of the request
     */
    public static Response webSocket(WebSocketOptions options, WebSocketHandler handler) {
        Response response = new Response(new Socket(handler, options));
        response.status = 101;
        return response;
    }

    /** {@link #webSocket(WebSocketOptions, WebSocketHandler)} with the usual options. */
    public static Response webSocket(WebSocketHandler handler) {
        return webSocket(DEFAULT_WEB_SOCKET, handler);
    }

    private static final WebSocketOptions DEFAULT_WEB_SOCKET =
            WebSocketOptions.DEFAULT.withCompression(true);

    // ---------------------------------------------------------------- redirections

    /** 301: the resource has another URL from now on; the method may become GET. */
    public static Response movedPermanently(String location) {
        return redirect(301, location);
    }

    /** 302: the resource has another URL for now; the method may become GET. */
    public static Response found(String location) {
        return redirect(302, location);
    }

    /** 303: the answer is to be fetched elsewhere, by GET: what follows upon a form. */
    public static Response seeOther(String location) {
        return redirect(303, location);
    }

    /** 307: the resource has another URL for now; the method stays. */
    public static Response temporaryRedirect(String location) {
        return redirect(307, location);
    }

    /** 308: the resource has another URL from now on; the method stays. */
    public static Response permanentRedirect(String location) {
        return redirect(308, location);
    }

    /**
     * A redirection.
     *
     * @param location a URL, or a path on this server. One that a client has sent may lead to
     *     anybody's server: see {@link Locations#local}.
     * @throws IllegalArgumentException if it is no URL of the web
     */
    static Response redirect(int status, String location) {
        return text(HttpException.line(status))
                .status(status)
                .header("Location", Locations.checked(location));
    }

    // ---------------------------------------------------------------- the head

    /**
     * Sets the status.
     *
     * @throws IllegalArgumentException unless it is from 200 to 599
     */
    public Response status(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException(
                    status
                            + " is no status of a final response: those are from 200 to 599. For"
                            + " interim ones there is Request.inform.");
        }
        this.status = status;
        return this;
    }

    /** Sets the words behind the status; null for the usual ones. */
    public Response reason(String reason) {
        if (reason != null) {
            new Headers().set("Reason", reason); // The same characters are allowed.
        }
        this.reason = reason;
        return this;
    }

    /** Sets the one field of a name; as {@link Headers#set}. */
    public Response header(String name, String value) {
        headers().set(name, value);
        return this;
    }

    /** Adds a field; as {@link Headers#add}. */
    public Response addHeader(String name, String value) {
        headers().add(name, value);
        return this;
    }

    /** Sets the type of the content. */
    public Response contentType(String contentType) {
        return header("Content-Type", contentType);
    }

    /**
     * Sets a cookie.
     *
     * @throws IllegalArgumentException as {@link Cookie#toSetCookie}
     */
    public Response cookie(Cookie cookie) {
        return addHeader("Set-Cookie", cookie.toSetCookie());
    }

    /** Sets a cookie for all paths, until the browser ends. As {@link #cookie(Cookie)}. */
    public Response cookie(String name, String value) {
        return cookie(Cookie.of(name, value).withPath("/"));
    }

    /** Has the browser forget a cookie that was set for all paths. */
    public Response deleteCookie(String name) {
        return cookie(Cookie.removal(name, "/"));
    }

    /** Names this state of the resource. */
    public Response etag(ETag tag) {
        return header("ETag", tag.toString());
    }

    /** Tells when the resource has changed. */
    public Response lastModified(Instant time) {
        return header("Last-Modified", HttpDate.format(time));
    }

    /** The fields, to be changed. */
    public Headers headers() {
        if (headers == null) {
            headers = new Headers();
        }
        return headers;
    }

    public int status() {
        return status;
    }

    // ---------------------------------------------------------------- the rest

    /** Has the body compressed in the best way that the client accepts. */
    public Response compress() {
        compression = Compression.IF_ACCEPTED;
        return this;
    }

    /** Has the body compressed in this way, whatever the client accepts. */
    public Response compress(Compression compression) {
        this.compression = Objects.requireNonNull(compression, "compression");
        return this;
    }

    /** Has the connection closed behind the response. */
    public Response closeConnection() {
        closesConnection = true;
        return this;
    }

    /** Sets the body. */
    public Response body(Body body) {
        this.body = Objects.requireNonNull(body, "body");
        content = null;
        return this;
    }

    /** What is sent; empty if only the request decides that, as of a file. */
    public Body body() {
        return body;
    }

    /** Values for the middlewares that see the response. */
    public State state() {
        if (state == null) {
            state = new State(null);
        }
        return state;
    }

    // ---------------------------------------------------------------- for sending

    /** The same with other headers and another body, and this one as it was. */
    Response with(Headers otherHeaders, Body otherBody) {
        Response response = new Response(otherBody);
        response.status = status;
        response.reason = reason;
        response.headers = otherHeaders;
        response.compression = compression;
        response.closesConnection = closesConnection;
        response.state = state;
        return response;
    }

    /** Another one that is the same. */
    Response copy() {
        Response copy = with(headersOrNone().copy(), body);
        copy.content = content;
        return copy;
    }

    String reason() {
        return reason;
    }

    Headers headersOrNone() {
        return headers == null ? NONE : headers;
    }

    /** Whether it can be sent as it is. */
    boolean isPlain() {
        return content == null && compression == Compression.NONE;
    }

    Content content() {
        return content;
    }

    Compression compression() {
        return compression;
    }

    boolean closesConnection() {
        return closesConnection || headers != null && headers.containsToken("Connection", "close");
    }

    /** Such as {@code Response[200, 13 bytes]}. */
    @Override
    public String toString() {
        return "Response[" + status + ", " + (content == null ? body : content) + "]";
    }
}
