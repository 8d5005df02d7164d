package org.asyncio4j.http.server;

/**
 * Decides whether a client that asks first ({@code Expect: 100-continue}) may send the body of its
 * request. Without one, the client is told to go on when the handler first reads.
 */
@FunctionalInterface
public interface ExpectHandler {
    /**
     * Looks at the request, before any middleware.
     *
     * @throws HttpException to refuse: the client gets that response, and keeps its body
     */
    void check(Request request) throws Exception;
}
