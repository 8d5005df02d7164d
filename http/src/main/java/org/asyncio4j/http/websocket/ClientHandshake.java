package org.asyncio4j.http.websocket;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.WebSocketHandshakeException;
import org.asyncio4j.http.WebSocketOptions;

import java.util.List;

/**
 * A client's part of the opening hand-shake, without the sending: used once.
 *
 * <pre>{@code
 * ClientHandshake handshake = new ClientHandshake(options);
 * handshake.addTo(request);
 * Agreement agreement = handshake.check(response.status(), response.headers());
 * }</pre>
 */
public final class ClientHandshake {
    private final WebSocketOptions options;
    private final String key = HandshakeKey.random();

    public ClientHandshake(WebSocketOptions options) {
        this.options = options;
    }

    /** Sets the headers of the request, which must be a GET in HTTP/1.1 without a body. */
    public void addTo(Headers request) {
        request.set("Upgrade", "websocket")
                .set("Connection", "Upgrade")
                .set("Sec-WebSocket-Version", "13")
                .set("Sec-WebSocket-Key", key);
        if (!options.protocols().isEmpty()) {
            request.set("Sec-WebSocket-Protocol", String.join(", ", options.protocols()));
        }
        if (options.compression()) {
            request.set("Sec-WebSocket-Extensions", Compression.offer(options));
        }
    }

    /**
     * Checks the response.
     *
     * @throws WebSocketHandshakeException if it does not open a WebSocket as it was asked for; the
     *     connection is of no use then
     */
    public Agreement check(int status, Headers response) throws WebSocketHandshakeException {
        try {
            require(status == 101, "its status is " + status + ", not 101");
            require(
                    response.containsToken("Upgrade", "websocket"),
                    "its Upgrade is " + response.get("Upgrade") + ", not websocket");
            require(
                    response.containsToken("Connection", "upgrade"),
                    "its Connection is " + response.get("Connection") + ", not upgrade");
            requireAccept(response.getAll("Sec-WebSocket-Accept"));
            return new Agreement(protocol(response), compression(response));
        } catch (IllegalArgumentException wrong) {
            throw new WebSocketHandshakeException(
                    status,
                    response,
                    "The server's response opens no WebSocket: " + wrong.getMessage() + ".");
        }
    }

    private void requireAccept(List<String> values) {
        require(!values.isEmpty(), "it has no Sec-WebSocket-Accept");
        require(
                values.equals(List.of(HandshakeKey.accept(key))),
                "its Sec-WebSocket-Accept does not fit the key of the request");
    }

    private String protocol(Headers response) {
        List<String> values = response.getAll("Sec-WebSocket-Protocol");
        if (values.isEmpty()) {
            return null;
        }
        require(
                values.size() == 1 && options.protocols().contains(values.getFirst()),
                "its Sec-WebSocket-Protocol is "
                        + String.join(", ", values)
                        + ", and offered was "
                        + (options.protocols().isEmpty()
                                ? "none"
                                : "one of " + options.protocols()));
        return values.getFirst();
    }

    private Compression compression(Headers response) {
        List<Extension> extensions = Extension.parse(response.getAll("Sec-WebSocket-Extensions"));
        require(extensions.size() <= 1, "it has more extensions than were offered");
        return extensions.isEmpty() ? null : Compression.answered(extensions.getFirst(), options);
    }

    private static void require(boolean fine, String problem) {
        if (!fine) {
            throw new IllegalArgumentException(problem);
        }
    }
}
