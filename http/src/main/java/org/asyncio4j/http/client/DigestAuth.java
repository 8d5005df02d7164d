package org.asyncio4j.http.client;

import org.asyncio4j.http.Body;

import java.io.IOException;

/**
 * Proves who is asking by digest authentication (RFC 7616), which never sends the password:
 * aiohttp's {@code DigestAuthMiddleware}. MD5, SHA-256 and SHA-512-256 and their session variants,
 * {@code auth} and {@code auth-int}.
 *
 * <pre>{@code
 * SessionOptions.DEFAULT.withMiddlewares(new DigestAuth("anna", "secret"))
 * }</pre>
 *
 * <p>It answers the origin that it is used for first, and no other, unless that names it. Once it
 * knows what that asks for, further requests carry the answer from the start. A body that can be
 * read only once cannot be sent again after a challenge: then the 401 is the response.
 */
public final class DigestAuth implements ClientMiddleware {
    private static final int UNAUTHORIZED = 401;

    /** Once, and once more where the server's nonce was too old. */
    private static final int MOST_ATTEMPTS = 3;

    private final DigestSession session;

    /** For a user with a password. */
    public DigestAuth(String user, String password) {
        session = new DigestSession(user, password);
    }

    @Override
    public ClientResponse handle(OutgoingRequest request, ClientHandler next) throws IOException {
        session.begin(request.url());
        boolean answered = false;
        ClientResponse response = attempt(request, next);
        for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
            if (!mayAnswer(request, response, answered)) {
                break;
            }
            response.close();
            answered = true;
            response = attempt(request, next);
        }
        return response;
    }

    private boolean mayAnswer(OutgoingRequest request, ClientResponse response, boolean answered) {
        return response.status() == UNAUTHORIZED
                && (request.body().length() == 0 || request.body().isRepeatable())
                && session.learn(
                        request.url(), response.headers().getAll("WWW-Authenticate"), answered);
    }

    private ClientResponse attempt(OutgoingRequest request, ClientHandler next) throws IOException {
        String authorization =
                session.authorization(request.method(), request.url(), digested(request.body()));
        if (authorization != null) {
            request.headers().set("Authorization", authorization);
        }
        return next.handle(request);
    }

    private static byte[] digested(Body body) {
        return body.length() == 0 ? new byte[0] : body.bytes();
    }

    @Override
    public String toString() {
        return "DigestAuth of " + session;
    }
}
