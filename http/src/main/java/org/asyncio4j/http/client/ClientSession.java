package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.getRunningLoop;

import org.asyncio4j.EventLoop;
import org.asyncio4j.http.ContentType;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.content.ContentCoding;
import org.asyncio4j.net.ConnectionPool;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The client: a pool of connections, a jar of cookies, and what all requests have in common.
 * aiohttp's class of this name. Make one, use it for all requests, close it.
 *
 * <pre>{@code
 * try (var session = new ClientSession()) {
 *     String page = session.get("http://example.org/").text();
 *
 *     List<String> pages = gather(
 *             () -> session.get("http://example.org/a").text(),
 *             () -> session.get("http://example.org/b").text());
 * }
 * }</pre>
 *
 * <p>Any number of tasks may send requests at the same time. It belongs to the loop it was made in;
 * one that is not closed before that ends is reported to the loop's exception handler.
 */
public final class ClientSession implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.asyncio4j.http.client");

    private final EventLoop loop = getRunningLoop();
    private final SessionOptions options;
    private final CookieJar cookieJar;
    private final Deadlines deadlines = new Deadlines();
    private final HostCache hosts;
    private final Dialer dialer;
    private final ConnectionPool<Route, HttpConnection> pool;
    private final Transport transport = new Transport(this);
    private final Environment environment = new Environment(System.getenv());

    /** What each request is sent with unless it says otherwise; and to another origin. */
    private final Headers usualHeaders;

    private final Headers usualHeadersElsewhere;
    private final Map<Route, int[]> open = new HashMap<>();

    /** The latest URL, since many requests are for the same. */
    private String latestUrl;

    private TargetUrl latestTarget;

    /** The latest way to a server by the session's own settings. */
    private Route latestRoute;

    private URI latestRouted;
    private String latestTypeHeader;
    private ContentType latestType;
    private boolean closed;
    private long requests;
    private long retries;

    /** {@link #ClientSession(SessionOptions)} with the defaults. */
    public ClientSession() {
        this(SessionOptions.DEFAULT);
    }

    /**
     * Makes a session. Opens nothing.
     *
     * @throws IllegalStateException outside of a loop
     */
    public ClientSession(SessionOptions options) {
        this.options = options;
        this.cookieJar = options.cookieJar() == null ? new MemoryCookieJar() : options.cookieJar();
        this.hosts = new HostCache(options.resolver(), options.dnsCacheTime());
        this.dialer = new Dialer(options, hosts);
        this.pool = new ConnectionPool<>(options.pool(), "HTTP");
        this.usualHeaders = usual(options).freeze();
        this.usualHeadersElsewhere = withoutSecrets(usualHeaders).freeze();
        loop.opened(this);
    }

    private static Headers usual(SessionOptions options) {
        Headers headers = options.headers().copy();
        headers.remove("Host");
        setUsual(options, headers, "Accept", "*/*");
        setUsual(options, headers, "Accept-Encoding", ContentCoding.accepted());
        setUsual(options, headers, "User-Agent", "asyncio4j");
        return headers;
    }

    private static void setUsual(
            SessionOptions options, Headers headers, String name, String value) {
        if (!options.skips(name)) {
            headers.setDefault(name, value);
        }
    }

    private static Headers withoutSecrets(Headers headers) {
        Headers copy = headers.copy();
        copy.remove("Authorization");
        copy.remove("Cookie");
        copy.remove("Proxy-Authorization");
        return copy;
    }

    // ---------------------------------------------------------------- requests

    /** A GET request: reads something. The URL may be relative to the session's base. */
    public ClientRequest get(String url) {
        return request("GET", url);
    }

    /** A POST request: hands something over. */
    public ClientRequest post(String url) {
        return request("POST", url);
    }

    /** A PUT request: puts something there. */
    public ClientRequest put(String url) {
        return request("PUT", url);
    }

    /** A PATCH request: changes what is there. */
    public ClientRequest patch(String url) {
        return request("PATCH", url);
    }

    /** A DELETE request: removes what is there. */
    public ClientRequest delete(String url) {
        return request("DELETE", url);
    }

    /** A HEAD request: GET without the body. Does not follow redirects, unless it is told to. */
    public ClientRequest head(String url) {
        return request("HEAD", url).allowRedirects(false);
    }

    /** An OPTIONS request: asks what can be done there. */
    public ClientRequest options(String url) {
        return request("OPTIONS", url);
    }

    /**
     * A request of any method.
     *
     * @param method a token, as it is to be sent; methods are in capitals
     * @param url absolute, or relative to the session's base URL
     * @throws IllegalArgumentException if the method is none
     * @throws IllegalStateException if the session is closed
     */
    public ClientRequest request(String method, String url) {
        requireOpen();
        return new ClientRequest(this, Methods.require(method), url);
    }

    /**
     * A WebSocket to be opened.
     *
     * @param url {@code ws} or {@code wss}, or as those of other requests
     */
    public WebSocketRequest webSocket(String url) {
        return new WebSocketRequest(this, get(url));
    }

    /**
     * The events that a server sends, again and again where the connection ends.
     *
     * @param url as those of other requests
     */
    public EventSource events(String url) {
        requireOpen();
        return new EventSource(this, url);
    }

    // ---------------------------------------------------------------- what it is

    /** How it works. */
    public SessionOptions options() {
        return options;
    }

    /** Its cookies. */
    public CookieJar cookieJar() {
        return cookieJar;
    }

    /** Forgets the addresses of all hosts. Open connections stay. */
    public void clearDnsCache() {
        hosts.clear();
    }

    /** Forgets the addresses of a host. */
    public void clearDnsCache(String host) {
        hosts.clear(host);
    }

    /** What there is to know at this moment. */
    public Statistics statistics() {
        ConnectionPool.Statistics pooled = pool.statistics();
        Map<String, Integer> byServer = new TreeMap<>();
        open.forEach((route, count) -> byServer.merge(route.toString(), count[0], Integer::sum));
        return new Statistics(
                deadlines.size(),
                requests,
                retries,
                pooled.inUse(),
                pooled.idle(),
                pooled.waiting(),
                pooled.opened(),
                pooled.reused(),
                byServer);
    }

    /**
     * A snapshot of a session.
     *
     * @param inFlight requests that were sent and whose responses are not read to their end
     * @param requests how many were sent in all
     * @param retries how many were sent once more, since their connection had died
     * @param inUse connections in use or being opened
     * @param idle connections that are kept
     * @param waiting requests that wait for a place in the pool
     * @param opened how many connections were opened in all
     * @param reused how often one was used again
     * @param connections how many are open to each server
     */
    public record Statistics(
            int inFlight,
            long requests,
            long retries,
            int inUse,
            int idle,
            int waiting,
            long opened,
            long reused,
            Map<String, Integer> connections) {}

    // ---------------------------------------------------------------- the end

    /**
     * Closes the session: requests on their way end with a {@link ConnectionError}, as do reads of
     * responses that were not closed; all connections are closed. A second call does nothing.
     *
     * <p>Gives way: only where the end of a connection in TLS must be announced to a peer that does
     * not keep up. Cancellation: all are closed at once.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        loop.closed(this); // Refuses foreign threads.
        closed = true;
        deadlines.owners().forEach(this::reportUnclosed);
        deadlines.close();
        hosts.close();
        try {
            pool.close();
        } finally {
            pool.abort();
        }
    }

    private void reportUnclosed(Object body) {
        LOG.log(
                System.Logger.Level.WARNING,
                "The session was closed, and nobody had read or closed {0}",
                body);
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This ClientSession is closed. Make a new one.");
        }
    }

    /** Null unless the session has ended meanwhile. */
    ClientError endedFor(URI url) {
        return closed
                ? new ConnectionError(
                        url, "The session was closed while " + url + " was requested.", null)
                : null;
    }

    void requireOpenFor(URI url) throws ClientError {
        ClientError ended = endedFor(url);
        if (ended != null) {
            throw ended;
        }
    }

    // ---------------------------------------------------------------- for its requests

    /** What a header says; the same as the last one, mostly. */
    ContentType contentType(String header) {
        if (!header.equals(latestTypeHeader)) {
            latestType = ContentType.parse(header);
            latestTypeHeader = header;
        }
        return latestType;
    }

    EventLoop loop() {
        return loop;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    ConnectionPool<Route, HttpConnection> pool() {
        return pool;
    }

    Transport transport() {
        return transport;
    }

    Environment environment() {
        return environment;
    }

    Headers usualHeaders(boolean elsewhere) {
        return elsewhere ? usualHeadersElsewhere : usualHeaders;
    }

    void countRequest() {
        requests++;
    }

    void countRetry() {
        retries++;
    }

    /** What a request's URL means. */
    TargetUrl target(String url) throws InvalidUrlError {
        if (url.equals(latestUrl)) {
            return latestTarget;
        }
        TargetUrl target =
                options.baseUrl() == null ? Urls.parse(url) : Urls.resolve(options.baseUrl(), url);
        latestUrl = url;
        latestTarget = target;
        return target;
    }

    /** How to get to where a URL is. */
    Route route(ClientRequest request, URI url) throws InvalidUrlError {
        boolean usual =
                request.tls() == null
                        && request.fingerprint() == null
                        && !request.hasOwnProxy()
                        && !request.isUpgrade();
        if (!usual) {
            return makeRoute(request, url);
        }
        if (!isRoutedAsBefore(url)) {
            Route route = makeRoute(request, url);
            latestRoute = route.equals(latestRoute) ? latestRoute : route;
            latestRouted = url;
        }
        return latestRoute;
    }

    /** The way depends on nothing of a URL but its origin. */
    private boolean isRoutedAsBefore(URI url) {
        return url == latestRouted
                || latestRouted != null
                        && url.getRawAuthority().equals(latestRouted.getRawAuthority())
                        && url.getScheme().equals(latestRouted.getScheme());
    }

    private Route makeRoute(ClientRequest request, URI url) throws InvalidUrlError {
        return new Route(
                Origin.of(url),
                options.unixSocket() == null ? proxy(request, url) : null,
                request.tls(),
                request.fingerprint() == null ? options.fingerprint() : request.fingerprint(),
                options.unixSocket(),
                request.isUpgrade());
    }

    private Proxy proxy(ClientRequest request, URI url) throws InvalidUrlError {
        if (request.hasOwnProxy()) {
            return request.ownProxy();
        }
        if (options.proxy() != null) {
            return options.proxy();
        }
        return options.environmentTrusted() ? environment.proxyFor(url) : null;
    }

    /** Opens a connection for the pool. */
    HttpConnection dial(Route route, URI url, RequestTrace trace) throws ClientError {
        int[] count = open.computeIfAbsent(route, it -> new int[1]);
        count[0]++;
        try {
            return new HttpConnection(dialer.dial(route, url, trace), () -> left(route));
        } catch (Throwable e) {
            left(route);
            throw e;
        }
    }

    private void left(Route route) {
        int[] count = open.get(route);
        if (--count[0] == 0) {
            open.remove(route);
        }
    }

    /** Its connections, in use and idle. */
    @Override
    public String toString() {
        return "ClientSession with " + pool;
    }
}
