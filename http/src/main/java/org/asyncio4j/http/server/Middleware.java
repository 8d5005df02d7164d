package org.asyncio4j.http.server;

/**
 * Stands around the handlers of an application: may look at requests and responses, answer by
 * itself, or change a response.
 *
 * <pre>{@code
 * app.middleware((request, next) -> {
 *     Duration begin = time();
 *     Response response = next.handle(request);
 *     return response.header("X-Took", time().minus(begin).toMillis() + " ms");
 * });
 * }</pre>
 *
 * <p>It is called for every request, also for those that no route was found for, or that are no
 * proper requests: then {@code next} throws the {@link HttpException}. The route is known before:
 * {@link Request#path} and {@link Request#route} tell it.
 */
@FunctionalInterface
public interface Middleware {
    /**
     * Answers a request, as {@link Handler#handle}.
     *
     * @param next the rest: the middlewares further in, and the handler
     */
    Response handle(Request request, Handler next) throws Exception;
}
