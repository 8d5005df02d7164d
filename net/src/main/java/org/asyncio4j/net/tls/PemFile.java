package org.asyncio4j.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLException;

/**
 * A file of certificates or keys in PEM, as openssl and the certificate authorities write it.
 *
 * <p>Keys: PKCS#8 ({@code PRIVATE KEY}), also encrypted, and the older {@code RSA PRIVATE KEY} and
 * {@code EC PRIVATE KEY}, which differ from it only by a wrapping.
 */
public final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** The kinds of keys that the JDK's TLS can use. */
    private static final List<String> ALGORITHMS =
            List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private final Path path;
    private final List<Block> blocks;

    private record Block(String label, String body) {}

    /**
     * Reads the file, which blocks.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws SSLException if it is no PEM
     */
    public PemFile(Path path) throws IOException {
        this.path = path;
        byte[] content = read(path);
        this.blocks = blocks(new String(content, StandardCharsets.ISO_8859_1));
        if (blocks.isEmpty()) {
            throw new SSLException(path + " is no PEM file: " + whatElse(content));
        }
    }

    private static byte[] read(Path path) throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(
                    path.toString(),
                    null,
                    "there is no such file (the current directory is "
                            + Path.of("").toAbsolutePath()
                            + ")");
        }
    }

    private static List<Block> blocks(String content) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(content);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2).strip()));
        }
        return blocks;
    }

    private String whatElse(byte[] content) {
        if (content.length == 0) {
            return "it is empty.";
        }
        if (content[0] == 0x30) {
            return "it looks like DER or PKCS#12. To convert it, one of\n"
                    + "  openssl x509 -inform DER -in "
                    + path
                    + " -out certificate.pem\n"
                    + "  openssl pkey -inform DER -in "
                    + path
                    + " -out key.pem\n"
                    + "  openssl pkcs12 -in "
                    + path
                    + " -noenc -out both.pem";
        }
        return "it has no -----BEGIN ...----- block with its -----END ...-----.";
    }

    // ---------------------------------------------------------------- certificates

    /**
     * All certificates in the file, in their order.
     *
     * @throws SSLException if there is none, or one cannot be read
     */
    public List<X509Certificate> certificates() throws SSLException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            switch (block.label) {
                case "CERTIFICATE", "X509 CERTIFICATE" -> certificates.add(certificate(block));
                case "TRUSTED CERTIFICATE" ->
                        throw new SSLException(
                                path
                                        + " has a certificate in openssl's own TRUSTED format. To"
                                        + " convert it:\n"
                                        + "  openssl x509 -in "
                                        + path
                                        + " -out certificate.pem");
                default -> {}
            }
        }
        if (certificates.isEmpty()) {
            throw new SSLException(path + " has no certificate in it, only " + labels() + ".");
        }
        return certificates;
    }

    private X509Certificate certificate(Block block) throws SSLException {
        byte[] der = decoded(block);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new SSLException(
                    path + " has a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    // ---------------------------------------------------------------- keys

    /**
     * The first private key in the file.
     *
     * @param password of an encrypted key; null if there is none
     * @throws SSLException if there is no key, or it cannot be read
     */
    public PrivateKey privateKey(String password) throws SSLException {
        for (Block block : blocks) {
            if (block.label.endsWith("PRIVATE KEY")) {
                return privateKey(block, password);
            }
        }
        throw new SSLException(path + " has no private key in it, only " + labels() + ".");
    }

    private PrivateKey privateKey(Block block, String password) throws SSLException {
        if (block.body.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new SSLException(
                    path
                            + " has a key that is encrypted in openssl's old way, which Java cannot"
                            + " read. "
                            + conversion("openssl pkcs8 -topk8 -v2 aes-256-cbc -in "));
        }
        return switch (block.label) {
            case "PRIVATE KEY" -> key(decoded(block));
            case "ENCRYPTED PRIVATE KEY" -> key(decrypted(decoded(block), password));
            case "RSA PRIVATE KEY" -> key(Der.wrapRsaKey(decoded(block)));
            case "EC PRIVATE KEY" -> key(wrapEcKey(decoded(block)));
            default ->
                    throw new SSLException(
                            path
                                    + " has a key in the format \""
                                    + block.label
                                    + "\", which is not for TLS. "
                                    + conversion(
                                            block.label.startsWith("OPENSSH")
                                                    ? "ssh-keygen -p -m PKCS8 -f "
                                                    : "openssl pkcs8 -topk8 -nocrypt -in "));
        };
    }

    private String conversion(String command) {
        return "To convert it:\n  "
                + command
                + path
                + (command.startsWith("ssh") ? "" : " -out key.pem");
    }

    private byte[] wrapEcKey(byte[] der) throws SSLException {
        try {
            return Der.wrapEcKey(der);
        } catch (IllegalArgumentException e) {
            throw new SSLException(
                    path
                            + " has a key that cannot be read: "
                            + e.getMessage()
                            + ". "
                            + conversion("openssl pkcs8 -topk8 -nocrypt -in "),
                    e);
        }
    }

    private byte[] decrypted(byte[] der, String password) throws SSLException {
        if (password == null) {
            throw new SSLException(path + " has an encrypted key, and no password was given.");
        }
        String algorithm = "unknown";
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            algorithm = algorithm(info);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm)
                            .generateSecret(new PBEKeySpec(password.toCharArray())),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeySpecException e) {
            throw new SSLException(path + " has an encrypted key, and the password is wrong.", e);
        } catch (GeneralSecurityException | IOException e) {
            throw new SSLException(
                    path
                            + " has a key that is encrypted in a way which Java cannot read ("
                            + algorithm
                            + ": "
                            + e.getMessage()
                            + "). "
                            + conversion("openssl pkcs8 -topk8 -v2 aes-256-cbc -in "),
                    e);
        }
    }

    /** The name under which the JDK knows the cipher: in PBES2 only the parameters tell it. */
    private static String algorithm(EncryptedPrivateKeyInfo info) {
        String name = info.getAlgName();
        boolean inParameters = name.equals(PBES2) || name.equals("PBES2");
        return inParameters && info.getAlgParameters() != null
                ? info.getAlgParameters().toString()
                : name;
    }

    private PrivateKey key(byte[] pkcs8) throws SSLException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
        SSLException failure =
                new SSLException(path + " has a private key of a kind that Java does not know.");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    // ----------------------------------------------------------------

    private byte[] decoded(Block block) throws SSLException {
        try {
            return Base64.getMimeDecoder().decode(block.body);
        } catch (IllegalArgumentException e) {
            throw new SSLException(
                    path + " is damaged: the Base64 of a " + block.label + " is not valid.", e);
        }
    }

    private String labels() {
        return String.join(", ", blocks.stream().map(Block::label).distinct().toList());
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
