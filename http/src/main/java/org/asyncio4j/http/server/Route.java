package org.asyncio4j.http.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One path and method of an application, with who answers it.
 *
 * <pre>{@code
 * app.get("/users/{id:int}", this::user).name("user");
 * app.post("/upload", this::upload).maxBodySize(100 << 20).cancelOnDisconnect(true);
 * }</pre>
 *
 * <p>Cannot be changed once the application has started.
 */
public final class Route {
    private static final String[] NO_VALUES = {};

    private final Application application;
    private final String method;
    private final PathTemplate template;
    private final Handler handler;
    private String name;
    private Long maxBodySize;
    private Boolean cancelOnDisconnect;
    private ExpectHandler expectHandler;
    private boolean withoutHead;

    /** The handler with all middlewares around it; made when the application starts. */
    private Handler chain;

    private boolean isSpecial;

    private final String[] variables;

    /** For a path without variables, so that nothing must be made for a request. */
    private Match plainMatch;

    Route(Application application, String method, PathTemplate template, Handler handler) {
        this.application = application;
        this.method = method;
        this.template = template;
        this.handler = Objects.requireNonNull(handler, "handler");
        this.variables = template.names();
    }

    // ---------------------------------------------------------------- for users

    /**
     * Names the route, for {@link Application#urlFor}.
     *
     * @throws IllegalArgumentException if another route of the application has the name
     */
    public Route name(String name) {
        application.requireNotStarted();
        application.nameRoute(name, this);
        this.name = name;
        return this;
    }

    /** As {@link Application#maxBodySize(long)}, for this route. */
    public Route maxBodySize(long bytes) {
        application.requireNotStarted();
        maxBodySize = Application.requireSize(bytes);
        return this;
    }

    /** As {@link Application#cancelOnDisconnect(boolean)}, for this route. */
    public Route cancelOnDisconnect(boolean cancel) {
        application.requireNotStarted();
        cancelOnDisconnect = cancel;
        return this;
    }

    /** Has a route of GET not answer HEAD, too. */
    public Route withoutHead() {
        application.requireNotStarted();
        withoutHead = true;
        return this;
    }

    /** Is asked before a client that waits for it is told to send the body of its request. */
    public Route expectHandler(ExpectHandler handler) {
        application.requireNotStarted();
        expectHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /** The method; {@code *} for any. */
    public String method() {
        return method;
    }

    /** The path as it was added, with its variables. */
    public String path() {
        return template.toString();
    }

    /** Null if it has none. */
    public String name() {
        return name;
    }

    /** The application that it was added to. */
    public Application application() {
        return application;
    }

    // ---------------------------------------------------------------- serving

    void freeze(Handler chain) {
        this.chain = chain;
        isSpecial = expectHandler != null || isCancelledOnDisconnect();
        plainMatch = new Match(application, this, chain, NO_VALUES, NO_VALUES, null);
    }

    Match plainMatch() {
        return plainMatch;
    }

    /**
     * @param names those of the prefixes that the application is mounted at come first
     */
    Match match(String[] names, String[] values) {
        return new Match(application, this, chain, names, values, null);
    }

    Handler handler() {
        return handler;
    }

    PathTemplate template() {
        return template;
    }

    String[] variables() {
        return variables;
    }

    long maxBodySize() {
        return maxBodySize != null ? maxBodySize : application.effectiveMaxBodySize();
    }

    boolean isCancelledOnDisconnect() {
        return cancelOnDisconnect != null
                ? cancelOnDisconnect
                : application.effectiveCancelOnDisconnect();
    }

    /** Whether there is more to do for a request than to ask the handler. */
    boolean isSpecial() {
        return isSpecial;
    }

    boolean isWithoutHead() {
        return withoutHead;
    }

    ExpectHandler expectHandler() {
        return expectHandler;
    }

    String url(Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("A name without a value is at the end.");
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return template.fill(values);
    }

    @Override
    public String toString() {
        return method + " " + template;
    }
}
