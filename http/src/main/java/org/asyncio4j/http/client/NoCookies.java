package org.asyncio4j.http.client;

import org.asyncio4j.http.Cookie;

import java.net.URI;
import java.util.List;

/** A jar without a bottom. */
enum NoCookies implements CookieJar {
    JAR;

    @Override
    public void store(URI url, List<Cookie> cookies) {}

    @Override
    public List<Cookie> cookiesFor(URI url) {
        return List.of();
    }

    @Override
    public String toString() {
        return "CookieJar that keeps nothing";
    }
}
