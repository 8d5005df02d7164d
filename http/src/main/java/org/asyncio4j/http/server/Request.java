package org.asyncio4j.http.server;

import org.asyncio4j.Action;
import org.asyncio4j.Coroutine;
import org.asyncio4j.Task;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.ETag;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.http.Parameters;
import org.asyncio4j.http.form.Form;
import org.asyncio4j.http.form.FormOptions;
import org.asyncio4j.http.form.MultipartOptions;
import org.asyncio4j.http.form.MultipartReader;
import org.asyncio4j.http.syntax.HttpDate;
import org.asyncio4j.http.wire.ResponseHead;
import org.asyncio4j.http.wire.ServerExchange;
import org.asyncio4j.net.TlsInfo;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.sync.Event;

import java.io.IOException;
import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A request that is to be answered.
 *
 * <pre>{@code
 * app.post("/users/{id:int}", request -> {
 *     User user = request.json(User.class);
 *     users.store(request.pathInt("id"), user);
 *     return Response.noContent();
 * });
 * }</pre>
 *
 * <p><b>A request is a scope.</b> Tasks that {@link #start} makes end with it: when the response is
 * out, those that still run are cancelled and waited for.
 *
 * <p><b>When the client goes away</b>, a handler runs on; it notices when it reads the body, and
 * the response is dropped. {@link Application#cancelOnDisconnect} has it cancelled instead.
 *
 * <p>It belongs to the loop that its connection is on, and is of no use once the response is out.
 */
public final class Request {
    private final ServerExchange exchange;
    private final Application application;
    private final String method;
    private final RequestTarget target;
    private Match match;
    private Parameters query;
    private Map<String, String> cookies;
    private State state;
    private RequestBody body;
    private RequestTasks tasks;
    private Disconnection disconnection;

    /** Null unless there is a log. */
    private AccessLog.Entry logEntry;

    /**
     * @param application null for a server without one
     */
    Request(ServerExchange exchange, Application application) {
        this.exchange = exchange;
        this.application = application;
        this.method = exchange.head().method();
        this.target = new RequestTarget(exchange.head().target());
    }

    // ---------------------------------------------------------------- the request line

    /** As {@code GET}. */
    public String method() {
        return method;
    }

    /**
     * The path without escapes.
     *
     * @throws HttpException 400 if it has one that stands for no text; an application answers that
     *     before it looks for the route
     */
    public String path() {
        return target.path();
    }

    /** The path as it came. */
    public String rawPath() {
        return target.rawPath();
    }

    /** The query as it came, without the question mark; empty if there is none. */
    public String rawQuery() {
        return target.rawQuery();
    }

    /** Path and query as they came. */
    public String rawPathAndQuery() {
        return target.rawPathAndQuery();
    }

    /**
     * The parameters behind the question mark.
     *
     * @throws org.asyncio4j.http.ParameterException if they cannot be read, which is answered with
     *     400
     */
    public Parameters query() {
        if (query == null) {
            query = target.hasQuery() ? Parameters.parse(rawQuery()) : Parameters.empty();
        }
        return query;
    }

    /** The first value of a parameter of the query; null if there is none. */
    public String query(String name) {
        return query().get(name);
    }

    /** As {@code HTTP/1.1}. */
    public String version() {
        return exchange.head().version();
    }

    // ---------------------------------------------------------------- the route

    /** The route that was found; null if there is none, or the server has no application. */
    public Route route() {
        return match == null ? null : match.route();
    }

    /** The application that the route is of; null if the server has none. */
    public Application application() {
        return match == null ? application : match.application();
    }

    /**
     * The value of a variable of the path, without escapes.
     *
     * @throws IllegalArgumentException if the path of the route has no such variable
     */
    public String pathText(String name) {
        String value = match == null ? null : match.value(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The path of the route " + route() + " has no variable {" + name + "}.");
        }
        return value;
    }

    /** {@link #pathText} of a variable of the type {@code int}. */
    public int pathInt(String name) {
        return Integer.parseInt(pathText(name));
    }

    /** {@link #pathText} of a variable of the type {@code int} or {@code long}. */
    public long pathLong(String name) {
        return Long.parseLong(pathText(name));
    }

    /** {@link #pathText} of a variable of the type {@code uuid}. */
    public UUID pathUuid(String name) {
        return UUID.fromString(pathText(name));
    }

    /** All variables of the path. */
    public Map<String, String> pathValues() {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; match != null && i < match.names().length; i++) {
            values.put(match.names()[i], match.values()[i]);
        }
        return values;
    }

    /** Whether there is a route for the same method and another path. */
    boolean hasRoute(String path) {
        return application != null && application.resolve(method, path, this).route() != null;
    }

    /** What stands in the path behind so many slashes, as it came. */
    String rawTail(int slashes) {
        String path = rawPath();
        int at = 0;
        for (int i = 0; i < slashes; i++) {
            at = path.indexOf('/', at) + 1;
        }
        return path.substring(at);
    }

    // ---------------------------------------------------------------- the headers

    /** The header fields; read-only. */
    public Headers headers() {
        return exchange.head().headers();
    }

    /** The first value of a header field; null if there is none. */
    public String header(String name) {
        return headers().get(name);
    }

    /** The cookies by their names; of several with one name, the first. */
    public Map<String, String> cookies() {
        if (cookies == null) {
            Map<String, String> found = new LinkedHashMap<>();
            for (Cookie each : Cookie.parse(String.join(";", headers().getAll("Cookie")))) {
                found.putIfAbsent(each.name(), each.value());
            }
            cookies = Collections.unmodifiableMap(found);
        }
        return cookies;
    }

    /** The value of a cookie; null if there is none. */
    public String cookie(String name) {
        return cookies().get(name);
    }

    /** What kind of content the body is. */
    public ContentType contentType() {
        return ContentType.parse(header("Content-Type"));
    }

    /** The tags of {@code If-Match}; empty if there is none. */
    public List<ETag> ifMatch() {
        return ETag.listOf(headers(), "If-Match");
    }

    /** The tags of {@code If-None-Match}; empty if there is none. */
    public List<ETag> ifNoneMatch() {
        return ETag.listOf(headers(), "If-None-Match");
    }

    /** The time of {@code If-Modified-Since}; null if there is none. */
    public Instant ifModifiedSince() {
        return time("If-Modified-Since");
    }

    /** The time of {@code If-Unmodified-Since}; null if there is none. */
    public Instant ifUnmodifiedSince() {
        return time("If-Unmodified-Since");
    }

    private Instant time(String name) {
        String value = header(name);
        return value == null ? null : HttpDate.parse(value);
    }

    /**
     * What proxies say that the request has come through (RFC 7239), the first one first. Anybody
     * can send this: trust it only behind a proxy of your own, which replaces it.
     */
    public List<Forwarded> forwarded() {
        return Forwarded.parse(headers().getAll("Forwarded"));
    }

    // ---------------------------------------------------------------- where it came from

    /**
     * The host that was asked, perhaps with a port: what the client has sent, else this end's
     * address. Where the target is an absolute URL its host counts, as RFC 9112, 3.2.2 demands, and
     * not the header field.
     */
    public String host() {
        String authority = target.authority();
        if (authority != null) {
            return authority;
        }
        String host = header("Host");
        return host != null && !host.isEmpty() ? host : Addresses.text(sockName());
    }

    /** {@code https} or {@code http}. */
    public String scheme() {
        return isSecure() ? "https" : "http";
    }

    /** Whether it came in TLS. */
    public boolean isSecure() {
        return tls().isPresent();
    }

    /** What TLS has agreed on; empty without. */
    public Optional<TlsInfo> tls() {
        return exchange.connection().tls();
    }

    /** All of the URL, as far as it is known here. */
    public String url() {
        return scheme() + "://" + host() + rawPathAndQuery();
    }

    /** The IP address of the client, or of the last proxy; empty on a Unix socket. */
    public String remote() {
        return peerName() instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : "";
    }

    /** The client's address. */
    public SocketAddress peerName() {
        return exchange.connection().peerName();
    }

    /** This end's address. */
    public SocketAddress sockName() {
        return exchange.connection().sockName();
    }

    // ---------------------------------------------------------------- the body

    /** Whether there is a body, were it an empty one. */
    public boolean hasBody() {
        return exchange.bodyLength() != 0;
    }

    /** How long the body is as it is sent: 0 if there is none, -1 if only its end will tell. */
    public long contentLength() {
        return exchange.bodyLength();
    }

    /**
     * The body as a stream, without its compression, however long it is. What the handler does not
     * read is dropped.
     */
    public StreamReader body() throws IOException {
        return requestBody().reader();
    }

    /**
     * All of the body. A second call, of this or of {@link #text}, {@link #json} and {@link #form},
     * gives the same.
     *
     * <p>Gives way: unless it has come. Cancellation: what has come is kept. Woken by: the client.
     *
     * @throws HttpException 413 if it is longer than {@link Application#maxBodySize}
     * @throws IOException if the client is gone, or sends what is no body
     */
    public byte[] bytes() throws IOException {
        return requestBody().bytes();
    }

    /**
     * All of the body as text, by the charset of its type, else in UTF-8. As {@link #bytes}.
     *
     * @throws org.asyncio4j.http.TextDecodingException if it is no such text; answered with 415
     */
    public String text() throws IOException {
        return requestBody().text(contentType());
    }

    /**
     * All of the body, which is JSON, as an object. As {@link #bytes}.
     *
     * @throws HttpException 400 if its type is not JSON's, or it is no JSON, or not of such an
     *     object
     */
    public <T> T json(Class<T> type) throws IOException {
        return json((Type) type);
    }

    /** {@link #json(Class)} of a type with parameters. */
    public <T> T json(Type type) throws IOException {
        return requestBody().json(contentType(), type);
    }

    /**
     * All of the body, which is a form, with its files. Those are in memory, as long as they are
     * small, else in temporary files, which are deleted when the request is over. As {@link
     * #bytes}; {@link Application#maxBodySize} is for all of it.
     *
     * @throws org.asyncio4j.http.HttpProtocolException if it is no form, or a broken one; answered
     *     with 400, 413 or 415
     */
    public Form form() throws IOException {
        return requestBody().form(FormOptions.DEFAULT);
    }

    /** {@link #form()} with other options, but for the size, which this sets. */
    public Form form(FormOptions options) throws IOException {
        return requestBody().form(options);
    }

    /**
     * The body, which is made of parts, part by part as they come, however long it is. Nothing is
     * kept.
     *
     * @throws org.asyncio4j.http.HttpProtocolException if it is not made of parts; answered with
     *     400
     */
    public MultipartReader multipart() throws IOException {
        return multipart(MultipartOptions.DEFAULT);
    }

    /** {@link #multipart()} with limits of its own. */
    public MultipartReader multipart(MultipartOptions options) throws IOException {
        return new MultipartReader(contentType(), body(), options);
    }

    /** {@link Application#maxBodySize} of this request. */
    public Request maxBodySize(long bytes) {
        requestBody().limit(Application.requireSize(bytes));
        return this;
    }

    private RequestBody requestBody() {
        if (body == null) {
            body = new RequestBody(exchange, this);
        }
        return body;
    }

    /** Null if nobody has asked for the body. */
    RequestBody bodyOrNull() {
        return body;
    }

    // ---------------------------------------------------------------- its life

    /**
     * Starts a task that ends with the request.
     *
     * @throws IllegalStateException if the response is out
     */
    public <T> Task<T> start(Coroutine<T, ?> body) {
        return requestTasks().start(body);
    }

    /** {@link #start(Coroutine)} of what has no result. */
    public Task<Void> start(Action<?> body) {
        return requestTasks()
                .start(() -> {
                    body.run();
                    return null;
                });
    }

    /**
     * Has something closed when the response is out, behind the request's tasks: what a response is
     * made from while it is sent.
     *
     * <pre>{@code
     * ClientResponse page = request.closeAfterwards(session.get(url).send());
     * return Response.stream("text/html", out -> out.write(page.body().readAll()));
     * }</pre>
     *
     * @return the resource
     * @throws IllegalStateException if the response is out
     */
    public <T extends AutoCloseable> T closeAfterwards(T resource) {
        requestTasks().closeAtEnd(resource);
        return resource;
    }

    private RequestTasks requestTasks() {
        if (tasks == null) {
            tasks = new RequestTasks();
        }
        return tasks;
    }

    /**
     * Waits until the client is gone: for handlers that wait for something else meanwhile.
     *
     * <p>Gives way: unless it is gone. Cancellation: just ends the wait. Woken by: the end of the
     * connection.
     */
    public void waitDisconnected() {
        Event gone = new Event("client gone");
        onDisconnect(gone::set);
        gone.await();
    }

    /** Runs something in a task of its own once the client is gone. */
    void onDisconnect(Runnable action) {
        if (disconnection == null) {
            disconnection = new Disconnection(exchange);
        }
        disconnection.add(action);
    }

    /** Whether it is known that the client is gone. */
    public boolean isDisconnected() {
        return exchange.isDisconnected();
    }

    /**
     * Sends an interim response, as {@code 103 Early Hints}.
     *
     * @throws IllegalArgumentException unless the status is from 102 to 199
     * @throws IOException if the client is gone
     */
    public void inform(int status, Headers headers) throws IOException {
        if (status < 102 || status > 199) {
            throw new IllegalArgumentException(status + " is no status of an interim response.");
        }
        exchange.inform(new ResponseHead(status, null, "HTTP/1.1", headers));
    }

    /** Values for this request, and below them those of the application. */
    public State state() {
        if (state == null) {
            state = new State(application() == null ? null : application().state());
        }
        return state;
    }

    // ---------------------------------------------------------------- for the server

    JsonCodec codec() {
        return application() == null ? JsonCodec.DEFAULT : application().effectiveJson();
    }

    /** Method, target and version, as they came. */
    String line() {
        return method + " " + target + " " + version();
    }

    ServerExchange exchange() {
        return exchange;
    }

    /** For the log of accesses. */
    void logTo(AccessLog.Entry entry) {
        this.logEntry = entry;
    }

    /** What is answered. */
    void responding(Response response) {
        if (logEntry != null) {
            logEntry.response(response);
        }
    }

    void match(Match match) {
        this.match = match;
    }

    HttpException failure() {
        return match.failure();
    }

    boolean hasTasks() {
        return tasks != null;
    }

    /** Ends what belongs to it. */
    void end() {
        try {
            if (tasks != null) {
                tasks.end();
            }
        } finally {
            if (body != null) {
                body.close();
            }
        }
    }

    /** As {@code Request[GET /users/7]}. */
    @Override
    public String toString() {
        return "Request[" + Printable.text(method + " " + target) + "]";
    }
}
