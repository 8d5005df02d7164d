package org.asyncio4j.http.server;

/** Makes the page of an error. */
@FunctionalInterface
public interface ErrorPage {
    /**
     * Makes the page. Its status is the error's, unless it sets one.
     *
     * @param error what was thrown; of status 500 if that was any other exception, which is its
     *     cause then
     */
    Response make(Request request, HttpException error) throws Exception;
}
