package org.asyncio4j.http.client;

import org.asyncio4j.http.Cookie;

import java.net.URI;
import java.util.List;

/**
 * Keeps the cookies that servers set, and knows which of them go where. A {@link ClientSession} has
 * a {@link MemoryCookieJar} unless it is given another.
 */
public interface CookieJar {
    /**
     * Keeps cookies of a response, as far as its URL may set them.
     *
     * <p>May give way. Cancellation: those that are kept already stay.
     *
     * @param url of the response; absolute
     * @param cookies as {@link Cookie#parseSetCookie} reads them
     */
    void store(URI url, List<Cookie> cookies);

    /**
     * What is sent with a request, in the order in which it is to be sent. May give way.
     *
     * @param url of the request; absolute
     */
    List<Cookie> cookiesFor(URI url);

    /** One that keeps nothing: aiohttp's {@code DummyCookieJar}. */
    static CookieJar none() {
        return NoCookies.JAR;
    }
}
