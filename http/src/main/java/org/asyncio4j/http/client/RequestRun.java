package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.cancelScope;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.Headers;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** One request on its way: from hop to hop, as the servers redirect it. */
final class RequestRun {
    private final ClientSession session;
    private final ClientRequest request;
    private final Deadlines.Watch watch;
    private RequestTrace trace = RequestTraces.NONE;
    private List<Redirect> history = List.of();

    /** What the user gets; null before. */
    private ResponseStream delivered;

    /** What has come and is not over. Who stands between may forget to close what he drops. */
    private List<ResponseStream> received = List.of();

    RequestRun(ClientSession session, ClientRequest request) {
        this.session = session;
        this.request = request;
        session.requireOpen();
        this.watch = session.deadlines().watch(request.timeout().total());
    }

    ClientResponse run() throws IOException {
        try {
            ClientResponse response = follow();
            deliver(response.stream());
            trace.ended(response);
            dropAllBut(response.stream());
            return response;
        } catch (Throwable e) {
            dropAllBut(null);
            watch.end();
            trace.failed(e);
            throw e;
        }
    }

    /** From now on it is about the body of this response. */
    private void deliver(ResponseStream stream) {
        delivered = stream;
        if (stream.isOver() || stream.run() != this) {
            watch.end(); // A middleware may answer with what it has asked for by itself.
        } else {
            watch.owner(session.loop().getDebug() ? new UnreadResponse(stream) : stream);
        }
    }

    /** A server has answered. */
    void received(ResponseStream stream) {
        if (!stream.isOver()) {
            received = received.isEmpty() ? new ArrayList<>(2) : received;
            received.add(stream);
        }
    }

    /** Gives up what came and nobody gets. */
    private void dropAllBut(ResponseStream kept) {
        for (ResponseStream each : received) {
            if (each != kept) {
                each.close();
            }
        }
        received = List.of();
    }

    /** Nothing more comes of a response's body; if it is the last response, that was all. */
    void over(ResponseStream stream) {
        if (stream == delivered) {
            watch.end();
        }
    }

    // ---------------------------------------------------------------- what it knows

    ClientSession session() {
        return session;
    }

    ClientRequest request() {
        return request;
    }

    Deadlines.Watch watch() {
        return watch;
    }

    RequestTrace trace() {
        return trace;
    }

    List<Redirect> history() {
        return history;
    }

    /** Null unless a time-out has ended it. */
    RequestTimeoutError expiry(URI url, Throwable cause) {
        Deadlines.Kind kind = watch.expired();
        if (kind == null) {
            return null;
        }
        ClientTimeout timeout = request.timeout();
        return switch (kind) {
            case TOTAL -> new RequestTimeoutError(request.method(), url, timeout.total(), cause);
            case ACQUIRE, PLACE ->
                    new AcquireTimeoutError(
                            url, timeout.acquire(), kind == Deadlines.Kind.PLACE, cause);
            case CONNECT -> new ConnectTimeoutError(url, timeout.connect(), cause);
            case READ -> new ReadTimeoutError(url, timeout.read(), cause);
        };
    }

    // ---------------------------------------------------------------- hops

    private ClientResponse follow() throws IOException {
        TargetUrl target = request.target();
        trace =
                RequestTraces.of(
                        session.options().tracings(),
                        request.method(),
                        target.url(),
                        request.givenHeaders());
        Body body = request.finalBody().withKnownLength();
        Hop hop = new Hop(request.method(), target, body, request.givenHeaders(), false);
        while (true) {
            ClientResponse response = send(hop);
            if (!request.allowsRedirects()
                    || !RedirectRules.isRedirect(response.status(), response.headers())) {
                return checked(response);
            }
            hop = next(hop, response);
        }
    }

    private ClientResponse checked(ClientResponse response) throws ResponseError {
        if (request.isRaising() && !response.ok()) {
            response.close();
            response.raiseForStatus();
        }
        return response;
    }

    private ClientResponse send(Hop hop) throws IOException {
        OutgoingRequest outgoing = prepare(hop);
        List<ClientMiddleware> middlewares = request.chain();
        return middlewares.isEmpty()
                ? session.transport().handle(outgoing)
                : inTime(outgoing, chained(middlewares));
    }

    private ClientHandler chained(List<ClientMiddleware> middlewares) {
        ClientHandler handler = session.transport();
        for (ClientMiddleware middleware : middlewares.reversed()) {
            ClientHandler inner = handler;
            handler = outgoing -> middleware.handle(outgoing, inner);
        }
        return handler;
    }

    /** Middlewares may wait for anything, and the total time-out is for that, too. */
    private ClientResponse inTime(OutgoingRequest outgoing, ClientHandler handler)
            throws IOException {
        try {
            ClientResponse response =
                    cancelScope(scope -> {
                        watch.onTotalExpiry(scope::cancel);
                        return handler.handle(outgoing);
                    });
            if (response == null) {
                throw expiry(outgoing.url(), null);
            }
            return response;
        } finally {
            watch.onTotalExpiry(null);
        }
    }

