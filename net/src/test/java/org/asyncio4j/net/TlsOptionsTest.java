package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.net.tls.Certificates.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.net.TlsOptions.ClientAuth;
import org.asyncio4j.net.tls.MemoryPipe;
import org.asyncio4j.net.tls.TlsSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

@Timeout(value = 10, threadMode = ThreadMode.SEPARATE_THREAD)
class TlsOptionsTest {
    private static final RunOptions VIRTUAL =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);

    private static TlsOptions server(String name) throws IOException {
        return TlsOptions.server(file(name + ".pem"), file(name + "-key.pem"));
    }

    private static TlsOptions client() throws IOException {
        return TlsOptions.client().withTrust(file("authority.pem"));
    }

    /** What both sides say about a handshake with each other. */
    private record Outcome(TlsInfo client, TlsInfo server) {}

    private static Outcome connect(TlsOptions client, TlsOptions server, String host)
            throws IOException {
        return run(
                VIRTUAL,
                () -> {
                    MemoryPipe up = new MemoryPipe(100_000, null);
                    MemoryPipe down = new MemoryPipe(100_000, null);
                    Task<TlsSession> accepted =
                            createTask(() -> Tls.accept(server, up, down, "10.0.0.1", 4711));
                    try {
                        TlsSession session = Tls.connect(client, down, up, host, 443);
                        TlsSession other = accepted.await(IOException.class);
                        other.send(ByteBuffer.wrap(new byte[] {42}));
                        assertEquals(42, session.receive(1)[0]);
                        return new Outcome(TlsInfo.of(session), TlsInfo.of(other));
                    } finally {
                        up.cut();
                        down.cut();
                        try {
                            accepted.await(IOException.class);
                        } catch (IOException e) {
                            // Told by the client's, mostly.
                        }
                    }
                });
    }

    private static String refusal(TlsOptions client, TlsOptions server, String host) {
        return assertThrows(SSLHandshakeException.class, () -> connect(client, server, host))
                .getMessage();
    }

    private static void assertContains(String part, String whole) {
        assertTrue(whole.contains(part), whole);
    }

    // ---------------------------------------------------------------- whom a client trusts

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "127.0.0.1", "::1", "[::1]"})
    void aCertificateForTheHostOfATrustedAuthorityIsAccepted(String host) throws IOException {
        TlsInfo info = connect(client(), server("server"), host).client();
        assertEquals("TLSv1.3", info.protocol());
        assertEquals(1, info.peerCertificates().size());
        assertEquals(
                "CN=server",
                info.peerCertificates().getFirst().getSubjectX500Principal().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"server-rsa", "server-ed25519"})
    void otherKindsOfKeysWork(String name) throws IOException {
        connect(client(), server(name), "localhost");
    }

    @ParameterizedTest
    @CsvSource({
        "server, other.example, is for another name",
        "other, localhost, is for another name",
        "other, 127.0.0.1, is for another name",
        "wild, a.b.example.org, is for another name",
        "expired, localhost, has expired",
        "future, localhost, is not valid yet",
        "self-signed, localhost, is not trusted"
    })
    void otherCertificatesAreRefused(String name, String host, String reason) throws IOException {
        String message = refusal(client(), server(name), host);
        assertContains("The TLS handshake with " + host + ":443 failed: ", message);
        assertContains(reason, message);
    }

    @Test
    void theSystemDoesNotKnowOurAuthority() throws IOException {
        assertContains(
                "TlsOptions.withTrust",
                refusal(TlsOptions.client(), server("server"), "localhost"));
    }

    @Test
    void aPeersOwnCertificateCanBeTrusted() throws IOException {
        connect(
                TlsOptions.client().withTrust(file("self-signed.pem")),
                server("self-signed"),
                "localhost");
    }

    @Test
    void trustAddsUp() throws IOException {
        TlsOptions both = client().withTrust(file("self-signed.pem"));
        connect(both, server("self-signed"), "localhost");
        connect(both, server("server"), "localhost");
    }

    @Test
    void aChainIsFollowed() throws IOException {
        TlsOptions chain = TlsOptions.server(file("leaf-chain.pem"), file("leaf-key.pem"));
        assertEquals(2, connect(client(), chain, "localhost").client().peerCertificates().size());
    }

    @Test
    void theNameCanBeAnother() throws IOException {
        Outcome outcome =
                connect(client().withServerName("other.example"), server("other"), "localhost");
        assertEquals("other.example", outcome.server().requestedServerName());
        assertContains(
                "another name",
                refusal(client().withServerName("other.example"), server("server"), "localhost"));
    }

    @Test
    void noNameMeansAnyName() throws IOException {
        TlsOptions any = client().withServerName("");
        Outcome outcome = connect(any, server("other"), "localhost");
        assertNull(outcome.server().requestedServerName());
        connect(any, server("other"), null);
        assertContains("not trusted", refusal(any, server("self-signed"), "localhost"));
    }

    @Test
    void aHostMustBeKnown() throws IOException {
        TlsOptions client = client();
        TlsOptions server = server("server");
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> connect(client, server, null));
        assertContains("withServerName", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"self-signed", "expired", "other"})
    void withoutVerificationAnythingGoes(String name) throws IOException {
        connect(TlsOptions.client().withoutVerification(), server(name), "localhost");
    }

    @Test
    void aNameThatMayNotBeAskedForIsCheckedAllTheSame() throws IOException {
        assertContains("another name", refusal(client(), server("server"), "under_score.example"));
    }

    // ---------------------------------------------------------------- clients' certificates

    private static TlsOptions asking(ClientAuth auth) throws IOException {
        return server("server").withTrust(file("authority.pem")).withClientAuth(auth);
    }

    private static TlsOptions showing(String name) throws IOException {
        return client().withClientCertificate(file(name + ".pem"), file(name + "-key.pem"));
    }

    @Test
    void aClientIsKnownByItsCertificate() throws IOException {
        for (ClientAuth auth : List.of(ClientAuth.OPTIONAL, ClientAuth.REQUIRED)) {
            Outcome outcome = connect(showing("client"), asking(auth), "localhost");
            assertEquals(
                    "CN=client",
                    outcome.server()
                            .peerCertificates()
                            .getFirst()
                            .getSubjectX500Principal()
                            .getName());
        }
    }

    @Test
    void aServerThatDoesNotAskIsShownNone() throws IOException {
        Outcome outcome = connect(showing("client"), server("server"), "localhost");
        assertEquals(List.of(), outcome.server().peerCertificates());
    }

    @Test
    void aCertificateCanBeOptional() throws IOException {
        Outcome outcome = connect(client(), asking(ClientAuth.OPTIONAL), "localhost");
        assertEquals(List.of(), outcome.server().peerCertificates());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientsThatAreNotTrustedAreRefusedAndTold(String protocol) throws IOException {
        // With TLS 1.3 the client's handshake is over before; it learns it when it receives.
        TlsOptions required = asking(ClientAuth.REQUIRED).withProtocols(protocol);
        IOException e =
                assertThrows(SSLException.class, () -> connect(client(), required, "localhost"));
        assertContains(
                protocol.equals("TLSv1.2")
                        ? "or it wants a certificate of the client"
                        : "certificate_required",
                e.getMessage());
        for (ClientAuth auth : List.of(ClientAuth.OPTIONAL, ClientAuth.REQUIRED)) {
            TlsOptions asking = asking(auth).withProtocols(protocol);
            assertThrows(
                    SSLException.class,
                    () -> connect(showing("unknown-client"), asking, "localhost"));
        }
    }

    // ---------------------------------------------------------------- choice of a certificate

    @ParameterizedTest
    @CsvSource({
        "localhost, server",
        "other.example, other",
        "OTHER.example, other",
        "a.example.org, wild",
        "exact.example.org, client",
    })
    void theNameThatIsAskedForChoosesTheCertificate(String host, String subject)
            throws IOException {
        TlsOptions server =
                server("server")
                        .withCertificateFor(
                                "other.example", file("other.pem"), file("other-key.pem"))
                        .withCertificateFor("*.example.org", file("wild.pem"), file("wild-key.pem"))
                        .withCertificateFor(
                                "exact.example.org", file("client.pem"), file("client-key.pem"));
        Outcome outcome = connect(TlsOptions.client().withoutVerification(), server, host);
        assertEquals(
                "CN=" + subject,
                outcome.client().peerCertificates().getFirst().getSubjectX500Principal().getName());
        assertTrue(host.equalsIgnoreCase(outcome.server().requestedServerName()));
        assertEquals(
                "CN=server",
                connect(client(), server, "127.0.0.1")
                        .client()
                        .peerCertificates()
                        .getFirst()
                        .getSubjectX500Principal()
                        .getName());
    }

    @Test
    void keysOfTwoKindsForOneHost() throws IOException {
        TlsOptions server =
                server("server")
                        .withCertificateFor("localhost", file("server.pem"), file("server-key.pem"))
                        .withCertificateFor(
                                "localhost", file("server-rsa.pem"), file("server-rsa-key.pem"));
        TlsOptions rsa =
                client().withProtocols("TLSv1.2")
                        .withCiphers("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        TlsInfo info = connect(rsa, server, "localhost").client();
        assertEquals("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", info.cipher());
        TlsOptions ec =
                client().withProtocols("TLSv1.2")
                        .withCiphers("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        info = connect(ec, server, "localhost").client();
        assertEquals("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", info.cipher());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*.", "a.*.example", "*.*.example", "a..b"})
    void aHostPatternHasAtMostOneStarInFront(String pattern) throws IOException {
        TlsOptions server = server("server");
        assertThrows(
                IllegalArgumentException.class,
                () -> server.withCertificateFor(pattern, file("other.pem"), file("other-key.pem")));
    }

    // ---------------------------------------------------------------- what is agreed on

    @Test
    void anApplicationProtocolIsChosen() throws IOException {
        Outcome outcome =
                connect(
                        client().withApplicationProtocols("http/1.1", "h2"),
                        server("server").withApplicationProtocols("h2", "http/1.1"),
                        "localhost");
        assertEquals("h2", outcome.client().applicationProtocol());
        assertEquals("h2", outcome.server().applicationProtocol());
        outcome =
                connect(
                        client(),
                        server("server").withApplicationProtocols("h2", "http/1.1"),
                        "localhost");
        assertNull(outcome.client().applicationProtocol());
        assertNull(outcome.server().applicationProtocol());
    }

    @Test
    void noApplicationProtocolInCommonIsRefused() throws IOException {
        assertContains(
                "no application protocol in common",
                refusal(
                        client().withApplicationProtocols("h2"),
                        server("server").withApplicationProtocols("smtp"),
                        "localhost"));
    }

    @Test
    void protocolAndCipherAreChosen() throws IOException {
        TlsInfo info =
                connect(
                                client().withCiphers("TLS_CHACHA20_POLY1305_SHA256"),
                                server("server"),
                                "localhost")
                        .server();
        assertEquals("TLS_CHACHA20_POLY1305_SHA256", info.cipher());
        info = connect(client().withProtocols("TLSv1.2"), server("server"), "localhost").client();
        assertEquals("TLSv1.2", info.protocol());
        assertEquals("TLSv1.2", info.session().getProtocol());
    }

    @Test
    void noVersionInCommonIsRefused() throws IOException {
        assertContains(
                "protocol_version",
                refusal(
                        client().withProtocols("TLSv1.2"),
                        server("server").withProtocols("TLSv1.3"),
                        "localhost"));
    }

    // ---------------------------------------------------------------- misuse

    @Test
    void whatJavaDoesNotKnowIsRefusedAtOnce() {
        TlsOptions client = TlsOptions.client();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> client.withProtocols("TLSv1.4"));
        assertContains("It knows TLSv1.3", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> client.withProtocols());
        assertThrows(IllegalArgumentException.class, () -> client.withCiphers("ROT13"));
        assertThrows(IllegalArgumentException.class, () -> client.withApplicationProtocols(""));
        assertThrows(IllegalArgumentException.class, () -> client.withServerName("a..b"));
        assertThrows(IllegalArgumentException.class, () -> client.withTrust());
        assertThrows(NullPointerException.class, () -> TlsOptions.client(null));
    }

    @Test
    void timesAreChecked() {
        TlsOptions client = TlsOptions.client();
        assertEquals(seconds(60), client.handshakeTimeout());
        assertEquals(Duration.ZERO, client.shutdownTimeout());
        assertThrows(
                IllegalArgumentException.class, () -> client.withHandshakeTimeout(Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class, () -> client.withHandshakeTimeout(seconds(-1)));
        assertThrows(IllegalArgumentException.class, () -> client.withShutdownTimeout(seconds(-1)));
        assertEquals(seconds(3), client.withHandshakeTimeout(seconds(3)).handshakeTimeout());
        assertEquals(seconds(3), client.withShutdownTimeout(seconds(3)).shutdownTimeout());
    }

    @Test
    void eachSideHasItsOwnOptions() throws IOException {
        TlsOptions server = server("server");
        TlsOptions client = client();
        assertThrows(IllegalStateException.class, () -> server.withServerName("a"));
        assertThrows(
                IllegalStateException.class,
                () -> server.withClientCertificate(file("client.pem"), file("client-key.pem")));
        assertThrows(IllegalStateException.class, () -> client.withClientAuth(ClientAuth.REQUIRED));
        assertThrows(
                IllegalStateException.class,
                () -> client.withCertificateFor("a", file("other.pem"), file("other-key.pem")));
        assertThrows(IllegalStateException.class, () -> client.serverEngine());
        assertThrows(IllegalStateException.class, () -> server.clientEngine("localhost", 1));
    }

    @Test
    void aGivenContextIsTakenAsItIs() throws Exception {
        SSLContext context = client().context();
        TlsOptions given = TlsOptions.client(context);
        assertSame(context, given.context());
        connect(given, TlsOptions.server(server("server").context()), "localhost");
        assertThrows(IllegalStateException.class, () -> given.withTrust(file("authority.pem")));
        assertThrows(IllegalStateException.class, given::withoutVerification);
        assertThrows(
                IllegalStateException.class,
                () -> given.withClientCertificate(file("client.pem"), file("client-key.pem")));
    }

    @Test
    void theContextIsSharedWhileTheCertificatesAreTheSame() throws IOException {
        TlsOptions client = client();
        TlsOptions more = client.withServerName("other.example").withHandshakeTimeout(seconds(1));
        assertSame(more.context(), client.context());
        assertNotSame(client.context(), client.withoutVerification().context());
    }

    @Test
    void badFilesAreNamed() {
        NoSuchFileException missing =
                assertThrows(
                        NoSuchFileException.class,
                        () -> TlsOptions.server(Path.of("no-such.pem"), file("server-key.pem")));
        assertContains("no-such.pem: there is no such file", missing.getMessage());
        SSLException other =
                assertThrows(
                        SSLException.class,
                        () -> TlsOptions.server(file("server.pem"), file("other-key.pem")));
        assertContains("does not belong to the certificate", other.getMessage());
        other =
                assertThrows(
                        SSLException.class,
                        () ->
                                TlsOptions.server(
                                        file("leaf-chain-reversed.pem"), file("leaf-key.pem")));
        assertContains("It must stand first", other.getMessage());
    }

    @Test
    void itTellsWhatItIsWithoutKeys() throws IOException {
        assertEquals("TlsOptions[client]", TlsOptions.client().toString());
        assertContains(
                "WITHOUT VERIFICATION", TlsOptions.client().withoutVerification().toString());
        assertEquals(
                "TlsOptions[server, CN=server, client certificates REQUIRED]",
                server("server").withClientAuth(ClientAuth.REQUIRED).toString());
        assertTrue(server("server").isServer());
        assertFalse(client().isServer());
    }
}
