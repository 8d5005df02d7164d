package org.asyncio4j.net;

import org.asyncio4j.net.tls.BufferPool;
import org.asyncio4j.net.tls.Credentials;
import org.asyncio4j.net.tls.HostName;
import org.asyncio4j.net.tls.Identity;
import org.asyncio4j.net.tls.Preferences;
import org.asyncio4j.net.tls.TlsSettings;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * How one side does TLS: what it proves to be, whom it trusts, what it offers. Immutable; each
 * {@code with...} makes new options.
 *
 * <p>Without further wishes: TLS 1.3 and 1.2; a client trusts the authorities that Java trusts, and
 * demands that the certificate is for the host it wanted; a server asks for no certificate of the
 * client.
 *
 * <pre>{@code
 * Connection connection =
 *         openConnection("example.com", 443, ConnectOptions.DEFAULT.withTls(TlsOptions.client()));
 *
 * TlsOptions tls = TlsOptions.server(Path.of("fullchain.pem"), Path.of("privkey.pem"));
 * }</pre>
 *
 * <p>Make them once and keep them: sessions that were made with the same options are resumed, which
 * saves the peers most of the handshake, and share their buffers. They may be used by several loops
 * at once.
 *
 * <p><b>Files</b> are read by the methods that name them, at once: that blocks, so do it before the
 * loop runs, or in {@code toThread}. They are PEM files. Certificates: {@code CERTIFICATE} blocks.
 * Keys: {@code PRIVATE KEY}, {@code ENCRYPTED PRIVATE KEY}, {@code RSA PRIVATE KEY}, {@code EC
 * PRIVATE KEY}. For everything else the exception shows the command that converts it. The first
 * client without {@link #withTrust} makes Java load the authorities of the system, which takes some
 * 20 ms; {@link #context} before the loop runs takes that out of it. Random numbers come from the
 * operating system, and do not block.
 *
 * <p><b>The end of a session.</b> The close_notify that ends a session is sent, and nobody waits
 * for the peer's, since many never send it ({@link #withShutdownTimeout}). But an end of the
 * connection <em>without</em> it, while reading, is an {@link SSLException}, since then data may be
 * missing ({@link #withTruncationAllowed}).
 *
 * <p><b>A client whose certificate the server does not like</b> learns it with TLS 1.3 only when it
 * reads: the server looks at it after the client is done.
 *
 * <p>Differences from asyncio: options instead of an {@code SSLContext} with its methods, and the
 * JDK's context where one is there already ({@link #client(SSLContext)}); asyncio waits up to 30 s
 * for the peer's close_notify; a server that has no application protocol in common with the client
 * refuses it, as the standard demands.
 */
public final class TlsOptions {
    /** Whether a server asks its clients for certificates. */
    public enum ClientAuth {
        /** It does not ask. */
        NONE,
        /** It asks, and accepts clients that have none; one that is shown must be trusted. */
        OPTIONAL,
        /** It refuses clients without one that is trusted. */
        REQUIRED
    }

    /** How long a handshake may take if nothing else is wanted: 60 s. */
    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(60);

    private final boolean server;
    private final Credentials credentials;
    private final String serverName;
    private final Preferences preferences;
    private final ClientAuth clientAuth;
    private final Duration handshakeTimeout;
    private final Duration shutdownTimeout;
    private final boolean truncationAllowed;
    private final BufferPool buffers;

    /** The fields while they may be changed. */
    private static final class Draft {
        private boolean server;
        private Credentials credentials;
        private String serverName;
        private Preferences preferences = Preferences.JAVAS;
        private ClientAuth clientAuth = ClientAuth.NONE;
        private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
        private Duration shutdownTimeout = Duration.ZERO;
        private boolean truncationAllowed;
        private BufferPool buffers = new BufferPool();
    }

    private TlsOptions(Draft draft) {
        this.server = draft.server;
        this.credentials = draft.credentials;
        this.serverName = draft.serverName;
        this.preferences = draft.preferences;
        this.clientAuth = draft.clientAuth;
        this.handshakeTimeout = draft.handshakeTimeout;
        this.shutdownTimeout = draft.shutdownTimeout;
        this.truncationAllowed = draft.truncationAllowed;
        this.buffers = draft.buffers;
    }

    private static TlsOptions of(boolean server, Credentials credentials) {
        Draft draft = new Draft();
        draft.server = server;
        draft.credentials = credentials;
        return new TlsOptions(draft);
    }

    private TlsOptions with(Consumer<Draft> edit) {
        Draft draft = new Draft();
        draft.server = server;
        draft.credentials = credentials;
        draft.serverName = serverName;
        draft.preferences = preferences;
        draft.clientAuth = clientAuth;
        draft.handshakeTimeout = handshakeTimeout;
        draft.shutdownTimeout = shutdownTimeout;
        draft.truncationAllowed = truncationAllowed;
        draft.buffers = buffers;
        edit.accept(draft);
        return new TlsOptions(draft);
    }

    private TlsOptions with(Credentials credentials) {
        return with(draft -> draft.credentials = credentials);
    }

    private TlsOptions with(Preferences preferences) {
        return with(draft -> draft.preferences = preferences);
    }

    // ---------------------------------------------------------------- making

    /** A client that trusts the authorities which Java trusts: {@link SSLContext#getDefault}. */
    public static TlsOptions client() {
        return of(false, Credentials.system());
    }

    /** A client with a context that is there already. */
    public static TlsOptions client(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return of(false, Credentials.of(context));
    }

    /** A server with a context that is there already, and has a certificate. */
    public static TlsOptions server(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return of(true, Credentials.of(context));
    }

    /**
     * A server with a certificate from PEM files. Reads the files at once, which blocks.
     *
     * @param certificateChain the server's certificate, then who signed it, and so on
     * @param key its private key; may be the same file
     * @throws SSLException if the files hold nothing usable, or the key is of another certificate
     * @throws IOException if a file cannot be read
     */
    public static TlsOptions server(Path certificateChain, Path key) throws IOException {
        return server(certificateChain, key, null);
    }

    /**
     * As {@link #server(Path, Path)}, with an encrypted key.
     *
     * @param password of the key; null if it is not encrypted
     */
    public static TlsOptions server(Path certificateChain, Path key, String password)
            throws IOException {
        Identity identity = Identity.read(null, certificateChain, key, password);
        return of(true, Credentials.system().withOnly(identity));
    }

    // ---------------------------------------------------------------- who we are

    /**
     * Has the client prove what it is with a certificate from PEM files, to a server that asks for
     * it. Reads the files at once, which blocks.
     *
     * @throws IOException as {@link #server(Path, Path)}
     * @throws IllegalStateException in a server's options, or with a context of one's own
     */
    public TlsOptions withClientCertificate(Path certificateChain, Path key) throws IOException {
        return withClientCertificate(certificateChain, key, null);
    }

    /**
     * As {@link #withClientCertificate(Path, Path)}, with an encrypted key.
     *
     * @param password of the key; null if it is not encrypted
     */
    public TlsOptions withClientCertificate(Path certificateChain, Path key, String password)
            throws IOException {
        requireSide(false, "withClientCertificate");
        credentials.requireChangeable("withClientCertificate");
        Identity identity = Identity.read(null, certificateChain, key, password);
        return with(credentials.withOnly(identity));
    }

    /**
     * Has the server show another certificate to clients that ask for certain hosts (SNI). Those
     * that ask for a host without one, or for none, get the server's first. May be called for the
     * same hosts again, with a key of another kind: the client's wishes decide then.
     *
     * @param hostPattern a host name, or {@code *.} and a domain, which is any host directly in it;
     *     the host name itself goes first
     * @throws IOException as {@link #server(Path, Path)}
     * @throws IllegalStateException in a client's options, or with a context of one's own
     */
    public TlsOptions withCertificateFor(String hostPattern, Path certificateChain, Path key)
            throws IOException {
        return withCertificateFor(hostPattern, certificateChain, key, null);
    }

    /**
     * As {@link #withCertificateFor(String, Path, Path)}, with an encrypted key.
     *
     * @param password of the key; null if it is not encrypted
     */
    public TlsOptions withCertificateFor(
            String hostPattern, Path certificateChain, Path key, String password)
            throws IOException {
        requireSide(true, "withCertificateFor");
        credentials.requireChangeable("withCertificateFor");
        Identity identity =
                Identity.read(HostName.pattern(hostPattern), certificateChain, key, password);
        return with(credentials.withAlso(identity));
    }

    // ---------------------------------------------------------------- whom we trust

    /**
     * Trusts those whose certificates are in the PEM files, and whom they have signed, instead of
     * the system's authorities. A further call adds to it. Reads the files at once, which blocks.
     *
     * <p>In a server's options it is about the certificates of clients.
     *
     * @throws IOException if a file cannot be read, or has no certificate
     * @throws IllegalStateException with a context of one's own
     */
    public TlsOptions withTrust(Path... certificates) throws IOException {
        credentials.requireChangeable("withTrust");
        return with(credentials.withTrust(certificates));
    }

    /**
     * Accepts any certificate of anybody, for any host. Whoever can reach into the connection can
     * then read and change all of it, without anybody noticing; what is left protects only from
     * listeners who cannot. For tests; rather give a test's own certificate to {@link #withTrust}.
     *
     * @throws IllegalStateException with a context of one's own
     */
    public TlsOptions withoutVerification() {
        credentials.requireChangeable("withoutVerification");
        return with(credentials.withoutVerification());
    }

    /**
     * The host that the client asks the server for, and that the server's certificate must be for,
     * instead of the one that the connection was opened to.
     *
     * @param name empty: the client asks for none, and accepts a certificate for any host, although
     *     somebody trusted must have signed it
     * @throws IllegalArgumentException if it cannot be a host name
     * @throws IllegalStateException in a server's options
     */
    public TlsOptions withServerName(String name) {
        requireSide(false, "withServerName");
        if (!name.isEmpty()) {
            HostName.of(name);
        }
        return with(draft -> draft.serverName = name);
    }

    /**
     * Whether a server asks its clients for certificates.
     *
     * @throws IllegalStateException in a client's options
     */
    public TlsOptions withClientAuth(ClientAuth clientAuth) {
        requireSide(true, "withClientAuth");
        Objects.requireNonNull(clientAuth, "clientAuth");
        return with(draft -> draft.clientAuth = clientAuth);
    }

    // ---------------------------------------------------------------- what we offer

    /**
     * Only these versions of TLS, as {@code "TLSv1.3"}.
     *
     * @throws IllegalArgumentException if there is none, or Java does not know one
     */
    public TlsOptions withProtocols(String... protocols) {
        return with(preferences.withProtocols(credentials, protocols));
    }

    /**
     * Only these cipher suites, best first, as {@code "TLS_AES_256_GCM_SHA384"}.
     *
     * @throws IllegalArgumentException if there is none, or Java does not know one
     */
    public TlsOptions withCiphers(String... ciphers) {
        return with(preferences.withCiphers(credentials, ciphers));
    }

    /**
     * What is to be spoken inside, best first, as {@code "h2", "http/1.1"} (ALPN). The server
     * chooses, and refuses a client with which it has none in common; a client that offers none is
     * accepted. What was chosen is in {@link TlsInfo#applicationProtocol}. No argument: none.
     *
     * @throws IllegalArgumentException if one is empty or too long
     */
    public TlsOptions withApplicationProtocols(String... protocols) {
        return with(preferences.withApplicationProtocols(protocols));
    }

    // ---------------------------------------------------------------- times and ends

    /**
     * How long a handshake may take.
     *
     * @throws IllegalArgumentException unless above 0
     */
    public TlsOptions withHandshakeTimeout(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "The time for a TLS handshake must be above 0, not " + timeout + ".");
        }
        return with(draft -> draft.handshakeTimeout = timeout);
    }

    /**
     * How long closing waits for the peer to end its side, too. 0, the default: it does not wait.
     *
     * @throws IllegalArgumentException if below 0
     */
    public TlsOptions withShutdownTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "The time for the end of a TLS session must not be below 0: " + timeout + ".");
        }
        return with(draft -> draft.shutdownTimeout = timeout);
    }

    /**
     * Whether the end of a connection without a close_notify is an end like any other, instead of
     * an {@link SSLException}. Only for protocols that tell by themselves what is complete: else
     * somebody on the way can cut off what he likes.
     */
    public TlsOptions withTruncationAllowed(boolean allowed) {
        return with(draft -> draft.truncationAllowed = allowed);
    }

    private void requireSide(boolean needed, String method) {
        if (server != needed) {
            throw new IllegalStateException(
                    method
                            + " is for a "
                            + (needed ? "server" : "client")
                            + ", and these options are a "
                            + (server ? "server" : "client")
                            + "'s.");
        }
    }

    // ---------------------------------------------------------------- what it is

    /** Whether these are a server's options. */
    public boolean isServer() {
        return server;
    }

    /** How long a handshake may take. */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** How long closing waits for the peer's end. */
    public Duration shutdownTimeout() {
        return shutdownTimeout;
    }

    /**
     * The JDK's context for these options, for libraries that want one. It knows who we are and
     * whom we trust; not the rest.
     *
     * @throws IllegalStateException if the certificates that Java trusts cannot be loaded
     */
    public SSLContext context() {
        return credentials.context();
    }

    /** Whether {@link #context} has been made, so that the next call takes no time. */
    boolean hasContext() {
        return credentials.hasContext();
    }

    // ---------------------------------------------------------------- for sessions

    /**
     * A client's engine.
     *
     * @param host the one that the connection goes to; null if it is not known
     */
    SSLEngine clientEngine(String host, int port) {
        requireSide(false, "Opening a connection");
        String name = serverName != null ? serverName : host;
        if (name == null) {
            throw new IllegalArgumentException(
                    "The host that the certificate must be for is not known. Tell it with"
                            + " TlsOptions.withServerName, which takes \"\" for any host.");
        }
        HostName wanted = name.isEmpty() ? null : HostName.of(name);
        SSLEngine engine =
                wanted == null
                        ? context().createSSLEngine()
                        : context().createSSLEngine(wanted.ascii(), port);
        engine.setUseClientMode(true);
        SSLParameters parameters = preferences.parameters(engine);
        parameters.setServerNames(wanted == null ? List.of() : wanted.serverNames());
        if (wanted != null && !credentials.isUnverified()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    SSLEngine serverEngine() {
        requireSide(true, "Accepting connections");
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = preferences.parameters(engine);
        switch (clientAuth) {
            case NONE -> {}
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    TlsSettings settings(String peer) {
        return new TlsSettings(peer, handshakeTimeout, shutdownTimeout, truncationAllowed, buffers);
    }

    /** Whose they are and what was wished. Never shows a key. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("TlsOptions[").append(server ? "server" : "client");
        credentials.describe(text);
        if (serverName != null) {
            text.append(", server name \"").append(serverName).append('"');
        }
        if (preferences.protocols() != null) {
            text.append(", ").append(preferences.protocols());
        }
        if (!preferences.applicationProtocols().isEmpty()) {
            text.append(", speaks ").append(preferences.applicationProtocols());
        }
        if (clientAuth != ClientAuth.NONE) {
            text.append(", client certificates ").append(clientAuth);
        }
        return text.append(']').toString();
    }
}
