package org.asyncio4j.http.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Which certificate a server must have: the SHA-256 digest of its encoded form. It takes the place
 * of the authorities: the certificate need not be signed by anybody, nor be for the host. aiohttp's
 * {@code Fingerprint}; weaker digests are refused.
 *
 * <p>{@code openssl x509 -in cert.pem -noout -fingerprint -sha256} tells it.
 */
public final class Fingerprint {
    private static final int LENGTH = 32;

    private final byte[] digest;

    private Fingerprint(byte[] digest) {
        if (digest.length != LENGTH) {
            throw new IllegalArgumentException(
                    "A fingerprint is a SHA-256 digest of 32 bytes, and this has "
                            + digest.length
                            + (digest.length == 16 || digest.length == 20
                                    ? ": MD5 and SHA-1 can be forged."
                                    : "."));
        }
        this.digest = digest.clone();
    }

    /**
     * Of 32 bytes.
     *
     * @throws IllegalArgumentException for another number of them
     */
    public static Fingerprint sha256(byte[] digest) {
        return new Fingerprint(digest);
    }

    /**
     * Of 64 hexadecimal digits, with colons between them or without.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Fingerprint sha256(String digits) {
        return new Fingerprint(HexFormat.of().parseHex(digits.replace(":", "")));
    }

    /** Of a certificate. */
    public static Fingerprint of(X509Certificate certificate) throws CertificateEncodingException {
        try {
            byte[] encoded = certificate.getEncoded();
            return new Fingerprint(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java has SHA-256", e);
        }
    }

    /** A copy of the 32 bytes. */
    public byte[] digest() {
        return digest.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint fingerprint
                && MessageDigest.isEqual(digest, fingerprint.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    /** As openssl writes it. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    }
}
