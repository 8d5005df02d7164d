package org.asyncio4j.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.http.Headers;
import org.asyncio4j.http.WebSocketHandshakeException;
import org.asyncio4j.http.WebSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** {@link ClientHandshake} and {@link ServerHandshake}. */
@Timeout(10)
class HandshakeTest {
    private static final WebSocketOptions PLAIN = WebSocketOptions.DEFAULT;
    private static final WebSocketOptions DEFLATE =
            PLAIN.withCompression(true).withContextTakeover(true);
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static Headers request() {
        return Headers.of(
                "Host", "example.org",
                "Upgrade", "websocket",
                "Connection", "Upgrade",
                "Sec-WebSocket-Key", KEY,
                "Sec-WebSocket-Version", "13");
    }

    private static ServerHandshake accept(Headers request, WebSocketOptions options)
            throws WebSocketHandshakeException {
        return ServerHandshake.of("GET", "HTTP/1.1", request, options);
    }

    private static WebSocketHandshakeException refused(Headers request) {
        return assertThrows(WebSocketHandshakeException.class, () -> accept(request, DEFLATE));
    }

    // ---------------------------------------------------------------- a server

    /** RFC 6455, 1.3. */
    @Test
    void answersTheExampleOfTheSpecification() throws Exception {
        Headers response = accept(request(), PLAIN).response();
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", response.get("Sec-WebSocket-Accept"));
        assertEquals("websocket", response.get("Upgrade"));
        assertEquals("Upgrade", response.get("Connection"));
        assertEquals(3, response.size());
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade, h2c",
        "Upgrade, notwebsocket",
        "Connection, notupgrade",
        "Connection, keep-alive",
        "Sec-WebSocket-Key, ''",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25j",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZSE=",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ=!",
        "Sec-WebSocket-Protocol, 'a, b, a'",
        "Sec-WebSocket-Extensions, ';'",
        "Sec-WebSocket-Extensions, 'permessage-deflate; =1'",
        "Sec-WebSocket-Extensions, 'permessage-deflate; a; a'",
        "Sec-WebSocket-Extensions, 'permessage-deflate; a=\"x'"
    })
    void b64_badRequests(String name, String value) {
        assertEquals(400, refused(request().set(name, value)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "Connection", "Sec-WebSocket-Key"})
    void b64_missingHeaders(String name) {
        Headers request = request();
        request.remove(name);
        var e = refused(request);
        assertEquals(400, e.status());
        assertTrue(e.getMessage().contains(name), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Key", "Sec-WebSocket-Version"})
    void b64_repeatedHeaders(String name) {
        Headers request = request();
        request.add(name, request.get(name));
        assertEquals(400, refused(request).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "14", "13, 8"})
    void b64_otherVersions(String version) {
        Headers request = request();
        if (version.isEmpty()) {
            request.remove("Sec-WebSocket-Version");
        } else {
            request.set("Sec-WebSocket-Version", version);
        }
        var e = refused(request);
        assertEquals(426, e.status());
        assertEquals("13", e.headers().get("Sec-WebSocket-Version"));
        assertEquals("websocket", e.headers().get("Upgrade"));
    }

    @Test
    void b64_otherMethodsAndOldHttp() {
        var e =
                assertThrows(
                        WebSocketHandshakeException.class,
                        () -> ServerHandshake.of("POST", "HTTP/1.1", request(), PLAIN));
        assertEquals(405, e.status());
        assertEquals("GET", e.headers().get("Allow"));
        e =
                assertThrows(
                        WebSocketHandshakeException.class,
                        () -> ServerHandshake.of("GET", "HTTP/1.0", request(), PLAIN));
        assertEquals(400, e.status());
    }

    @Test
    void tokensAmongOthersAndInOtherLetters() throws Exception {
        accept(
                request().set("Upgrade", "h2c, WebSocket").set("Connection", "keep-alive, UPGRADE"),
                PLAIN);
        assertTrue(ServerHandshake.isWanted(request()));
        assertFalse(ServerHandshake.isWanted(request().set("Upgrade", "h2c")));
        assertFalse(ServerHandshake.isWanted(request().set("Connection", "close")));
    }

    @ParameterizedTest
    @CsvSource({"'a, b', 'b, a', a", "'c, b', 'a, b', b", "c, 'a, b',", "'A', a,"})
    void theClientsFirstWishThatTheServerSpeaks(String offered, String spoken, String chosen)
            throws Exception {
        ServerHandshake handshake =
                accept(
                        request().set("Sec-WebSocket-Protocol", offered),
                        PLAIN.withProtocols(spoken.split(", ")));
        assertEquals(chosen, handshake.agreement().protocol());
        assertEquals(chosen, handshake.response().get("Sec-WebSocket-Protocol"));
    }

    /** RFC 7692, 7.1: what is offered, and what is answered; nothing where that is declined. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | permessage-deflate",
                "permessage-deflate; client_max_window_bits | permessage-deflate",
                "permessage-deflate; client_max_window_bits=10 | permessage-deflate",
                "permessage-deflate; server_max_window_bits=10"
                        + " | permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; server_max_window_bits=\"8\""
                        + " | permessage-deflate; server_max_window_bits=8",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
                        + " | permessage-deflate; server_no_context_takeover;"
                        + " client_no_context_takeover",
                "permessage-deflate; server_max_window_bits |",
                "permessage-deflate; server_max_window_bits=7 |",
                "permessage-deflate; server_max_window_bits=16 |",
                "permessage-deflate; server_max_window_bits=010 |",
                "permessage-deflate; client_max_window_bits=0 |",
                "permessage-deflate; server_no_context_takeover=1 |",
                "permessage-deflate; unknown |",
                "x-webkit-deflate-frame |",
                "foo, permessage-deflate; unknown, permessage-deflate | permessage-deflate",
            })
    void answersOffers(String offer, String answer) throws Exception {
        Headers request = request().set("Sec-WebSocket-Extensions", offer);
        assertEquals(answer, accept(request, DEFLATE).response().get("Sec-WebSocket-Extensions"));
        assertNull(accept(request, PLAIN).response().get("Sec-WebSocket-Extensions"));
    }

    @Test
    void aServerThatSavesMemorySaysSo() throws Exception {
        Headers request = request().set("Sec-WebSocket-Extensions", "permessage-deflate");
        ServerHandshake handshake =
                accept(request, DEFLATE.withContextTakeover(false).withWindowBits(10));
        assertEquals(
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                        + " server_max_window_bits=10",
                handshake.response().get("Sec-WebSocket-Extensions"));
        assertEquals(new Compression(false, 10, false), handshake.agreement().compression());
    }

    // ---------------------------------------------------------------- a client

    private static Headers requestOf(ClientHandshake handshake) {
        Headers request = new Headers();
        handshake.addTo(request);
        return request;
    }

    @Test
    void asksForWhatTheOptionsSay() {
        Headers request = requestOf(new ClientHandshake(PLAIN));
        assertEquals("websocket", request.get("Upgrade"));
        assertEquals("Upgrade", request.get("Connection"));
        assertEquals("13", request.get("Sec-WebSocket-Version"));
        assertTrue(HandshakeKey.isValid(request.get("Sec-WebSocket-Key")));
        assertEquals(4, request.size());
        request = requestOf(new ClientHandshake(DEFLATE.withProtocols("chat", "superchat")));
        assertEquals("chat, superchat", request.get("Sec-WebSocket-Protocol"));
        assertEquals(
                "permessage-deflate; client_max_window_bits",
                request.get("Sec-WebSocket-Extensions"));
        request =
                requestOf(
                        new ClientHandshake(DEFLATE.withContextTakeover(false).withWindowBits(9)));
        assertEquals(
                "permessage-deflate; client_max_window_bits=9; server_no_context_takeover;"
                        + " client_no_context_takeover",
                request.get("Sec-WebSocket-Extensions"));
    }

    @Test
    void eachKeyIsAnother() {
        assertNotEquals(
                requestOf(new ClientHandshake(PLAIN)).get("Sec-WebSocket-Key"),
                requestOf(new ClientHandshake(PLAIN)).get("Sec-WebSocket-Key"));
    }

    @Test
    void agreesWithAServerOfOurs() throws Exception {
        WebSocketOptions options = DEFLATE.withProtocols("chat");
        ClientHandshake client = new ClientHandshake(options);
        ServerHandshake server = accept(requestOf(client), options.withWindowBits(12));
        Agreement agreement = client.check(101, server.response());
        assertEquals("chat", agreement.protocol());
        assertEquals(new Compression(true, 15, true), agreement.compression());
        assertEquals(new Compression(true, 12, true), server.agreement().compression());
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade, h2c",
        "Connection, keep-alive",
        "Sec-WebSocket-Accept, s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "Sec-WebSocket-Protocol, other",
        "Sec-WebSocket-Extensions, other",
        "Sec-WebSocket-Extensions, 'permessage-deflate, permessage-deflate'",
        "Sec-WebSocket-Extensions, permessage-deflate; unknown",
        "Sec-WebSocket-Extensions, permessage-deflate; client_max_window_bits",
        "Sec-WebSocket-Extensions, permessage-deflate; client_max_window_bits=16",
        "Sec-WebSocket-Extensions, permessage-deflate; server_max_window_bits=7",
        "Sec-WebSocket-Extensions, permessage-deflate; server_no_context_takeover=x",
        "Sec-WebSocket-Extensions, ','"
    })
    void b64_wrongAnswers(String name, String value) throws Exception {
        ClientHandshake client = new ClientHandshake(DEFLATE.withProtocols("chat"));
        Headers response = accept(requestOf(client), DEFLATE).response();
        response.set(name, value);
        var e = assertThrows(WebSocketHandshakeException.class, () -> client.check(101, response));
        assertEquals(101, e.status());
        assertEquals(response, e.headers());
    }

    @Test
    void b64_anotherStatusOrRepeatedOrMissingAccept() throws Exception {
        ClientHandshake client = new ClientHandshake(PLAIN);
        Headers response = accept(requestOf(client), PLAIN).response();
        var e = assertThrows(WebSocketHandshakeException.class, () -> client.check(403, response));
        assertEquals(403, e.status());
        assertTrue(e.getMessage().contains("403"), e.getMessage());
        Headers twice = response.copy();
        twice.add("Sec-WebSocket-Accept", response.get("Sec-WebSocket-Accept"));
        assertThrows(WebSocketHandshakeException.class, () -> client.check(101, twice));
        Headers missing = response.copy();
        missing.remove("Sec-WebSocket-Accept");
        assertThrows(WebSocketHandshakeException.class, () -> client.check(101, missing));
        client.check(101, response);
    }

    @Test
    @Timeout(3)
    void aLongOfferThatIsMalformedTakesNoTime() {
        for (String value : List.of("a".repeat(100_000), "b; a=" + "a".repeat(100_000))) {
            List<String> values = List.of(value + "@"); // Quadratic effort would take minutes.
            assertThrows(IllegalArgumentException.class, () -> Extension.parse(values));
        }
    }

    @Test
    void b64_anExtensionThatWasNotOffered() throws Exception {
        ClientHandshake client = new ClientHandshake(PLAIN);
        Headers response = accept(requestOf(client), PLAIN).response();
        response.set("Sec-WebSocket-Extensions", "permessage-deflate");
        assertThrows(WebSocketHandshakeException.class, () -> client.check(101, response));
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, 15, true",
        "; client_no_context_takeover, false, 15, true",
        "; server_no_context_takeover; server_max_window_bits=9, true, 15, false",
        "; client_max_window_bits=9, true, 9, true"
    })
    void whatAnAnswerMeans(String answer, boolean send, int bits, boolean receive)
            throws Exception {
        ClientHandshake client = new ClientHandshake(DEFLATE);
        Headers response = accept(requestOf(client), PLAIN).response();
        response.set("Sec-WebSocket-Extensions", "permessage-deflate" + answer);
        assertEquals(
                new Compression(send, bits, receive), client.check(101, response).compression());
    }
}
