package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.net.PoolOptions;
import org.asyncio4j.net.Resolver;
import org.asyncio4j.net.TlsOptions;

import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * How a {@link ClientSession} works. Immutable: each {@code with} makes another one.
 *
 * <pre>{@code
 * SessionOptions options = SessionOptions.DEFAULT
 *         .withBaseUrl("https://api.example.org/v1/")
 *         .withHeader("Accept", "application/json")
 *         .withTimeout(ClientTimeout.DEFAULT.withRead(seconds(10)))
 *         .withRaiseForStatus(true);
 * }</pre>
 *
 * <p>The defaults are aiohttp's.
 */
public final class SessionOptions implements Cloneable {
    /** aiohttp's defaults. */
    public static final SessionOptions DEFAULT = new SessionOptions();

    private URI baseUrl;
    private Headers headers = new Headers();
    private Set<String> skippedHeaders = Set.of();
    private ClientTimeout timeout = ClientTimeout.DEFAULT;
    private PoolOptions pool = PoolOptions.DEFAULT;
    private CookieJar cookieJar;
    private Proxy proxy;
    private boolean environmentTrusted;
    private TlsOptions tls;
    private Fingerprint fingerprint;
    private Path unixSocket;
    private SocketAddress localAddress;
    private Duration happyEyeballsDelay = Duration.ofMillis(250);
    private Resolver resolver = Resolver.DEFAULT;
    private Duration dnsCacheTime = Duration.ofSeconds(10);
    private JsonCodec json = JsonCodec.DEFAULT;
    private boolean raiseForStatus;
    private boolean decompress = true;
    private List<ClientMiddleware> middlewares = List.of();
    private List<Tracing> tracings = List.of();
    private int maxRedirects = 10;
    private int maxLine = 8190;
    private int maxField = 8190;
    private int maxHeaders = 128;

    private SessionOptions() {}

