package org.asyncio4j.net.tls;

import static org.asyncio4j.net.tls.Certificates.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;

import javax.net.ssl.SSLException;

@Timeout(10)
class PemFileTest {
    private static String failure(Path path, String password) {
        return assertThrows(SSLException.class, () -> new PemFile(path).privateKey(password))
                .getMessage();
    }

    private static void assertContains(String part, String whole) {
        assertTrue(whole.contains(part), whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server-key-sec1.pem",
                "server-key-sec1-parameters.pem",
                "server-both.pem",
                "server-key-encrypted.pem",
                "server-key-encrypted-3des.pem"
            })
    void theSameEcKeyInAllItsFormats(String name) throws IOException {
        ECPrivateKey expected = (ECPrivateKey) new PemFile(file("server-key.pem")).privateKey(null);
        ECPrivateKey key = (ECPrivateKey) new PemFile(file(name)).privateKey("secret");
        assertEquals(expected.getS(), key.getS());
        Identity.read(null, file("server.pem"), file(name), "secret");
    }

    @Test
    void theSameRsaKeyInBothItsFormats() throws IOException {
        RSAPrivateKey expected =
                (RSAPrivateKey) new PemFile(file("server-rsa-key.pem")).privateKey(null);
        RSAPrivateKey key =
                (RSAPrivateKey) new PemFile(file("server-rsa-key-pkcs1.pem")).privateKey(null);
        assertEquals(expected.getPrivateExponent(), key.getPrivateExponent());
    }

    @Test
    void anEdwardsKey() throws IOException {
        assertEquals(
                "EdDSA",
                new PemFile(file("server-ed25519-key.pem")).privateKey(null).getAlgorithm());
    }

    @Test
    void certificatesInTheirOrder() throws IOException {
        var chain = new PemFile(file("leaf-chain.pem")).certificates();
        assertEquals("CN=leaf", chain.get(0).getSubjectX500Principal().getName());
        assertEquals("CN=intermediate", chain.get(1).getSubjectX500Principal().getName());
    }

    @ParameterizedTest
    @CsvSource({
        "server-key-encrypted.pem, wrong, the password is wrong",
        "server-key-encrypted-3des.pem, wrong, the password is wrong",
        "server-key-encrypted.pem, , no password was given",
        "server-key-encrypted-scrypt.pem, secret, openssl pkcs8 -topk8 -v2 aes-256-cbc -in",
        "server-key-encrypted-traditional.pem, secret, openssl pkcs8 -topk8 -v2 aes-256-cbc -in",
        "server-key.der, , openssl pkey -inform DER -in",
        "server.pem, , has no private key in it, only CERTIFICATE",
    })
    void whatCannotBeReadIsNamedAndExplained(String name, String password, String reason) {
        String message = failure(file(name), password);
        assertContains(file(name).toString(), message);
        assertContains(reason, message);
    }

    @Test
    void aFileWithoutCertificates() throws IOException {
        PemFile file = new PemFile(file("server-key.pem"));
        assertContains(
                "has no certificate in it, only PRIVATE KEY",
                assertThrows(SSLException.class, file::certificates).getMessage());
    }

    @Test
    void opensslsTrustedFormat() throws IOException {
        PemFile file = new PemFile(file("server-trusted.pem"));
        assertContains(
                "openssl x509 -in",
                assertThrows(SSLException.class, file::certificates).getMessage());
    }

    @Test
    void damagedFiles(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("damaged.pem");
        assertThrows(NoSuchFileException.class, () -> new PemFile(path));
        Files.writeString(path, "");
        assertContains("it is empty", failure(path, null));
        Files.writeString(path, "hello");
        assertContains("it has no -----BEGIN", failure(path, null));
        String key = Files.readString(file("server-key.pem"));
        Files.writeString(path, key.substring(0, key.length() - 10));
        assertContains("with its -----END", failure(path, null));
        Files.writeString(path, key.replaceFirst("\n.", "\n!="));
        assertTrue(failure(path, null).contains("damaged.pem"));
        Files.writeString(path, key.replaceFirst("(?s)\n.*?\n", "\nAAAA\n"));
        assertContains("of a kind that Java does not know", failure(path, null));
        String sec1 = Files.readString(file("server-key-sec1.pem"));
        Files.writeString(path, sec1.replaceFirst("(?s)\n.*?\n", "\nAAAA\n"));
        assertContains("cannot be read", failure(path, null));
        Files.writeString(
                path,
                "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----");
        assertContains("ssh-keygen -p -m PKCS8 -f", failure(path, null));
        String certificate = Files.readString(file("server.pem"));
        Files.writeString(path, certificate.replaceFirst("(?s)\n.*?\n", "\nAAAA\n"));
        PemFile damaged = new PemFile(path);
        assertContains(
                "has a certificate that cannot be read",
                assertThrows(SSLException.class, damaged::certificates).getMessage());
    }

    @Test
    void linesOfWindowsAndTextAround(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("windows.pem");
        Files.writeString(
                path,
                "Bag Attributes\r\n  friendlyName: x\r\n"
                        + Files.readString(file("server-key.pem")).replace("\n", "\r\n")
                        + "the end");
        new PemFile(path).privateKey(null);
    }
}
