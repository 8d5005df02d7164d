package org.asyncio4j.http.server;

import org.asyncio4j.http.wire.StatusPhrases;

import java.io.Serial;
import java.util.Collection;

/**
 * A response that is thrown: ends a handler from wherever it is, with a status and a page.
 *
 * <pre>{@code
 * User user = users.find(request.pathInt("id"));
 * if (user == null) {
 *     throw HttpException.notFound("There is no such user.");
 * }
 * }</pre>
 *
 * <p>It has no stack trace, for it is an answer rather than a failure. aiohttp has a class for each
 * status; here the status is a number.
 */
public final class HttpException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final transient Response response;

    /** Of a response. */
    public HttpException(Response response) {
        this(response, null);
    }

    /** Of a response, with what has led to it. */
    public HttpException(Response response, Throwable cause) {
        super(line(response.status()), cause, true, false);
        this.response = response;
    }

    /** Such as {@code 404: Not Found}. */
    static String line(int status) {
        return status + ": " + StatusPhrases.of(status);
    }

    /** Of a status, with its usual text. */
    public static HttpException of(int status) {
        return of(status, line(status));
    }

    /** Of a status, with a text for the client. */
    public static HttpException of(int status, String text) {
        return new HttpException(Response.text(text).status(status));
    }

    /** 400. */
    public static HttpException badRequest(String text) {
        return of(400, text);
    }

    /**
     * 401.
     *
     * @param challenge how to log in, as {@code Basic realm="shop"}
     */
    public static HttpException unauthorized(String challenge) {
        HttpException error = of(401);
        error.response.header("WWW-Authenticate", challenge);
        return error;
    }

    /** 403. */
    public static HttpException forbidden() {
        return of(403);
    }

    /** 403. */
    public static HttpException forbidden(String text) {
        return of(403, text);
    }

    /** 404. */
    public static HttpException notFound() {
        return of(404);
    }

    /** 404. */
    public static HttpException notFound(String text) {
        return of(404, text);
    }

    /**
     * 405.
     *
     * @param allowed the methods that would do
     */
    public static HttpException methodNotAllowed(Collection<String> allowed) {
        HttpException error = of(405);
        error.response.header("Allow", String.join(", ", allowed));
        return error;
    }

    /** 409. */
    public static HttpException conflict(String text) {
        return of(409, text);
    }

    /** 410. */
    public static HttpException gone(String text) {
        return of(410, text);
    }

    /** 413. */
    public static HttpException contentTooLarge(String text) {
        return of(413, text);
    }

    /** 415. */
    public static HttpException unsupportedMediaType(String text) {
        return of(415, text);
    }

    /** 422: understood, but it makes no sense. */
    public static HttpException unprocessableContent(String text) {
        return of(422, text);
    }

    /** 429. */
    public static HttpException tooManyRequests(String text) {
        return of(429, text);
    }

    /** 500, with a text for the client. */
    public static HttpException internalServerError(String text) {
        return of(500, text);
    }

    /** 503. */
    public static HttpException serviceUnavailable(String text) {
        return of(503, text);
    }

    /** A redirection by 302: {@link Response#found}. */
    public static HttpException found(String location) {
        return new HttpException(Response.found(location));
    }

    /** A redirection by 303: {@link Response#seeOther}. */
    public static HttpException seeOther(String location) {
        return new HttpException(Response.seeOther(location));
    }

    /** A redirection by 301: {@link Response#movedPermanently}. */
    public static HttpException movedPermanently(String location) {
        return new HttpException(Response.movedPermanently(location));
    }

    /** A redirection by 307: {@link Response#temporaryRedirect}. */
    public static HttpException temporaryRedirect(String location) {
        return new HttpException(Response.temporaryRedirect(location));
    }

    /** A redirection by 308: {@link Response#permanentRedirect}. */
    public static HttpException permanentRedirect(String location) {
        return new HttpException(Response.permanentRedirect(location));
    }

    /** What is answered. */
    public Response response() {
        return response;
    }

    /** The status that is answered. */
    public int status() {
        return response.status();
    }
}
