package org.asyncio4j.http.server;

import org.asyncio4j.http.JsonCodec;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketOptions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A web application: routes, middlewares, what is opened when it starts and closed when it ends.
 * What aiohttp's {@code web.Application} is.
 *
 * <pre>{@code
 * void main() throws IOException {
 *     var app = new Application();
 *     app.get("/", request -> Response.text("Hello"));
 *     app.get("/users/{id:int}", request -> Response.json(user(request.pathInt("id"))));
 *     app.runOn(8080);
 * }
 * }</pre>
 *
 * <p><b>Paths.</b> A segment is a text or has variables: {@code {name}} is anything but a slash,
 * {@code {name:int}}, {@code {name:long}} and {@code {name:uuid}} what they say, {@code
 * {name:[a-z]+}} what matches the expression; {@code {name:path}} at the end is all the rest. Texts
 * come before variables, variables in the order of their adding. A route for GET answers HEAD, too.
 * A path without a route is answered with 404, one that has routes for other methods with 405.
 *
 * <p><b>Applications inside.</b> {@link #mount} puts another application below a prefix, {@link
 * #mountDomain} one at a host; it has middlewares, state and pages of its own, and starts and ends
 * with this one.
 *
 * <p>Once it has started it cannot be changed. It is started once, but for {@link HttpServer} with
 * several loops its handlers run in several threads: what they share must be made for that.
 */
public final class Application {
    /**
     * How large a body may be that is read at once: 1 MiB, as aiohttp's {@code client_max_size}.
     */
    public static final long DEFAULT_MAX_BODY_SIZE = 1 << 20;

    private final Router router = new Router();
    private final List<Middleware> middlewares = new ArrayList<>();
    private final List<Application> mounted = new ArrayList<>();
    private final List<Domain> domains = new ArrayList<>();
    private final Map<String, Route> names = new HashMap<>();
    private final Map<Integer, ErrorPage> errorPages = new HashMap<>();
    private final List<PrepareHook> prepareHooks = new ArrayList<>();
    private final Life life = new Life(this);
    private final State state = new State(null);

    /** Null unless it is mounted. */
    private Application parent;

    private String prefix = "";
    private JsonCodec json;
    private Long maxBodySize;
    private Boolean cancelOnDisconnect;
    private Boolean debug;

    // Made when it starts.
    private boolean started;
    private final Map<String, Resource> plainPaths = new HashMap<>();
    private Handler failureChain;
    private PrepareHook[] allPrepareHooks = {};

    private record Domain(DomainPattern pattern, Application application) {}

    /** Makes one without routes. */
    public Application() {}

    // ---------------------------------------------------------------- routes

    /** Adds a route for GET, and HEAD. */
    public Route get(String path, Handler handler) {
        return route("GET", path, handler);
    }

    public Route post(String path, Handler handler) {
        return route("POST", path, handler);
    }

    public Route put(String path, Handler handler) {
        return route("PUT", path, handler);
    }

    public Route patch(String path, Handler handler) {
        return route("PATCH", path, handler);
    }

    public Route delete(String path, Handler handler) {
        return route("DELETE", path, handler);
    }

    public Route head(String path, Handler handler) {
        return route("HEAD", path, handler);
    }

    public Route options(String path, Handler handler) {
        return route("OPTIONS", path, handler);
    }

    /** Adds a route for all methods that have none of their own. */
    public Route any(String path, Handler handler) {
        return route("*", path, handler);
    }

    /**
     * Adds a route.
     *
     * @param method in capitals
     * @throws IllegalArgumentException if the path is none, or has such a route already
     * @throws IllegalStateException if the application has started
     */
    public Route route(String method, String path, Handler handler) {
        requireNotStarted();
        Route route = new Route(this, method, PathTemplate.parse(path), handler);
        router.add(route);
        return route;
    }

    /** Adds a route for WebSockets: {@link Response#webSocket(WebSocketHandler)}. */
    public Route webSocket(String path, SocketHandler handler) {
        return get(path, request -> Response.webSocket(socket -> handler.handle(request, socket)))
                .withoutHead();
    }

    /** As {@link #webSocket(String, SocketHandler)}, with options. */
    public Route webSocket(String path, WebSocketOptions options, SocketHandler handler) {
        return get(
                        path,
                        request ->
                                Response.webSocket(
                                        options, socket -> handler.handle(request, socket)))
                .withoutHead();
    }

    /** Talks with a client over a WebSocket that a route is for. */
    @FunctionalInterface
    public interface SocketHandler {
        /** As {@link WebSocketHandler#handle}. */
        void handle(Request request, WebSocket socket) throws Exception;
    }

    /**
     * Serves the files of a folder below a path.
     *
     * <pre>{@code
     * app.files("/static", new StaticFiles(Path.of("public")));
     * }</pre>
     */
    public Route files(String prefix, StaticFiles files) {
        String base = prefix.endsWith("/") ? prefix : prefix + "/";
        return get(
                base + "{file:path}",
                request -> {
                    String path = request.rawPath();
                    // Counted only now: this application may be mounted somewhere.
                    int slashes = (int) (prefixes() + base).chars().filter(c -> c == '/').count();
                    FileAnswer answer =
                            files.answer(
                                    request.method(),
                                    request.headers(),
                                    request.rawTail(slashes),
                                    path);
                    return Response.of(answer.status(), answer.headers(), answer.body());
                });
    }

    /** The routes of this application, in the order of their adding. */
    public List<Route> routes() {
        return List.copyOf(router.routes());
    }

    /**
     * The path of a named route of this application.
     *
     * <pre>{@code
     * app.get("/users/{id:int}", this::user).name("user");
     * app.urlFor("user", "id", 7);    // /users/7
     * }</pre>
     *
     * @throws IllegalArgumentException if there is no such route, or a value is missing or too much
     */
    public String urlFor(String name, Object... namesAndValues) {
        Route route = names.get(name);
        if (route == null) {
            throw new IllegalArgumentException(
                    "No route is named '" + name + "'; there are " + names.keySet() + ".");
        }
        return prefixes() + route.url(namesAndValues);
    }

    private String prefixes() {
        return parent == null ? prefix : parent.prefixes() + prefix;
    }

    // ---------------------------------------------------------------- around the handlers

    /** Adds a middleware, inside of those that were added before. */
    public Application middleware(Middleware middleware) {
        requireNotStarted();
        middlewares.add(Objects.requireNonNull(middleware, "middleware"));
        return this;
    }

    /**
     * Answers a status in a way of its own, where nobody has made a response but an exception was
     * thrown: {@code errorPage(404, …)}. Also for the applications that are mounted here and have
     * none for it.
     */
    public Application errorPage(int status, ErrorPage page) {
        requireNotStarted();
        errorPages.put(status, Objects.requireNonNull(page, "page"));
        return this;
    }

    /**
     * Has a look at each response before it is sent, those of errors included. It must not wait
     * long.
     */
    public Application onResponsePrepare(PrepareHook hook) {
        requireNotStarted();
        prepareHooks.add(Objects.requireNonNull(hook, "hook"));
        return this;
    }

    /** Is shown each response. */
    @FunctionalInterface
    public interface PrepareHook {
        /** May change the response, which is for this request only. */
        void prepare(Request request, Response response) throws Exception;
    }

    // ---------------------------------------------------------------- applications inside

    /**
     * Puts an application below a prefix: its route {@code /users} is found at {@code /api/users}.
     *
     * @throws IllegalArgumentException if there is one already, or that is mounted elsewhere
     */
    public Application mount(String prefix, Application application) {
        requireNotStarted();
        String plain = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        adopt(application);
        router.mount(PathTemplate.parse(plain), application);
        application.prefix = plain;
        return this;
    }

    /**
     * Has an application answer all requests to a host, before the routes of this one are looked
     * at.
     *
     * <p>Not in an application that is itself below a prefix: that does not start.
     *
     * @param domain such as {@code api.example.com}; an asterisk stands for anything
     */
    public Application mountDomain(String domain, Application application) {
        requireNotStarted();
        adopt(application);
        domains.add(new Domain(new DomainPattern(domain), application));
        return this;
    }

    private void adopt(Application application) {
        if (application == this || application.parent != null || application.started) {
            throw new IllegalArgumentException(
                    "An application can be mounted once, before it has started.");
        }
        application.parent = this;
        application.state.parent(state);
        mounted.add(application);
    }

    // ---------------------------------------------------------------- settings

    /** Values for the handlers; see {@link Key}. */
    public State state() {
        return state;
    }

    /** What reads and writes JSON; {@link JsonCodec#DEFAULT} unless it is set. */
    public Application json(JsonCodec codec) {
        requireNotStarted();
        json = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /**
     * How large a body may be that is read at once, as {@link Request#bytes} does; what is larger
     * is refused with 413. What is read as a stream has no limit.
     */
    public Application maxBodySize(long bytes) {
        requireNotStarted();
        maxBodySize = requireSize(bytes);
        return this;
    }

    static long requireSize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("A body cannot have " + bytes + " bytes.");
        }
        return bytes;
    }

    /**
     * Whether a handler is cancelled when its client is gone. If not, as at first, it runs on, and
     * notices when it next reads or when its response is sent: what it has begun to write into a
     * database gets done.
     *
     * <p>A client that has ended its half of the connection counts as gone, as with aiohttp, though
     * it may still wait for the response. One that has sent 64 KiB of further requests is not seen
     * to go before those are read.
     */
    public Application cancelOnDisconnect(boolean cancel) {
        requireNotStarted();
        cancelOnDisconnect = cancel;
        return this;
    }

    /** Whether the page of an error tells what has happened. Never where others can see it. */
    public Application debug(boolean debug) {
        requireNotStarted();
        this.debug = debug;
        return this;
    }

    // ---------------------------------------------------------------- from start to end

    /** Runs when the application starts, in order. If it fails, so does the start. */
    public Application onStartup(Hook hook) {
        requireNotStarted();
        life.onStartup(hook);
        return this;
    }

    /** Runs when the server stops, while the last requests are being answered. */
    public Application onShutdown(Hook hook) {
        requireNotStarted();
        life.onShutdown(hook);
        return this;
    }

    /** Runs at the very end, also if others fail; the last one first. */
    public Application onCleanup(Hook hook) {
        requireNotStarted();
        life.onCleanup(hook);
        return this;
    }

    /** Something to do in the life of an application. */
    @FunctionalInterface
    public interface Hook {
        /** May wait. */
        void run() throws Exception;
    }

    /**
     * Opens something when the application starts, sets it as the value of a key, and closes it at
     * the very end. What was opened last is closed first, also if something fails.
     *
     * <pre>{@code
     * app.context(DATABASE, () -> Database.connect(url));
     * app.get("/", request -> Response.json(request.state().get(DATABASE).users()));
     * }</pre>
     */
    public <T extends AutoCloseable> Application context(Key<T> key, Opening<T> opening) {
        return context(key, opening, AutoCloseable::close);
    }

    /** As {@link #context(Key, Opening)}, of what is closed in another way. */
    public <T> Application context(Key<T> key, Opening<T> opening, Closing<? super T> closing) {
        requireNotStarted();
        life.context(key, opening, closing);
        return this;
    }

    /**
     * Runs a task as long as the application lives: it is cancelled at the end. If it fails, that
     * is reported, and the application lives on.
     *
     * @param name of the task
     */
    public Application background(String name, Hook body) {
        requireNotStarted();
        life.background(name, body);
        return this;
    }

    /** Opens something. */
    @FunctionalInterface
    public interface Opening<T> {
        /** May wait. */
        T open() throws Exception;
    }

    /** Closes something. */
    @FunctionalInterface
    public interface Closing<T> {
        /** May wait. */
        void close(T value) throws Exception;
    }

    /**
     * Serves it in a loop of its own until Ctrl-C or SIGTERM, on all addresses of this machine:
     * {@link HttpServer#run}. Not from a task.
     *
     * @throws IOException if it cannot listen there, or fails to start
     */
    public void runOn(int port) throws IOException {
        HttpServer.run(this, ServeOptions.DEFAULT.withPort(port));
    }

    Life life() {
        return life;
    }

    List<Application> mounted() {
        return mounted;
    }

    // ---------------------------------------------------------------- freezing

    void requireNotStarted() {
        if (started) {
            throw new IllegalStateException(
                    "This application has started, and cannot be changed any more.");
        }
    }

    /** Where a request goes is told by its host first, by its path then. */
    private void requireNoHostsBelowPrefix(Application each) {
        boolean isAtHost = domains.stream().anyMatch(domain -> domain.application == each);
        if (!isAtHost && !each.domains.isEmpty()) {
            throw new IllegalStateException(
                    each
                            + " has applications of hosts, and is mounted below a prefix, where"
                            + " nobody would find them. Mount them at the outermost application.");
        }
    }

    /** Makes of what was added what requests need. A second call does nothing. */
    void freeze() {
        if (!started) {
            freeze(List.of(), new PrepareHook[0]);
        }
    }

    private void freeze(List<Middleware> outer, PrepareHook[] outerHooks) {
        started = true;
        List<Middleware> all = new ArrayList<>(outer);
        all.addAll(middlewares);
        List<PrepareHook> hooks = new ArrayList<>(List.of(outerHooks));
        hooks.addAll(prepareHooks);
        allPrepareHooks = hooks.toArray(PrepareHook[]::new);
        failureChain =
                chain(
                        all,
                        request -> {
                            throw request.failure();
                        });
        router.routes().forEach(route -> route.freeze(chain(all, route.handler())));
        mounted.forEach(each -> {
            requireNoHostsBelowPrefix(each);
            each.freeze(all, allPrepareHooks);
        });
        router.collectPlain("", plainPaths);
    }

    private static Handler chain(List<Middleware> middlewares, Handler handler) {
        Handler chain = handler;
        for (Middleware each : middlewares.reversed()) {
            Handler next = chain;
            chain = request -> each.handle(request, next);
        }
        return chain;
    }

    // ---------------------------------------------------------------- finding

    Router router() {
        return router;
    }

    void nameRoute(String name, Route route) {
        Route other = names.putIfAbsent(name, route);
        if (other != null) {
            throw new IllegalArgumentException(
                    "The route " + other + " is named '" + name + "' already.");
        }
    }

    /**
     * Finds who answers.
     *
     * @param path with its escapes, without the query
     * @param request for the host that it goes to, which is rarely asked for
     */
    Match resolve(String method, String path, Request request) {
        for (Domain domain : domains) {
            if (domain.pattern.matches(request.host())) {
                return domain.application.resolve(method, path, request);
            }
        }
        Resource plain = plainPaths.get(path);
        Route route = plain == null ? null : plain.find(method);
        return route != null ? route.plainMatch() : search(method, path);
    }

    private Match search(String method, String path) {
        if (!path.startsWith("/") && !path.isEmpty()) {
            return failure(HttpException.notFound()); // OPTIONS *, CONNECT host:port
        }
        RouteSearch search = new RouteSearch(method, path, this);
        Match found = search.run(router);
        if (found != null) {
            return found;
        }
        Set<String> allowed = search.allowed();
        return search.deepest()
                .failure(
                        allowed.isEmpty()
                                ? HttpException.notFound()
                                : HttpException.methodNotAllowed(allowed));
    }

    /** An answer that all middlewares see. */
    Match failure(HttpException failure) {
        return new Match(this, null, failureChain, NO_TEXTS, NO_TEXTS, failure);
    }

    private static final String[] NO_TEXTS = {};

    // ---------------------------------------------------------------- asking upwards

    PrepareHook[] prepareHooks() {
        return allPrepareHooks;
    }

    ErrorPage findErrorPage(int status) {
        ErrorPage page = errorPages.get(status);
        return page != null || parent == null ? page : parent.findErrorPage(status);
    }

    JsonCodec effectiveJson() {
        return json != null ? json : parent == null ? JsonCodec.DEFAULT : parent.effectiveJson();
    }

    long effectiveMaxBodySize() {
        return maxBodySize != null
                ? maxBodySize
                : parent == null ? DEFAULT_MAX_BODY_SIZE : parent.effectiveMaxBodySize();
    }

    boolean effectiveCancelOnDisconnect() {
        return cancelOnDisconnect != null
                ? cancelOnDisconnect
                : parent != null && parent.effectiveCancelOnDisconnect();
    }

    boolean isDebug() {
        return debug != null ? debug : parent != null && parent.isDebug();
    }

    @Override
    public String toString() {
        return "Application[" + prefixes() + ", " + router.routes().size() + " routes]";
    }
}
