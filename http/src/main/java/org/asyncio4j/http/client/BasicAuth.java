package org.asyncio4j.http.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user and a password as {@code Authorization} has them: RFC 7617. aiohttp's {@code
 * encode_basic_auth}.
 *
 * <pre>{@code
 * session.get(url).header("Authorization", BasicAuth.encode("anna", "secret"))
 * }</pre>
 */
public final class BasicAuth {
    private BasicAuth() {}

    /**
     * Encodes them, in UTF-8.
     *
     * @return as {@code Basic YW5uYTpzZWNyZXQ=}
     * @throws IllegalArgumentException if the user has a colon, which would end it, or one of them
     *     a control character
     */
    public static String encode(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "The user's name has a colon, at which it would end: basic authentication has"
                            + " no way to send it.");
        }
        requireText("user's name", user);
        requireText("password", password);
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    private static void requireText(String what, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The " + what + " has a control character, which RFC 7617 does not allow.");
        }
    }
}
