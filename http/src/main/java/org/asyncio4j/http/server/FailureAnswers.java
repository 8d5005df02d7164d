package org.asyncio4j.http.server;

import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.ParameterException;
import org.asyncio4j.net.Connection;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;

/** Turns what a handler throws into a response. What is not the client's fault is logged. */
final class FailureAnswers {
    private static final System.Logger LOG = System.getLogger("org.asyncio4j.http.server");

    private final Preparation preparation;

    FailureAnswers(Preparation preparation) {
        this.preparation = preparation;
    }

    Response answer(Request request, Throwable thrown) {
        HttpException error = asHttpException(request, thrown);
        Response response;
        try {
            response = page(request, error);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            log("The page of an error could not be made for ", request, e);
            response = Response.text(HttpException.line(500)).status(500);
        }
        return isOfBody(request, thrown) ? response.closeConnection() : response;
    }

    private HttpException asHttpException(Request request, Throwable thrown) {
        if (thrown instanceof HttpException error) {
            return error;
        }
        if (thrown instanceof ExceptionGroup group && isAllHttp(group)) {
            return (HttpException) group.leaves().getFirst();
        }
        if (thrown instanceof ParameterException error) {
            return HttpException.badRequest(error.getMessage());
        }
        if (isOfBody(request, thrown)) {
            return ofBody(
                    request,
                    thrown instanceof HttpProtocolException broken
                            ? broken
                            : request.bodyOrNull().failure());
        }
        log("Unhandled exception in the handler of ", request, thrown);
        return new HttpException(unhandled(request, thrown), thrown);
    }

    /** Whether tasks of the handler have refused the request, and nothing else went wrong. */
    private static boolean isAllHttp(ExceptionGroup group) {
        return group.leaves().stream().allMatch(HttpException.class::isInstance);
    }

    /** Whether the client has sent a body that could not be read, and that is why. */
    private static boolean isOfBody(Request request, Throwable thrown) {
        RequestBody body = request.bodyOrNull();
        if (body == null) {
            return false; // It was the body of somebody else's message.
        }
        if (thrown instanceof HttpProtocolException) {
            return true; // Clients wrap what servers do wrong to them.
        }
        IOException failure = body.failure();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each == failure && failure != null) {
                return true;
            }
        }
        return false;
    }

    private static HttpException ofBody(Request request, IOException failure) {
        LOG.log(Level.DEBUG, () -> "The body of " + request + " could not be read.", failure);
        return failure instanceof HttpProtocolException broken
                ? HttpException.of(broken.status(), broken.getMessage())
                : HttpException.badRequest("The body of the request could not be read.");
    }

    private static Response unhandled(Request request, Throwable thrown) {
        Application application = request.application();
        String text = HttpException.line(500);
        if (application != null && application.isDebug()) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            text += "\n\n" + trace;
        }
        return Response.text(text).status(500);
    }

    private Response page(Request request, HttpException error) throws Exception {
        Application application = request.application();
        ErrorPage page = application == null ? null : application.findErrorPage(error.status());
        Response response = page == null ? error.response() : ofPage(page, request, error);
        return preparation.prepare(request, response);
    }

    private static Response ofPage(ErrorPage page, Request request, HttpException error)
            throws Exception {
        Response response = page.make(request, error);
        return response.status() == 200 ? response.status(error.status()) : response;
    }

    /** What was sent is cut short: the status is out already. */
    void whileResponding(Request request, Exception thrown) {
        if (thrown instanceof IOException && isGone(request)) {
            LOG.log(Level.DEBUG, () -> "The client of " + request + " is gone.", thrown);
        } else {
            log("The response is cut short of ", request, thrown);
        }
    }

    private static boolean isGone(Request request) {
        Connection connection = request.exchange().connection();
        return request.isDisconnected() || connection.isClosing() || isBroken(connection);
    }

    /** A connection that has failed keeps nothing to send, and says so when it is asked to. */
    private static boolean isBroken(Connection connection) {
        if (connection.getWriteBufferSize() > 0) {
            return false;
        }
        try {
            connection.flush();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void log(String what, Request request, Throwable thrown) {
        LOG.log(Level.ERROR, () -> what + request + ".", thrown);
    }
}