    /** One request to one server, as the redirects have made it. */
    private record Hop(
            String method, TargetUrl target, Body body, Headers headers, boolean elsewhere) {}

    /** Where the response sends this. It is of no more use then. */
    private Hop next(Hop hop, ClientResponse response) throws IOException {
        try (response) {
            if (history.size() >= request.maxRedirects()) {
                throw new TooManyRedirectsError(response.info(), request.maxRedirects());
            }
            URI from = hop.target().url();
            RedirectRules.Next next =
                    RedirectRules.next(
                            response.status(),
                            response.headers().get("Location"),
                            hop.method(),
                            from,
                            hop.headers() == null ? new Headers() : hop.headers(),
                            hop.body());
            remember(new Redirect(hop.method(), from, response.status(), response.headers()));
            return new Hop(
                    next.method(),
                    new TargetUrl(next.url(), authorization(hop, next)),
                    next.keepsBody() ? hop.body() : Body.empty(),
                    next.headers(),
                    hop.elsewhere() || !next.sameOrigin());
        }
    }

    /** What the URL proves stays proven on the way from one page of a server to the next. */
    private static String authorization(Hop hop, RedirectRules.Next next) {
        boolean stays = next.authorization() == null && next.sameOrigin();
        return stays ? hop.target().authorization() : next.authorization();
    }

    private void remember(Redirect redirect) {
        if (history.isEmpty()) {
            history = new ArrayList<>(4);
        }
        history.add(redirect);
        trace.redirected(redirect);
    }

    // ---------------------------------------------------------------- headers

    private OutgoingRequest prepare(Hop hop) throws IOException {
        URI url = hop.target().url();
        Route route = session.route(request, url);
        Headers headers = new Headers();
        String host = hop.headers() == null ? null : hop.headers().get("Host");
        headers.add("Host", host == null ? route.hostHeader() : host);
        headers.addAll(session.usualHeaders(hop.elsewhere()));
        if (hop.headers() != null) {
            merge(hop.headers(), headers);
        }
        describe(hop.body(), headers);
        authorize(hop, url, headers);
        addCookies(hop, url, headers);
        protectProxy(route, headers);
        if (route.isForwarded()) {
            addForProxy(route.proxy(), headers);
        }
        return new OutgoingRequest(this, hop.method(), url, headers, hop.body(), route);
    }

    /** Those of the request take the place of the session's. */
    private static void merge(Headers own, Headers headers) {
        for (int i = 0; i < own.size(); i++) {
            if (!own.name(i).equalsIgnoreCase("Host")) {
                headers.remove(own.name(i));
            }
        }
        for (int i = 0; i < own.size(); i++) {
            if (!own.name(i).equalsIgnoreCase("Host")) {
                headers.add(own.name(i), own.value(i));
            }
        }
    }

    private void describe(Body body, Headers headers) {
        if (body == Body.empty()) {
            return;
        }
        String type = body.contentType();
        if (type != null && !session.options().skips("Content-Type")) {
            headers.setDefault("Content-Type", type);
        }
        if (request.contentEncoding() != null) {
            headers.set("Content-Encoding", request.contentEncoding());
        }
    }

    private void authorize(Hop hop, URI url, Headers headers) throws IOException {
        String inUrl = hop.target().authorization();
        if (inUrl != null) {
            if (headers.contains("Authorization") && history.isEmpty()) {
                throw new IllegalArgumentException(
                        "The URL has a user and a password, and the request a header"
                                + " Authorization: give only one of them.");
            }
            headers.set("Authorization", inUrl);
        } else if (session.options().environmentTrusted() && !headers.contains("Authorization")) {
            String known = session.environment().authorizationFor(url, hop.elsewhere());
            if (known != null) {
                headers.add("Authorization", known);
            }
        }
    }

    /**
     * Those of the jar which the request has none in the place of, then those of the request, then
     * what it has put in a header itself.
     */
    private void addCookies(Hop hop, URI url, Headers headers) {
        List<Cookie> cookies = session.cookieJar().cookiesFor(url);
        if (!hop.elsewhere() && !request.cookies().isEmpty()) {
            cookies = new ArrayList<>(cookies);
            cookies.removeIf(this::isReplaced);
            cookies.addAll(request.cookies());
        }
        if (!cookies.isEmpty()) {
            String all = Cookie.toHeader(cookies);
            String own = headers.get("Cookie");
            headers.set("Cookie", own == null ? all : all + "; " + own);
        }
    }

    private boolean isReplaced(Cookie cookie) {
        return request.cookies().stream().anyMatch(own -> own.name().equals(cookie.name()));
    }

    /** What proves to a proxy who asks is nothing for the server behind a tunnel. */
    static void protectProxy(Route route, Headers headers) {
        if (route.isTunnel()) {
            headers.remove("Proxy-Authorization");
        }
    }

    private static void addForProxy(Proxy proxy, Headers headers) {
        headers.setAll(proxy.headers());
        if (proxy.authorization() != null) {
            headers.set("Proxy-Authorization", proxy.authorization());
        }
    }
}