    private SessionOptions with(Consumer<SessionOptions> change) {
        try {
            SessionOptions copy = (SessionOptions) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    // ---------------------------------------------------------------- what is requested

    /**
     * What the URLs of requests are relative to, by RFC 3986: its path counts if it ends with a
     * slash, and a reference that begins with one replaces it.
     *
     * @throws InvalidUrlError if it is no URL of HTTP
     */
    public SessionOptions withBaseUrl(String url) throws InvalidUrlError {
        TargetUrl target = Urls.parse(url);
        if (target.authorization() != null) {
            throw new InvalidUrlError(
                    url,
                    "the base of all requests must not hold a password: set it as the session's"
                            + " header Authorization, with BasicAuth.encode.");
        }
        return with(it -> it.baseUrl = target.url());
    }

    /** {@link #withBaseUrl} for constants: with an unchecked exception for what is no URL. */
    public SessionOptions withBaseUrl(URI url) {
        try {
            return withBaseUrl(url.toString());
        } catch (InvalidUrlError e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public URI baseUrl() {
        return baseUrl;
    }

    /**
     * Sends a header with each request, unless that has one of the name.
     *
     * @throws IllegalArgumentException as {@link Headers#set}
     */
    public SessionOptions withHeader(String name, String value) {
        return with(it -> it.headers = headers.copy().set(name, value).freeze());
    }

    /** {@link #withHeader} of several. */
    public SessionOptions withHeaders(Headers headers) {
        return with(it -> it.headers = this.headers.copy().setAll(headers).freeze());
    }

    /** Read-only. */
    public Headers headers() {
        return headers;
    }

    /**
     * Does not send headers by itself that it would send otherwise: {@code User-Agent}, {@code
     * Accept}, {@code Accept-Encoding}, {@code Content-Type}.
     */
    public SessionOptions withoutHeaders(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(skippedHeaders);
        all.addAll(List.of(names));
        return with(it -> it.skippedHeaders = all);
    }

    boolean skips(String header) {
        return skippedHeaders.contains(header);
    }

    /** How long things may take. */
    public SessionOptions withTimeout(ClientTimeout timeout) {
        Objects.requireNonNull(timeout, "timeout");
        return with(it -> it.timeout = timeout);
    }

    public ClientTimeout timeout() {
        return timeout;
    }

    /** Where the cookies are kept; null, the default, for a new jar of the session's own. */
    public SessionOptions withCookieJar(CookieJar jar) {
        return with(it -> it.cookieJar = jar);
    }

    public CookieJar cookieJar() {
        return cookieJar;
    }

    /** Who makes JSON of objects, and objects of JSON. */
    public SessionOptions withJson(JsonCodec codec) {
        Objects.requireNonNull(codec, "codec");
        return with(it -> it.json = codec);
    }

    public JsonCodec json() {
        return json;
    }

    /** Whether a status of 400 and above is an error in all requests that do not say. */
    public SessionOptions withRaiseForStatus(boolean raise) {
        return with(it -> it.raiseForStatus = raise);
    }

    public boolean raiseForStatus() {
        return raiseForStatus;
    }

    /** Whether compressed bodies of responses are decompressed; else they come as they are. */
    public SessionOptions withDecompress(boolean decompress) {
        return with(it -> it.decompress = decompress);
    }

    public boolean decompress() {
        return decompress;
    }

    /** Who stands between all requests and their servers; the first is the outermost. */
    public SessionOptions withMiddlewares(ClientMiddleware... middlewares) {
        return with(it -> it.middlewares = List.of(middlewares));
    }

    public List<ClientMiddleware> middlewares() {
        return middlewares;
    }

    /** Who is told of all requests. */
    public SessionOptions withTracing(Tracing... tracings) {
        return with(it -> it.tracings = List.of(tracings));
    }

    public List<Tracing> tracings() {
        return tracings;
    }

    /**
     * How many redirects of a request are followed.
     *
     * @throws IllegalArgumentException if below 0
     */
    public SessionOptions withMaxRedirects(int max) {
        requireNotNegative("The number of redirects", max);
        return with(it -> it.maxRedirects = max);
    }

    public int maxRedirects() {
        return maxRedirects;
    }

    // ---------------------------------------------------------------- connections

    /** How many connections there are, and how long they are kept. */
    public SessionOptions withPool(PoolOptions pool) {
        Objects.requireNonNull(pool, "pool");
        return with(it -> it.pool = pool);
    }

    public PoolOptions pool() {
        return pool;
    }

    /** Sends all requests by a proxy; null for none. */
    public SessionOptions withProxy(Proxy proxy) {
        return with(it -> it.proxy = proxy);
    }

    public Proxy proxy() {
        return proxy;
    }

    /**
     * Whether the environment decides what is not set here: {@code HTTP_PROXY}, {@code
     * HTTPS_PROXY}, {@code NO_PROXY}, and the passwords in {@code ~/.netrc}. Not by default.
     */
    public SessionOptions withEnvironmentTrusted(boolean trusted) {
        return with(it -> it.environmentTrusted = trusted);
    }

    public boolean environmentTrusted() {
        return environmentTrusted;
    }

    /**
     * How TLS is spoken. Only {@code http/1.1} is offered as the protocol in it.
     *
     * @throws IllegalArgumentException if they are a server's
     */
    public SessionOptions withTls(TlsOptions tls) {
        requireClient(tls);
        return with(it -> it.tls = tls);
    }

    static void requireClient(TlsOptions tls) {
        if (tls.isServer()) {
            throw new IllegalArgumentException(
                    "These TLS options are a server's. Make a client's: TlsOptions.client().");
        }
    }

    /** Null for the system's trusted authorities. */
    public TlsOptions tls() {
        return tls;
    }

    /** Trusts a server in TLS that has this certificate, and no other; null for the usual. */
    public SessionOptions withFingerprint(Fingerprint fingerprint) {
        return with(it -> it.fingerprint = fingerprint);
    }

    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** Connects to this Unix socket, whatever the host of a URL is; null for TCP. */
    public SessionOptions withUnixSocket(Path socket) {
        return with(it -> it.unixSocket = socket);
    }

    public Path unixSocket() {
        return unixSocket;
    }

    /** Where connections come from; null for the system's choice. */
    public SessionOptions withLocalAddress(SocketAddress address) {
        return with(it -> it.localAddress = address);
    }

    public SocketAddress localAddress() {
        return localAddress;
    }

    /** How long one address of a host is tried alone; see {@code ConnectOptions}. */
    public SessionOptions withHappyEyeballsDelay(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        return with(it -> it.happyEyeballsDelay = delay);
    }

    public Duration happyEyeballsDelay() {
        return happyEyeballsDelay;
    }

    /** Who knows the addresses of hosts. */
    public SessionOptions withResolver(Resolver resolver) {
        Objects.requireNonNull(resolver, "resolver");
        return with(it -> it.resolver = resolver);
    }

    public Resolver resolver() {
        return resolver;
    }

    /**
     * How long the addresses of a host are remembered; zero for not at all, null for ever. At most
     * {@value HostCache#MOST} hosts are.
     *
     * @throws IllegalArgumentException if below zero
     */
    public SessionOptions withDnsCacheTime(Duration time) {
        if (time != null && time.isNegative()) {
            throw new IllegalArgumentException(
                    "The addresses of a host cannot be remembered for " + time + ".");
        }
        return with(it -> it.dnsCacheTime = time);
    }

    public Duration dnsCacheTime() {
        return dnsCacheTime;
    }

    // ---------------------------------------------------------------- limits

    /**
     * How large a response's head may be.
     *
     * @param line bytes of the first line
     * @param field bytes of a header field
     * @param count how many fields
     * @throws IllegalArgumentException if one is not above zero
     */
    public SessionOptions withHeadLimits(int line, int field, int count) {
        if (line < 1 || field < 1 || count < 1) {
            throw new IllegalArgumentException(
                    "The limits of a head must be above zero, not "
                            + List.of(line, field, count)
                            + ".");
        }
        return with(it -> {
            it.maxLine = line;
            it.maxField = field;
            it.maxHeaders = count;
        });
    }

    public int maxLine() {
        return maxLine;
    }

    public int maxField() {
        return maxField;
    }

    public int maxHeaders() {
        return maxHeaders;
    }

    static void requireNotNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " cannot be below zero: " + value + ".");
        }
    }
}
