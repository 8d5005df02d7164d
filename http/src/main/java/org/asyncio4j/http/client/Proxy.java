package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;

import java.net.URI;
import java.util.Objects;

/**
 * A proxy for requests: {@code http://} URLs are asked of it in full, for {@code https://} and for
 * WebSockets it is asked for a tunnel with {@code CONNECT}.
 *
 * <pre>{@code
 * SessionOptions.DEFAULT.withProxy(Proxy.of("http://proxy.example:3128"))
 * }</pre>
 *
 * @param url {@code http://} or {@code https://} with a host and perhaps a port; nothing else of it
 *     counts
 * @param authorization for {@code Proxy-Authorization}, as {@link BasicAuth#encode} makes it; null
 *     for none
 * @param headers what else the proxy is sent; nothing of it reaches a server through a tunnel
 */
public record Proxy(URI url, String authorization, Headers headers) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the URL is none of a proxy, or has a user: that belongs
     *     to the authorization, to which {@link #of} puts it
     */
    public Proxy {
        Objects.requireNonNull(headers, "headers");
        requireHttp(url);
        if (authorization != null) {
            Headers.of("Proxy-Authorization", authorization); // Refuses what would break it.
        }
        headers = headers.copy().freeze();
    }

    private static void requireHttp(URI url) {
        String scheme = url.getScheme();
        if (url.getRawAuthority() == null
                || !"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException(
                    url
                            + " is no proxy: it has to begin with http:// or https:// and to have a"
                            + " host. SOCKS is not spoken here.");
        }
        if (url.getRawAuthority().indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "The URL of the proxy has a user, who would be taken for a part of its host."
                            + " Use Proxy.of(url), or withAuthorization(user, password).");
        }
    }

    /**
     * One that is told who asks if the URL has a user.
     *
     * @param url as {@code http://user:password@proxy.example:3128}
     * @throws InvalidUrlError if it is no URL of HTTP
     */
    public static Proxy of(String url) throws InvalidUrlError {
        TargetUrl target = Urls.parse(url);
        return new Proxy(target.url(), target.authorization(), new Headers());
    }

    /** The proxy with a user and a password. */
    public Proxy withAuthorization(String user, String password) {
        return new Proxy(url, BasicAuth.encode(user, password), headers);
    }

    /** The proxy with another header for it. */
    public Proxy withHeader(String name, String value) {
        return new Proxy(url, authorization, headers.copy().set(name, value));
    }

    /** Its URL, without what is secret. */
    @Override
    public String toString() {
        return "Proxy " + url;
    }
}
