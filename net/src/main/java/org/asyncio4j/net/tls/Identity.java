package org.asyncio4j.net.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLException;

/**
 * A certificate with its key: what one side proves to be.
 *
 * @param hostPattern which host names it is for: {@code a.example.com}, or {@code *.example.com}
 *     for one label more; null for all that no other is for
 * @param chain the certificate first, then who signed it, and so on
 */
public record Identity(String hostPattern, X509Certificate[] chain, PrivateKey key) {
    /**
     * Reads it from files, which blocks.
     *
     * @param password of the key; null if it is not encrypted
     * @throws SSLException if they hold nothing usable, or not the two halves of one thing
     */
    public static Identity read(String hostPattern, Path chainFile, Path keyFile, String password)
            throws IOException {
        List<X509Certificate> chain = new PemFile(chainFile).certificates();
        PrivateKey key = new PemFile(keyFile).privateKey(password);
        for (int i = 0; i < chain.size(); i++) {
            if (!belongTogether(key, chain.get(i).getPublicKey())) {
                continue;
            }
            if (i > 0) {
                throw new SSLException(
                        "The certificate of the key in "
                                + keyFile
                                + " stands at place "
                                + (i + 1)
                                + " in "
                                + chainFile
                                + ". It must stand first, then who signed it, and so on.");
            }
            return new Identity(hostPattern, chain.toArray(new X509Certificate[0]), key);
        }
        throw new SSLException(
                "The private key in "
                        + keyFile
                        + " does not belong to the certificate in "
                        + chainFile
                        + " ("
                        + chain.getFirst().getSubjectX500Principal()
                        + ").");
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(signatureOf(key));
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // It cannot be tried; the handshake will tell.
            return !(e instanceof java.security.SignatureException
                    || e instanceof java.security.InvalidKeyException);
        }
    }

    private static String signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
    }

    /** Whether the key can be used where the JDK asks for such a type, as EC or EC_RSA. */
    boolean isOfType(String keyType) {
        int underscore = keyType.indexOf('_');
        return key.getAlgorithm()
                .equals(underscore < 0 ? keyType : keyType.substring(0, underscore));
    }

    boolean isForAll() {
        return hostPattern == null;
    }

    boolean isFor(String host) {
        if (hostPattern == null) {
            return false;
        }
        if (!hostPattern.startsWith("*.")) {
            return hostPattern.equalsIgnoreCase(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot).equalsIgnoreCase(hostPattern.substring(1));
    }

    @Override
    public String toString() {
        return chain[0].getSubjectX500Principal()
                + (hostPattern == null ? "" : " for " + hostPattern);
    }
}
