package org.asyncio4j.http.client;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Parameters;
import org.asyncio4j.http.content.ContentCoding;
import org.asyncio4j.http.content.EncodedBody;
import org.asyncio4j.http.form.FormData;
import org.asyncio4j.net.TlsOptions;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A request that is being put together, and then sent, once: by {@link #send}, or by one of the
 * verbs that also read the response to its end and give it back, as {@link #text}. Made by {@link
 * ClientSession#get} and its like.
 *
 * <pre>{@code
 * Order order = session.post("orders")
 *         .param("dry", "true")
 *         .json(draft)
 *         .timeout(seconds(5))
 *         .raiseForStatus()
 *         .json(Order.class);
 * }</pre>
 *
 * <p>What cannot be sent is refused at once, with an {@code IllegalArgumentException}; a URL that
 * is none when the request is sent, with an {@link InvalidUrlError}. For one task. Nothing gives
 * way but the verbs at the end.
 */
public final class ClientRequest {
    private final ClientSession session;
    private final String method;
    private final String url;
    private Parameters parameters = Parameters.empty();
    private Headers headers;
    private List<Cookie> cookies = List.of();
    private Body body;
    private ContentCoding coding;
    private boolean chunked;
    private boolean expectContinue;
    private ClientTimeout timeout;
    private boolean redirects = true;
    private int maxRedirects;
    private boolean raiseForStatus;
    private boolean decompress;
    private Proxy proxy;
    private boolean hasOwnProxy;
    private TlsOptions tls;
    private Fingerprint fingerprint;
    private List<ClientMiddleware> middlewares;
    private boolean upgrade;
    private boolean sent;

    ClientRequest(ClientSession session, String method, String url) {
        this.session = session;
        this.method = method;
        this.url = Objects.requireNonNull(url, "url");
        SessionOptions options = session.options();
        this.timeout = options.timeout();
        this.maxRedirects = options.maxRedirects();
        this.raiseForStatus = options.raiseForStatus();
        this.decompress = options.decompress();
        this.middlewares = options.middlewares();
    }

    // ---------------------------------------------------------------- URL and headers

    /** Adds a parameter to the URL's query. It is dropped when a server redirects. */
    public ClientRequest param(String name, Object value) {
        parameters = parameters.with(name, String.valueOf(value));
        return this;
    }

    /** Adds parameters to the URL's query. As {@link #param}. */
    public ClientRequest params(Parameters more) {
        parameters = parameters.with(more);
        return this;
    }

    /**
     * Sets a header, in place of the session's.
     *
     * @throws IllegalArgumentException as {@link Headers#set}, and for those that say how the body
     *     is framed
     */
    public ClientRequest header(String name, String value) {
        requireFree(name);
        ownHeaders().set(name, value);
        return this;
    }

    /** {@link #header} of several. */
    public ClientRequest headers(Headers more) {
        more.names().forEach(ClientRequest::requireFree);
        ownHeaders().setAll(more);
        return this;
    }

    private Headers ownHeaders() {
        if (headers == null) {
            headers = new Headers();
        }
        return headers;
    }

    private static void requireFree(String name) {
        if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding")) {
            throw new IllegalArgumentException(
                    "The header "
                            + name
                            + " is set by the client itself, by the body's length. To send a body"
                            + " in chunks, call chunked().");
        }
    }

    /** Sends a cookie with this request, besides the session's. */
    public ClientRequest cookie(String name, String value) {
        Cookie cookie = Cookie.of(name, value);
        if (cookies.isEmpty()) {
            cookies = new ArrayList<>(2);
        }
        cookies.add(cookie);
        return this;
    }

    /**
     * Proves who is asking, by basic authentication.
     *
     * @throws IllegalArgumentException as {@link BasicAuth#encode}
     */
    public ClientRequest auth(String user, String password) {
        return header("Authorization", BasicAuth.encode(user, password));
    }

    // ---------------------------------------------------------------- the body

    /**
     * Sends a body.
     *
     * @throws IllegalStateException if there is one
     */
    public ClientRequest body(Body body) {
        if (this.body != null) {
            throw new IllegalStateException(
                    this + " has a body already, " + this.body + ": set only one.");
        }
        this.body = Objects.requireNonNull(body, "body");
        return this;
    }

    /** Sends a text, in UTF-8. As {@link #body(Body)}. */
    public ClientRequest body(String text) {
        return body(Body.of(text));
    }

    /** Sends bytes. As {@link #body(Body)}. */
    public ClientRequest body(byte[] bytes) {
        return body(Body.of(bytes));
    }

    /** Sends a file. As {@link #body(Body)}. */
    public ClientRequest body(Path file) {
        return body(Body.file(file));
    }

    /** Sends what can be read, which is not closed. As {@link #body(Body)}. */
    public ClientRequest body(InputStream source) {
        return body(Body.from(source, "application/octet-stream"));
    }

    /**
     * Sends an object as JSON, by the session's codec. As {@link #body(Body)}.
     *
     * @throws IllegalArgumentException if no JSON can be made of it
     */
    public ClientRequest json(Object value) {
        return body(Body.of(session.options().json().encode(value), "application/json"));
    }

    /** Sends fields as a form in a browser does. As {@link #body(Body)}. */
    public ClientRequest form(Parameters fields) {
        return form(FormData.of(fields));
    }

    /** Sends fields, and perhaps files, as a form in a browser does. As {@link #body(Body)}. */
    public ClientRequest form(FormData form) {
        return body(form);
    }

    /** Compresses the body, by gzip. */
    public ClientRequest compress() {
        return compress("gzip");
    }

    /**
     * Compresses the body.
     *
     * @param coding {@code gzip}, {@code deflate}, {@code br} or {@code zstd}
     * @throws IllegalArgumentException if it is not one of them, or its library is not there
     */
    public ClientRequest compress(String coding) {
        this.coding = ContentCoding.named(coding);
        if (this.coding == null) {
            throw new IllegalArgumentException(
                    "A body cannot be compressed by '"
                            + coding
                            + "', only by one of: "
                            + ContentCoding.accepted()
                            + ".");
        }
        return this;
    }

    /** Sends the body in chunks even if its length is known. */
    public ClientRequest chunked() {
        chunked = true;
        return this;
    }

    /** Sends the body only once the server has asked for it, or has said nothing for a second. */
    public ClientRequest expectContinue() {
        expectContinue = true;
        return this;
    }

    // ---------------------------------------------------------------- how

    /** How long it may take altogether. */
    public ClientRequest timeout(Duration total) {
        return timeout(timeout.withTotal(total));
    }

    /** How long it may take. */
    public ClientRequest timeout(ClientTimeout timeout) {
        this.timeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /** Whether redirects are followed; they are unless this says no, but for HEAD. */
    public ClientRequest allowRedirects(boolean allow) {
        redirects = allow;
        return this;
    }

    /**
     * How many redirects are followed.
     *
     * @throws IllegalArgumentException if below 0
     */
    public ClientRequest maxRedirects(int max) {
        SessionOptions.requireNotNegative("The number of redirects", max);
        maxRedirects = max;
        return this;
    }

    /** {@link #raiseForStatus(boolean)} with yes. */
    public ClientRequest raiseForStatus() {
        return raiseForStatus(true);
    }

    /** Whether a status of 400 and above is a {@link ResponseError}. */
    public ClientRequest raiseForStatus(boolean raise) {
        raiseForStatus = raise;
        return this;
    }

    /** Whether a compressed response is decompressed. */
    public ClientRequest decompress(boolean decompress) {
        this.decompress = decompress;
        return this;
    }

    /** Sends it by a proxy, in place of the session's; null for none. */
    public ClientRequest proxy(Proxy proxy) {
        this.proxy = proxy;
        this.hasOwnProxy = true;
        return this;
    }

    /**
     * How TLS is spoken, in place of the session's way. Connections are used again only by requests
     * with the same object.
     *
     * @throws IllegalArgumentException if they are a server's
     */
    public ClientRequest tls(TlsOptions tls) {
        SessionOptions.requireClient(tls);
        this.tls = tls;
        return this;
    }

    /** Trusts a server in TLS that has this certificate, and no other. */
    public ClientRequest fingerprint(Fingerprint fingerprint) {
        this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
        return this;
    }

    /** Who stands between this request and its server, in place of the session's; may be none. */
    public ClientRequest middlewares(ClientMiddleware... middlewares) {
        this.middlewares = List.of(middlewares);
        return this;
    }

    // ---------------------------------------------------------------- sending

    /**
     * Sends it, and waits for the head of the response. The response has to be read to its end, or
     * closed.
     *
     * <p>Gives way: always. Cancellation: the request is given up, and with it its connection; the
     * server may have seen it. Woken by: the server, a time-out, a place in the pool, the end of
     * the session.
     *
     * @throws InvalidUrlError if the URL is none of HTTP
     * @throws ClientError if there is no response; its tree tells what can go wrong
     * @throws ResponseError if the response's status is 400 or above, and that is an error here
     * @throws IOException if the body's source fails
     * @throws IllegalStateException if it was sent before, the session is closed, or outside of its
     *     loop
     */
    public ClientResponse send() throws IOException {
        if (sent) {
            throw new IllegalStateException(this + " was sent already. Make a new request.");
        }
        sent = true;
        return new RequestRun(session, this).run();
    }

    /** The response's body as text; see {@link ClientResponse#text()}. As {@link #send}. */
    public String text() throws IOException {
        try (ClientResponse response = send()) {
            return response.text();
        }
    }

    /** The response's body; see {@link ClientResponse#bytes}. As {@link #send}. */
    public byte[] bytes() throws IOException {
        try (ClientResponse response = send()) {
            return response.bytes();
        }
    }

    /** What the response's JSON tells; see {@link ClientResponse#json(Class)}. As {@link #send}. */
    public <T> T json(Class<T> type) throws IOException {
        try (ClientResponse response = send()) {
            return response.json(type);
        }
    }

    /** {@link #json(Class)} of a type with parameters. */
    public <T> T json(Type type) throws IOException {
        try (ClientResponse response = send()) {
            return response.json(type);
        }
    }

    /**
     * Saves the response's body; see {@link ClientResponse#download}. As {@link #send}; a status of
     * 400 or above is always an error.
     *
     * @return how many bytes
     */
    public long download(Path file) throws IOException {
        try (ClientResponse response = raiseForStatus().send()) {
            return response.download(file);
        }
    }

    // ---------------------------------------------------------------- for its run

    String method() {
        return method;
    }

    TargetUrl target() throws InvalidUrlError {
        TargetUrl target = session.target(url);
        return parameters.isEmpty()
                ? target
                : new TargetUrl(
                        Urls.withParameters(target.url(), parameters), target.authorization());
    }

    /** Null for none. */
    Headers givenHeaders() {
        return headers;
    }

    List<Cookie> cookies() {
        return cookies;
    }

    /** What is sent, compressed if that is wanted. */
    Body finalBody() {
        if (body == null) {
            return Body.empty();
        }
        if (coding == null) {
            return body;
        }
        if (headers != null && headers.contains("Content-Encoding")) {
            throw new IllegalStateException(
                    this + " has a Content-Encoding already, so it cannot be compressed again.");
        }
        return EncodedBody.of(body, coding);
    }

    /** Null for none. */
    String contentEncoding() {
        return coding == null || body == null ? null : coding.token();
    }

    boolean isChunked() {
        return chunked;
    }

    boolean isExpecting() {
        return expectContinue;
    }

    ClientTimeout timeout() {
        return timeout;
    }

    boolean allowsRedirects() {
        return redirects;
    }

    int maxRedirects() {
        return maxRedirects;
    }

    boolean isRaising() {
        return raiseForStatus;
    }

    boolean isDecompressing() {
        return decompress;
    }

    /** Whether it says by which proxy it goes, or that it goes by none. */
    boolean hasOwnProxy() {
        return hasOwnProxy;
    }

    Proxy ownProxy() {
        return proxy;
    }

    /** Whether it ends HTTP on its connection. */
    boolean isUpgrade() {
        return upgrade;
    }

    ClientRequest upgrading() {
        upgrade = true;
        return this;
    }

    TlsOptions tls() {
        return tls;
    }

    Fingerprint fingerprint() {
        return fingerprint;
    }

    List<ClientMiddleware> chain() {
        return middlewares;
    }

    /** What is asked of whom. */
    @Override
    public String toString() {
        return method + " " + shown();
    }

    /** Without the password that may be in it. */
    private String shown() {
        int at = url.indexOf('@');
        int scheme = url.indexOf("://");
        return at > 0 && scheme > 0 && scheme < at
                ? url.substring(0, scheme + 3) + "…" + url.substring(at)
                : url;
    }
}
