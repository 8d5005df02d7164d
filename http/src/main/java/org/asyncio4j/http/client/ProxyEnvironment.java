package org.asyncio4j.http.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which proxy the environment wants for a URL: {@code http_proxy}, {@code https_proxy}, {@code
 * all_proxy} and {@code no_proxy}, in small or capital letters, the small ones first, as curl and
 * Python have it.
 *
 * <p>Where a web server runs this program as a CGI script, {@code HTTP_PROXY} in capitals is a
 * header of the request, {@code Proxy}, and anybody could set it: there it does not count.
 *
 * <p>{@code no_proxy} lists, with commas or spaces between them: hosts, which stand for all below
 * them, too ({@code example.org}, {@code .example.org}, {@code *.example.org}); addresses and
 * networks ({@code 10.0.0.0/8}, {@code fe80::/10}); each perhaps with a port; or an asterisk for
 * all.
 */
final class ProxyEnvironment {
    private final Map<String, String> proxies = new HashMap<>();
    private final List<ProxyException> exceptions = new ArrayList<>();

    private ProxyEnvironment() {}

    /** Reads an environment, as {@link System#getenv()}. */
    static ProxyEnvironment of(Map<String, String> environment) {
        ProxyEnvironment read = new ProxyEnvironment();
        boolean cgi = environment.containsKey("REQUEST_METHOD");
        for (String scheme : List.of("http", "https", "all")) {
            String name = scheme + "_proxy";
            boolean capitals = !(cgi && scheme.equals("http"));
            String value = value(environment, name, capitals);
            if (!value.isEmpty()) {
                read.proxies.put(scheme, value);
            }
        }
        for (String each : value(environment, "no_proxy", true).split("[,\\s]+")) {
            if (!each.isEmpty()) {
                read.exceptions.add(ProxyException.parse(each));
            }
        }
        return read;
    }

    /** A small name that is there but empty means none. */
    private static String value(Map<String, String> environment, String name, boolean capitals) {
        String value = environment.get(name);
        if (value == null && capitals) {
            value = environment.get(name.toUpperCase(Locale.ROOT));
        }
        return value == null ? "" : value.strip();
    }

    /**
     * The proxy for a URL; null for none.
     *
     * @param url as {@link Urls} makes them
     * @throws InvalidUrlError if the environment names what is no proxy
     */
    Proxy proxyFor(URI url) throws InvalidUrlError {
        Origin origin = Origin.of(url);
        String proxy = proxies.getOrDefault(origin.scheme(), proxies.get("all"));
        if (proxy == null || isException(origin)) {
            return null;
        }
        return parse(proxy);
    }

    private boolean isException(Origin origin) {
        for (ProxyException exception : exceptions) {
            if (exception.covers(origin)) {
                return true;
            }
        }
        return false;
    }

    /** Many write the host only. */
    private static Proxy parse(String text) throws InvalidUrlError {
        Proxy proxy;
        try {
            proxy = Proxy.of(text.contains("://") ? text : "http://" + text);
        } catch (NonHttpUrlError e) {
            throw new InvalidUrlError(
                    text,
                    "the environment names it as a proxy, and only HTTP proxies are spoken to.");
        } catch (IllegalArgumentException e) {
            throw new InvalidUrlError(
                    text, "the environment names it as a proxy, which it is not.");
        }
        return proxy;
    }
}
