package org.asyncio4j.http.client;

import org.asyncio4j.http.Parameters;
import org.asyncio4j.http.syntax.StrictText;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * From what people and servers write to URLs that can be requested: in their normal form, of ASCII
 * only, with a path, without the usual port, without {@code .} and {@code ..}. What cannot stand in
 * a URL is escaped, as browsers do and yarl does, and not what is escaped already.
 *
 * <p>Differences from yarl: a backslash before the path is refused rather than taken for a part of
 * the host, which browsers see otherwise; addresses are taken in their usual form only.
 */
final class Urls {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final int HIGHEST_PORT = 65_535;

    private Urls() {}

    // ---------------------------------------------------------------- reading

    /**
     * Reads a URL that says by itself where to go.
     *
     * @throws NonHttpUrlError if it is of another protocol
     * @throws InvalidUrlError if nothing can be requested from it
     */
    static TargetUrl parse(String text) throws InvalidUrlError {
        UrlParts parts = cut(text);
        if (!parts.isAbsolute()) {
            throw new InvalidUrlError(
                    text,
                    "it does not say where to go. Begin it with http:// or https://, or give the"
                            + " session a base URL.");
        }
        return normal(parts, text);
    }

    /**
     * Reads a URL that may be meant relative to another: RFC 3986, 5.2. So a base that does not end
     * in a slash loses what is behind its last one.
     *
     * @param base as {@link #parse} returns it
     * @throws InvalidUrlError as {@link #parse}
     */
    static TargetUrl resolve(URI base, String reference) throws InvalidUrlError {
        return normal(cut(reference).resolvedOn(UrlParts.of(base.toString())), reference);
    }

    /**
     * Reads where a server redirects to. It keeps the fragment unless it is told another: RFC 9110,
     * 10.2.2.
     *
     * @param location as it was received, a character for each byte
     * @throws RedirectUrlError if nothing can be requested from it
     */
    static TargetUrl redirect(URI from, String location) throws RedirectUrlError {
        String text = utf8OrItself(location);
        try {
            UrlParts to = cut(text).resolvedOn(UrlParts.of(from.toString()));
            return normal(to.fragment() == null ? withFragment(to, from) : to, text);
        } catch (InvalidUrlError e) {
            throw new RedirectUrlError(from, text, e);
        }
    }

    private static UrlParts withFragment(UrlParts to, URI from) {
        return new UrlParts(
                to.scheme(), to.authority(), to.path(), to.query(), from.getRawFragment());
    }

    private static String utf8OrItself(String received) {
        try {
            return StrictText.decode(
                    received.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return received;
        }
    }

    private static UrlParts cut(String text) throws InvalidUrlError {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
                throw new InvalidUrlError(
                        text, "it has a control character at index " + i + ". Escape it as %0A.");
            }
        }
        return UrlParts.of(text.strip());
    }

    // ---------------------------------------------------------------- the normal form

    private static TargetUrl normal(UrlParts parts, String text) throws InvalidUrlError {
        String scheme = parts.scheme().toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new NonHttpUrlError(text);
        }
        if (parts.authority() == null || parts.authority().isEmpty()) {
            throw new InvalidUrlError(text, "it has no host.");
        }
        if (parts.authority().indexOf('\\') >= 0) {
            throw new InvalidUrlError(
                    text, "it has a backslash where browsers see another host than others do.");
        }
        int at = parts.authority().lastIndexOf('@');
        String user = at < 0 ? "" : parts.authority().substring(0, at);
        try {
            String site = site(scheme, parts.authority().substring(at + 1));
            String path = UrlQuoting.path(parts.pathWithoutDots());
            String url = scheme + "://" + site + path + query(parts) + fragment(parts);
            return new TargetUrl(new URI(url), user.isEmpty() ? null : authorization(user));
        } catch (IllegalArgumentException e) {
            throw new InvalidUrlError(text, e.getMessage());
        } catch (URISyntaxException e) {
            throw new InvalidUrlError(text, e.getReason() + ".");
        }
    }

    private static String query(UrlParts parts) {
        return parts.query() == null ? "" : "?" + UrlQuoting.query(parts.query());
    }

    private static String fragment(UrlParts parts) {
        return parts.fragment() == null ? "" : "#" + UrlQuoting.query(parts.fragment());
    }

    /** The latest host with its port: many URLs after each other are of the same. */
    private static volatile Site latest = new Site("", "", "");

    private record Site(String scheme, String text, String normal) {}

    /** The host, and the port where it is not the usual one. */
    private static String site(String scheme, String text) {
        Site known = latest;
        if (known.text.equals(text) && known.scheme.equals(scheme)) {
            return known.normal;
        }
        String normal = newSite(scheme, text);
        latest = new Site(scheme, text, normal);
        return normal;
    }

    private static String newSite(String scheme, String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']');
        String host = UrlHost.normal(hasPort ? text.substring(0, colon) : text);
        String digits = hasPort ? text.substring(colon + 1) : "";
        int port = digits.isEmpty() ? Origin.usualPort(scheme) : port(digits);
        return port == Origin.usualPort(scheme) ? host : host + ":" + port;
    }

    private static int port(String digits) {
        boolean fine = digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = fine ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "'" + InvalidUrlError.shown(digits) + "' is no port from 1 to 65535.");
        }
        return port;
    }

    private static String authorization(String user) {
        int colon = user.indexOf(':');
        return colon < 0
                ? BasicAuth.encode(unescaped(user), "")
                : BasicAuth.encode(
                        unescaped(user.substring(0, colon)), unescaped(user.substring(colon + 1)));
    }

    private static String unescaped(String text) {
        String escaped = UrlQuoting.path(text);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        try {
            return StrictText.decode(bytes.toByteArray(), StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("its user or password is not in UTF-8.", e);
        }
    }

    // ---------------------------------------------------------------- changing, sending

    /** The URL with parameters behind those that it has. */
    static URI withParameters(URI url, Parameters parameters) {
        return withQuery(url, parameters.encode());
    }

    /**
     * The URL with more of a query behind what it has.
     *
     * @param query escaped already where it has to be; what cannot stand in a URL is escaped
     */
    static URI withQuery(URI url, String query) {
        if (query.isEmpty()) {
            return url;
        }
        String before = url.getRawQuery();
        String all = before == null || before.isEmpty() ? query : before + "&" + query;
        UrlParts parts = UrlParts.of(url.toString());
        return URI.create(
                parts.scheme()
                        + "://"
                        + parts.authority()
                        + parts.path()
                        + "?"
                        + UrlQuoting.query(all.replace("#", "%23"))
                        + fragment(parts));
    }

    /** What stands in the request line: the path and the query. */
    static String requestTarget(URI url) {
        String query = url.getRawQuery();
        return query == null ? url.getRawPath() : url.getRawPath() + "?" + query;
    }

    /** What stands in the request line to a proxy: all but the fragment. */
    static String absoluteTarget(URI url) {
        return Origin.of(url) + requestTarget(url);
    }
}
