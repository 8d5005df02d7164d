package org.asyncio4j.http.websocket;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.WebSocketHandshakeException;
import org.asyncio4j.http.WebSocketOptions;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A server's part of the opening hand-shake, without the sending.
 *
 * <pre>{@code
 * try {
 *     ServerHandshake handshake = ServerHandshake.of("GET", "HTTP/1.1", request, options);
 *     send(101, handshake.response());
 * } catch (WebSocketHandshakeException e) {
 *     send(e.status(), e.headers(), e.getMessage());
 * }
 * }</pre>
 *
 * @param response the headers of the response 101; the caller's own
 */
public record ServerHandshake(Headers response, Agreement agreement) {
    /** Whether a request wants a WebSocket at all, rightly or not. */
    public static boolean isWanted(Headers request) {
        return request.containsToken("Upgrade", "websocket")
                && request.containsToken("Connection", "upgrade");
    }

    /**
     * Checks the request and makes the response.
     *
     * @throws WebSocketHandshakeException if it opens no WebSocket; has the status and headers of
     *     the response to send, and a message for its body
     */
    public static ServerHandshake of(
            String method, String version, Headers request, WebSocketOptions options)
            throws WebSocketHandshakeException {
        requireGet(method);
        require(!version.equals("HTTP/1.0"), "its version is " + version + ", not HTTP/1.1");
        require(
                request.containsToken("Upgrade", "websocket"),
                "its Upgrade is " + request.get("Upgrade") + ", not websocket");
        require(
                request.containsToken("Connection", "upgrade"),
                "its Connection is " + request.get("Connection") + ", not upgrade");
        require(
                request.getAll("Content-Length").stream().allMatch("0"::equals)
                        && !request.contains("Transfer-Encoding"),
                "it has a body, which could be taken for frames");
        requireVersion(request.getAll("Sec-WebSocket-Version"));
        return answer(key(request), protocol(request, options), compression(request, options));
    }

    private static ServerHandshake answer(String key, String protocol, Compression compression) {
        Headers response =
                Headers.of(
                        "Upgrade", "websocket",
                        "Connection", "Upgrade",
                        "Sec-WebSocket-Accept", HandshakeKey.accept(key));
        if (protocol != null) {
            response.set("Sec-WebSocket-Protocol", protocol);
        }
        if (compression != null) {
            response.set("Sec-WebSocket-Extensions", compression.answer());
        }
        return new ServerHandshake(response, new Agreement(protocol, compression));
    }

    // ---------------------------------------------------------------- what is asked for

    private static String key(Headers request) throws WebSocketHandshakeException {
        List<String> keys = request.getAll("Sec-WebSocket-Key");
        require(keys.size() == 1, "it has " + keys.size() + " Sec-WebSocket-Key, not one");
        require(
                HandshakeKey.isValid(keys.getFirst()),
                "its Sec-WebSocket-Key is not 16 bytes in base 64");
        return keys.getFirst();
    }

    /** What the client wants most of what the server speaks; null for nothing, as aiohttp does. */
    private static String protocol(Headers request, WebSocketOptions options)
            throws WebSocketHandshakeException {
        Set<String> offered = new LinkedHashSet<>();
        for (String value : request.getAll("Sec-WebSocket-Protocol")) {
            for (String each : value.split(",", -1)) {
                require(
                        offered.add(each.strip()),
                        "its Sec-WebSocket-Protocol has '" + each.strip() + "' twice");
            }
        }
        return offered.stream().filter(options.protocols()::contains).findFirst().orElse(null);
    }

    private static Compression compression(Headers request, WebSocketOptions options)
            throws WebSocketHandshakeException {
        try {
            for (Extension offer : Extension.parse(request.getAll("Sec-WebSocket-Extensions"))) {
                Compression accepted =
                        options.compression() ? Compression.accepting(offer, options) : null;
                if (accepted != null) {
                    return accepted;
                }
            }
            return null;
        } catch (IllegalArgumentException malformed) {
            throw refusal(400, new Headers(), malformed.getMessage());
        }
    }

    // ---------------------------------------------------------------- refusals

    private static void requireGet(String method) throws WebSocketHandshakeException {
        if (!method.equals("GET")) {
            throw refusal(405, Headers.of("Allow", "GET"), "its method is " + method + ", not GET");
        }
    }

    private static void requireVersion(List<String> values) throws WebSocketHandshakeException {
        require(values.size() <= 1, "it has Sec-WebSocket-Version " + values.size() + " times");
        if (!values.equals(List.of("13"))) {
            throw refusal(
                    426,
                    Headers.of(
                            "Sec-WebSocket-Version", "13",
                            "Upgrade", "websocket",
                            "Connection", "Upgrade"),
                    "its Sec-WebSocket-Version is "
                            + (values.isEmpty() ? "missing" : values.getFirst())
                            + ", not 13");
        }
    }

    private static void require(boolean fine, String problem) throws WebSocketHandshakeException {
        if (!fine) {
            throw refusal(400, new Headers(), problem);
        }
    }

    private static WebSocketHandshakeException refusal(
            int status, Headers headers, String problem) {
        return new WebSocketHandshakeException(
                status, headers, "The request opens no WebSocket: " + problem + ".");
    }
}
