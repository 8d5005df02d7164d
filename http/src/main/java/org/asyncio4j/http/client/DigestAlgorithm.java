package org.asyncio4j.http.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How a digest is made: RFC 7616, 3.3, and SHA-1 and SHA-512, which are not in it and in use.
 *
 * @param name as the server has written it; null where it has not
 * @param javaName as the JDK knows it
 * @param session whether the password is digested once with the first nonce
 */
record DigestAlgorithm(String name, String javaName, boolean session) {
    /** Null for one that nobody knows here. */
    static DigestAlgorithm of(String name) {
        String upper = name == null ? "MD5" : name.toUpperCase(Locale.ROOT);
        boolean session = upper.endsWith("-SESS");
        String javaName =
                switch (session ? upper.substring(0, upper.length() - 5) : upper) {
                    case "MD5" -> "MD5";
                    case "SHA" -> "SHA-1";
                    case "SHA-256" -> "SHA-256";
                    case "SHA-512-256" -> "SHA-512/256";
                    case "SHA-512" -> "SHA-512";
                    default -> null;
                };
        return javaName == null ? null : new DigestAlgorithm(name, javaName, session);
    }

    String hash(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(javaName).digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK does not know " + javaName + ".", e);
        }
    }

    /** Of what is ASCII, with colons between. */
    String hash(String... parts) {
        return hash(String.join(":", parts).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Of a user, a realm as it was received, and perhaps a password, with colons between. */
    String hashOfUser(String user, String realm, String password) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        append(bytes, user, StandardCharsets.UTF_8);
        append(bytes, ":" + realm, StandardCharsets.ISO_8859_1);
        if (password != null) {
            append(bytes, ":" + password, StandardCharsets.UTF_8);
        }
        return hash(bytes.toByteArray());
    }

    private static void append(ByteArrayOutputStream bytes, String text, Charset charset) {
        bytes.writeBytes(text.getBytes(charset));
    }
}
