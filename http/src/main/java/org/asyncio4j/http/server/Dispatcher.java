package org.asyncio4j.http.server;

import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.checkpoint;
import static org.asyncio4j.Asyncio.currentTask;

import org.asyncio4j.CancelledError;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ExchangeHandler;
import org.asyncio4j.http.wire.ResponseHead;
import org.asyncio4j.http.wire.ServerExchange;
import org.asyncio4j.net.Connection;

import java.io.IOException;

/**
 * Brings each request to its handler and the answer back: finds the route, turns what is thrown
 * into a response, ends what the request has started.
 */
final class Dispatcher implements ExchangeHandler {
    /** Null for a server with a handler only. */
    private final Application application;

    /** Null for a server with an application. */
    private final Handler handler;

    /** Null for none. */
    private final AccessLog log;

    private final Preparation preparation;
    private final FailureAnswers failures;
    private final Sockets sockets;

    Dispatcher(Application application, Handler handler, AccessLog log, LongLived server) {
        this.application = application;
        this.handler = handler;
        this.log = log;
        this.preparation = new Preparation(server);
        this.failures = new FailureAnswers(preparation);
        this.sockets = new Sockets(server);
    }

    @Override
    public void handle(ServerExchange exchange) throws IOException {
        Request request = new Request(exchange, application);
        if (log == null) {
            serve(request);
        } else {
            serveAndLog(request);
        }
    }

    private void serveAndLog(Request request) throws IOException {
        AccessLog.Entry entry = log.begin(request);
        request.logTo(entry);
        try {
            serve(request);
        } finally {
            if (entry != null) {
                log.end(entry);
            }
        }
    }

    private void serve(Request request) throws IOException {
        try {
            Handler chain = handler;
            if (application != null) {
                Match match = find(request);
                request.match(match);
                chain = match.chain();
                if (match.route() != null && match.route().isSpecial()) {
                    serveSpecially(request, match.route(), chain);
                    return;
                }
            }
            respond(request, answer(request, chain));
        } finally {
            request.end();
        }
    }

    private Match find(Request request) {
        String path = request.rawPath();
        if (path.indexOf('%') >= 0) {
            try {
                request.path();
            } catch (HttpException broken) {
                return application.failure(broken);
            }
        }
        return application.resolve(request.method(), path, request);
    }

    /** Of a route with wishes. */
    private void serveSpecially(Request request, Route route, Handler chain) throws IOException {
        Handler checked = route.expectHandler() == null ? chain : checked(route, chain);
        if (route.isCancelledOnDisconnect()) {
            cancelScope(scope -> {
                request.onDisconnect(() -> scope.cancel("the client is gone"));
                respond(request, answer(request, checked));
            });
        } else {
            respond(request, answer(request, checked));
        }
    }

    private static Handler checked(Route route, Handler chain) {
        return request -> {
            if (request.headers().containsToken("Expect", "100-continue")) {
                route.expectHandler().check(request);
            }
            return chain.handle(request);
        };
    }

    // ---------------------------------------------------------------- the answer

    private Response answer(Request request, Handler chain) {
        try {
            return prepared(request, chain.handle(request));
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            return failures.answer(request, e);
        } catch (CancelledError e) {
            requireNotCancelled(e);
            return failures.answer(request, e);
        }
    }

    /**
     * The handler may have waited for somebody else who was cancelled: then that is its failure.
     */
    private static void requireNotCancelled(CancelledError error) {
        if (currentTask().cancelling() > 0) {
            throw error;
        }
        checkpoint(); // If a scope around is cancelled, this says so.
    }

    private Response prepared(Request request, Response response) throws Exception {
        if (response == null) {
            throw new IllegalStateException(
                    "The handler of " + request + " has returned null instead of a response.");
        }
        return preparation.prepare(request, response);
    }

    private void respond(Request request, Response response) throws IOException {
        ServerExchange exchange = request.exchange();
        request.responding(response);
        if (response.closesConnection()) {
            exchange.closeAfterwards();
        }
        try {
            if (response.content() instanceof Response.Socket socket) {
                sockets.serve(request, response, socket);
            } else {
                exchange.respond(head(response), response.body());
            }
            if (request.hasTasks()) {
                exchange.flush(); // Their end may take a while.
            }
        } catch (IOException | RuntimeException e) {
            failures.whileResponding(request, e); // The wire breaks off what is not complete.
        }
    }

    private static ResponseHead head(Response response) {
        return new ResponseHead(
                response.status(), response.reason(), "HTTP/1.1", response.headersOrNone());
    }

    // ---------------------------------------------------------------- what is no request

    /** The middlewares see it as a request without anything. */
    @Override
    public Refusal refuse(Connection connection, HttpProtocolException error) {
        Request request = new Request(new RefusedExchange(connection, error), application);
        AccessLog.Entry entry = log == null ? null : log.begin(request);
        try {
            Response response = answer(request, chainOfRefusal(request, error));
            if (entry != null) {
                entry.response(response);
                log.end(entry);
            }
            return refusal(response, error);
        } finally {
            request.end();
        }
    }

    /** With what is in memory; nobody makes streams of errors. */
    private static Refusal refusal(Response response, HttpProtocolException error) {
        byte[] bytes = response.body().bytes();
        Body body = bytes == null ? Body.of(HttpException.line(error.status())) : response.body();
        return new Refusal(head(response), body.bytes(), body.contentType());
    }

    private Handler chainOfRefusal(Request request, HttpProtocolException error) {
        HttpException failure = HttpException.of(error.status(), error.getMessage());
        if (application == null) {
            return _ -> {
                throw failure;
            };
        }
        Match match = application.failure(failure);
        request.match(match);
        return match.chain();
    }
}
