package org.asyncio4j.http.server;

/**
 * Answers requests: a plain method, which may wait.
 *
 * <pre>{@code
 * app.get("/hello/{name}", request -> Response.text("Hello, " + request.pathText("name")));
 * }</pre>
 */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a request. The response is sent when all {@linkplain Middleware middlewares} have
     * seen it.
     *
     * @return never null
     * @throws HttpException to answer with its response
     * @throws Exception anything else is answered with 500, and logged
     */
    Response handle(Request request) throws Exception;
}
