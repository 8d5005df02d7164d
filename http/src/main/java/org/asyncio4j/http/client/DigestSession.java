package org.asyncio4j.http.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * Proves again and again that somebody knows a password, without saying it: RFC 7616. For one user
 * at one origin, the first that is asked; another that asks gets no answer, since from an answer a
 * password can be guessed. Only where that origin itself names others in its {@code domain} they
 * get one, too. Not safe for several threads.
 */
final class DigestSession {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String user;
    private final String password;
    private final Supplier<String> clientNonces;

    /** Null before the first request. */
    private Origin origin;

    /** What the server has asked last; null if it has not. */
    private DigestChallenge challenge;

    /** One for each of the server's, so that a password that was digested with it stays valid. */
    private String clientNonce;

    /** How often the server's nonce was used. */
    private int count;

    DigestSession(String user, String password) {
        this(user, password, DigestSession::randomNonce);
    }

    DigestSession(String user, String password, Supplier<String> clientNonces) {
        this.user = user;
        this.password = password;
        this.clientNonces = clientNonces;
    }

    private static String randomNonce() {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    // ---------------------------------------------------------------- learning

    /** To be told of each request before it is sent: the first says whose user this is. */
    void begin(URI url) {
        if (origin == null) {
            origin = Origin.of(url);
        }
    }

    /**
     * Takes a response with the status 401.
     *
     * @param url that was asked
     * @param wwwAuthenticate all values of the header
     * @param answered whether the request was an answer to a former one already; that it carried an
     *     answer before anybody asked does not count
     * @return whether to ask once more with an answer; not if the password is wrong. A server may
     *     want that for ever: once, and once more for a nonce that was too old, is enough.
     */
    boolean learn(URI url, List<String> wwwAuthenticate, boolean answered) {
        DigestChallenge asked = DigestChallenge.find(wwwAuthenticate, url);
        if (asked == null || !mayAnswer(url)) {
            return false;
        }
        if (challenge == null || !challenge.nonce().equals(asked.nonce())) {
            clientNonce = clientNonces.get();
            count = 0;
        }
        challenge = asked;
        return !answered || asked.stale();
    }

    private boolean mayAnswer(URI url) {
        begin(url);
        return Origin.of(url).equals(origin) || isNamed(url);
    }

    // ---------------------------------------------------------------- answering

    /**
     * What a request has as {@code Authorization}; null where nothing was asked, or not by this
     * server, or the body would be needed and is not in memory.
     *
     * @param body all of it; null if it is not in memory
     */
    String authorization(String method, URI url, byte[] body) {
        begin(url);
        if (challenge == null || !covers(url)) {
            return null;
        }
        return "auth-int".equals(challenge.qop()) && body == null
                ? null
                : answer(method, Urls.requestTarget(url), body);
    }

    /** Whether the last question was for this URL, too. */
    private boolean covers(URI url) {
        return challenge.space().isEmpty() ? Origin.of(url).equals(origin) : isNamed(url);
    }

    private boolean isNamed(URI url) {
        if (challenge == null) {
            return false;
        }
        for (URI each : challenge.space()) {
            if (Origin.of(each).equals(Origin.of(url))
                    && StoredCookie.pathMatches(url.getRawPath(), each.getRawPath())) {
                return true;
            }
        }
        return false;
    }

    private String answer(String method, String target, byte[] body) {
        count++;
        StringBuilder answer = new StringBuilder("Digest ");
        appendUser(answer);
        appendQuoted(answer, ", realm", challenge.realm());
        appendQuoted(answer, ", nonce", challenge.nonce());
        appendQuoted(answer, ", uri", target);
        appendQuoted(answer, ", response", response(method, target, body));
        append(answer, ", algorithm", challenge.algorithm().name());
        if (challenge.opaque() != null) {
            appendQuoted(answer, ", opaque", challenge.opaque());
        }
        if (challenge.qop() != null) {
            append(answer, ", qop", challenge.qop());
            append(answer, ", nc", countAsText());
        }
        if (challenge.qop() != null || challenge.algorithm().session()) {
            appendQuoted(answer, ", cnonce", clientNonce);
        }
        return answer.toString();
    }

    private void appendUser(StringBuilder answer) {
        if (challenge.userHash()) {
            String hash = challenge.algorithm().hashOfUser(user, challenge.realm(), null);
            appendQuoted(answer, "username", hash);
            append(answer, ", userhash", "true");
        } else if (user.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            appendQuoted(answer, "username", user);
        } else {
            String encoded = URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
            append(answer, "username*", "UTF-8''" + encoded.replace("*", "%2A"));
        }
    }

    private static void append(StringBuilder answer, String name, String value) {
        if (value != null) {
            answer.append(name).append('=').append(value);
        }
    }

    private static void appendQuoted(StringBuilder answer, String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
        answer.append(name).append("=\"").append(escaped).append('"');
    }

    // ---------------------------------------------------------------- the digest

    private String response(String method, String target, byte[] body) {
        DigestAlgorithm algorithm = challenge.algorithm();
        String secret = secret();
        String question = question(method, target, body);
        return challenge.qop() == null
                ? algorithm.hash(secret, challenge.nonce(), question)
                : algorithm.hash(
                        secret,
                        challenge.nonce(),
                        countAsText(),
                        clientNonce,
                        challenge.qop(),
                        question);
    }

    private String secret() {
        DigestAlgorithm algorithm = challenge.algorithm();
        String secret = algorithm.hashOfUser(user, challenge.realm(), password);
        return algorithm.session()
                ? algorithm.hash(secret, challenge.nonce(), clientNonce)
                : secret;
    }

    private String question(String method, String target, byte[] body) {
        DigestAlgorithm algorithm = challenge.algorithm();
        return "auth-int".equals(challenge.qop())
                ? algorithm.hash(method, target, algorithm.hash(body))
                : algorithm.hash(method, target);
    }

    private String countAsText() {
        return "%08x".formatted(count);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DigestSession of " + user + (origin == null ? "" : " at " + origin);
    }
}
