package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.WebSocket;
import org.asyncio4j.http.WebSocketHandshakeException;
import org.asyncio4j.http.WebSocketOptions;
import org.asyncio4j.http.websocket.Agreement;
import org.asyncio4j.http.websocket.ClientHandshake;
import org.asyncio4j.http.websocket.WebSocketConnection;
import org.asyncio4j.net.TlsOptions;

import java.io.IOException;
import java.util.Objects;

/**
 * A WebSocket that is to be opened, by {@link #connect}. Made by {@link ClientSession#webSocket}.
 *
 * <pre>{@code
 * try (WebSocket socket = session.webSocket("wss://example.org/chat").connect()) {
 *     socket.send("hello");
 *     IO.println(socket.receiveText());
 * }
 * }</pre>
 *
 * <p>The request's cookies, proxy and middlewares are the session's; its total time-out is for the
 * opening only. The connection takes a place in the pool until the WebSocket is closed.
 */
public final class WebSocketRequest {
    private final ClientRequest request;
    private final ClientSession session;
    private WebSocketOptions options = WebSocketOptions.DEFAULT;

    WebSocketRequest(ClientSession session, ClientRequest request) {
        this.session = session;
        this.request = request;
    }

    /** How it behaves. */
    public WebSocketRequest options(WebSocketOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        return this;
    }

    /** Which subprotocols are offered; most wanted first. */
    public WebSocketRequest protocols(String... protocols) {
        return options(options.withProtocols(protocols));
    }

    /** As {@link ClientRequest#header}. */
    public WebSocketRequest header(String name, String value) {
        request.header(name, value);
        return this;
    }

    /** Which site the request comes from, as browsers tell. */
    public WebSocketRequest origin(String origin) {
        return header("Origin", origin);
    }

    /** As {@link ClientRequest#param}. */
    public WebSocketRequest param(String name, Object value) {
        request.param(name, value);
        return this;
    }

    /** As {@link ClientRequest#cookie}. */
    public WebSocketRequest cookie(String name, String value) {
        request.cookie(name, value);
        return this;
    }

    /** As {@link ClientRequest#auth}. */
    public WebSocketRequest auth(String user, String password) {
        request.auth(user, password);
        return this;
    }

    /** As {@link ClientRequest#timeout(ClientTimeout)}. */
    public WebSocketRequest timeout(ClientTimeout timeout) {
        request.timeout(timeout);
        return this;
    }

    /** As {@link ClientRequest#proxy}. */
    public WebSocketRequest proxy(Proxy proxy) {
        request.proxy(proxy);
        return this;
    }

    /** As {@link ClientRequest#tls}. */
    public WebSocketRequest tls(TlsOptions tls) {
        request.tls(tls);
        return this;
    }

    /** As {@link ClientRequest#fingerprint}. */
    public WebSocketRequest fingerprint(Fingerprint fingerprint) {
        request.fingerprint(fingerprint);
        return this;
    }

    /**
     * Opens it.
     *
     * <p>Gives way: always. Cancellation: the connection is closed. Woken by: the server, a
     * time-out.
     *
     * @throws WebSocketHandshakeError if the server opens no WebSocket as it was asked for
     * @throws ClientError as {@link ClientRequest#send}
     */
    public WebSocket connect() throws IOException {
        ClientHandshake handshake = new ClientHandshake(options);
        Headers headers = new Headers();
        handshake.addTo(headers);
        ClientResponse response = request.headers(headers).upgrading().raiseForStatus(false).send();
        try {
            Agreement agreement = handshake.check(response.status(), response.headers());
            LeasedStream stream = response.upgrade();
            return WebSocketConnection.client(
                    stream.reader(),
                    stream.writer(),
                    stream,
                    agreement,
                    options,
                    session.options().json());
        } catch (WebSocketHandshakeException e) {
            response.close();
            throw new WebSocketHandshakeError(response.info(), e.getMessage());
        } catch (Throwable e) {
            response.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return "WebSocket by " + request;
    }
}
