package org.asyncio4j.net;

import org.asyncio4j.net.tls.BufferPool;
import org.asyncio4j.net.tls.Identity;
import org.asyncio4j.net.tls.IdentityKeyManager;
import org.asyncio4j.net.tls.PemFile;
import org.asyncio4j.net.tls.TlsSettings;
import org.asyncio4j.net.tls.TrustAnybody;

import java.io.IOException;
import java.net.IDN;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

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

    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private final boolean server;

    /** The user's own context; null where we make one. */
    private final SSLContext given;

    private final List<Identity> identities;

    /** Null for the system's authorities. */
    private final List<X509Certificate> trusted;

    private final boolean unverified;
    private final String serverName;
    private final List<String> protocols;
    private final List<String> ciphers;
    private final List<String> applicationProtocols;
    private final ClientAuth clientAuth;
    private final Duration handshakeTimeout;
    private final Duration shutdownTimeout;
    private final boolean truncationAllowed;
    private final BufferPool buffers;

    /** Shared by all options with the same certificates, and with it the sessions to resume. */
    private final LazyContext context;

    /** The fields while they may be changed. */
    private static final class Draft {
        private boolean server;
        private SSLContext given;
        private List<Identity> identities = List.of();
        private List<X509Certificate> trusted;
        private boolean unverified;
        private String serverName;
        private List<String> protocols;
        private List<String> ciphers;
        private List<String> applicationProtocols = List.of();
        private ClientAuth clientAuth = ClientAuth.NONE;
        private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
        private Duration shutdownTimeout = Duration.ZERO;
        private boolean truncationAllowed;
        private BufferPool buffers = new BufferPool();
        private LazyContext context;
    }

    /** A context that is made when it is first needed. */
    private static final class LazyContext {
        private SSLContext made;

        synchronized SSLContext get(TlsOptions options) {
            if (made == null) {
                try {
                    made = options.given != null ? options.given : options.makeContext();
                } catch (GeneralSecurityException | IOException e) {
                    throw new IllegalStateException(
                            "The certificates for TLS cannot be used: " + e.getMessage(), e);
                }
            }
            return made;
        }

        synchronized boolean isMade() {
            return made != null;
        }
    }

    private TlsOptions(Draft draft) {
        this.server = draft.server;
        this.given = draft.given;
        this.identities = draft.identities;
        this.trusted = draft.trusted;
        this.unverified = draft.unverified;
        this.serverName = draft.serverName;
        this.protocols = draft.protocols;
        this.ciphers = draft.ciphers;
        this.applicationProtocols = draft.applicationProtocols;
        this.clientAuth = draft.clientAuth;
        this.handshakeTimeout = draft.handshakeTimeout;
        this.shutdownTimeout = draft.shutdownTimeout;
        this.truncationAllowed = draft.truncationAllowed;
        this.buffers = draft.buffers;
        this.context = draft.context;
    }

    private static TlsOptions of(Consumer<Draft> edit) {
        Draft draft = new Draft();
        draft.context = new LazyContext();
        edit.accept(draft);
        return new TlsOptions(draft);
    }

    private TlsOptions with(Consumer<Draft> edit) {
        Draft draft = new Draft();
        draft.server = server;
        draft.given = given;
        draft.identities = identities;
        draft.trusted = trusted;
        draft.unverified = unverified;
        draft.serverName = serverName;
        draft.protocols = protocols;
        draft.ciphers = ciphers;
        draft.applicationProtocols = applicationProtocols;
        draft.clientAuth = clientAuth;
        draft.handshakeTimeout = handshakeTimeout;
        draft.shutdownTimeout = shutdownTimeout;
        draft.truncationAllowed = truncationAllowed;
        draft.buffers = buffers;
        edit.accept(draft);
        boolean sameCertificates =
                draft.identities == identities
                        && draft.trusted == trusted
                        && draft.unverified == unverified;
        draft.context = sameCertificates ? context : new LazyContext();
        return new TlsOptions(draft);
    }

    // ---------------------------------------------------------------- making

    /** A client that trusts the authorities which Java trusts: {@link SSLContext#getDefault}. */
    public static TlsOptions client() {
        return of(draft -> {});
    }

    /** A client with a context that is there already. */
    public static TlsOptions client(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return of(draft -> draft.given = context);
    }

    /** A server with a context that is there already, and has a certificate. */
    public static TlsOptions server(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return of(draft -> {
            draft.server = true;
            draft.given = context;
        });
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
        return of(draft -> {
            draft.server = true;
            draft.identities = List.of(identity);
        });
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
        requireOwnContext("withClientCertificate");
        Identity identity = Identity.read(null, certificateChain, key, password);
        return with(draft -> draft.identities = List.of(identity));
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
        requireOwnContext("withCertificateFor");
        Identity identity =
                Identity.read(asciiPattern(hostPattern), certificateChain, key, password);
        List<Identity> more = new ArrayList<>(identities);
        more.add(identity);
        return with(draft -> draft.identities = List.copyOf(more));
    }

    private static String asciiPattern(String hostPattern) {
        boolean wild = hostPattern.startsWith("*.");
        String host = wild ? hostPattern.substring(2) : hostPattern;
        if (host.isEmpty() || host.contains("*")) {
            throw new IllegalArgumentException(
                    "\""
                            + hostPattern
                            + "\" is no host name and no pattern like \"*.example.com\": a star"
                            + " stands for the first label only.");
        }
        return (wild ? "*." : "") + ascii(host);
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
        requireOwnContext("withTrust");
        List<X509Certificate> all = new ArrayList<>(trusted == null ? List.of() : trusted);
        for (Path file : certificates) {
            all.addAll(new PemFile(file).certificates());
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("withTrust() needs a file with certificates.");
        }
        return with(draft -> draft.trusted = List.copyOf(all));
    }

    /**
     * Accepts any certificate of anybody, for any host. Whoever can reach into the connection can
     * then read and change all of it, without anybody noticing; what is left protects only from
     * listeners who cannot. For tests; rather give a test's own certificate to {@link #withTrust}.
     *
     * @throws IllegalStateException with a context of one's own
     */
    public TlsOptions withoutVerification() {
        requireOwnContext("withoutVerification");
        return with(draft -> draft.unverified = true);
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
            ascii(name);
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
        List<String> checked = checked("protocol", protocols, supported().getProtocols());
        return with(draft -> draft.protocols = checked);
    }

    /**
     * Only these cipher suites, best first, as {@code "TLS_AES_256_GCM_SHA384"}.
     *
     * @throws IllegalArgumentException if there is none, or Java does not know one
     */
    public TlsOptions withCiphers(String... ciphers) {
        List<String> checked = checked("cipher suite", ciphers, supported().getCipherSuites());
        return with(draft -> draft.ciphers = checked);
    }

    private SSLParameters supported() {
        try {
            SSLContext any = given;
            if (any == null) {
                any = SSLContext.getInstance("TLS");
                // With empty lists, so that nothing is loaded for it.
                any.init(new KeyManager[0], new TrustManager[0], null);
            }
            return any.getSupportedSSLParameters();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS.", e);
        }
    }

    private static List<String> checked(String kind, String[] wanted, String[] known) {
        List<String> all = Arrays.asList(known);
        for (String each : wanted) {
            if (!all.contains(each)) {
                throw new IllegalArgumentException(
                        "Java knows no "
                                + kind
                                + " \""
                                + each
                                + "\". It knows "
                                + String.join(", ", all)
                                + ".");
            }
        }
        if (wanted.length == 0) {
            throw new IllegalArgumentException("At least one " + kind + " is needed.");
        }
        return List.of(wanted);
    }

    /**
     * What is to be spoken inside, best first, as {@code "h2", "http/1.1"} (ALPN). The server
     * chooses, and refuses a client with which it has none in common; a client that offers none is
     * accepted. What was chosen is in {@link TlsInfo#applicationProtocol}. No argument: none.
     *
     * @throws IllegalArgumentException if one is empty or too long
     */
    public TlsOptions withApplicationProtocols(String... protocols) {
        for (String each : protocols) {
            if (each.isEmpty() || each.length() > 255) {
                throw new IllegalArgumentException(
                        "\"" + each + "\" is no name of an application protocol.");
            }
        }
        List<String> copy = List.of(protocols);
        return with(draft -> draft.applicationProtocols = copy);
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

    private void requireOwnContext(String method) {
        if (given != null) {
            throw new IllegalStateException(
                    method
                            + " cannot change an SSLContext that is there already. Make it with"
                            + " what it needs, or use options without one.");
        }
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

    /** Whether an end of the connection without a close_notify is an end like any other. */
    public boolean isTruncationAllowed() {
        return truncationAllowed;
    }

    /**
     * The JDK's context for these options, for libraries that want one. It knows who we are and
     * whom we trust; not the rest.
     *
     * @throws IllegalStateException if the certificates that Java trusts cannot be loaded
     */
    public SSLContext context() {
        return context.get(this);
    }

    /** Whether {@link #context} has been made, so that the next call takes no time. */
    boolean hasContext() {
        return context.isMade();
    }

    private SSLContext makeContext() throws GeneralSecurityException, IOException {
        if (identities.isEmpty() && trusted == null && !unverified) {
            return SSLContext.getDefault();
        }
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(
                identities.isEmpty() ? null : new KeyManager[] {new IdentityKeyManager(identities)},
                unverified
                        ? new TrustManager[] {new TrustAnybody()}
                        : trusted == null ? null : trustManagers(),
                null);
        return made;
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("trusted-" + i, trusted.get(i));
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
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
        String ascii = name.isEmpty() ? null : ascii(name);
        SSLEngine engine =
                ascii == null
                        ? context().createSSLEngine()
                        : context().createSSLEngine(ascii, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine);
        parameters.setServerNames(serverNames(ascii));
        if (ascii != null && !unverified) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static List<SNIServerName> serverNames(String host) {
        if (host == null || IP_ADDRESS.matcher(host).matches()) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            // Names with an underscore work in DNS, and yet may not be asked for.
            return List.of();
        }
    }

    SSLEngine serverEngine() {
        requireSide(true, "Accepting connections");
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine);
        switch (clientAuth) {
            case NONE -> {}
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        if (protocols != null) {
            parameters.setProtocols(protocols.toArray(new String[0]));
        }
        if (ciphers != null) {
            parameters.setCipherSuites(ciphers.toArray(new String[0]));
        }
        parameters.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
        return parameters;
    }

    /** The name as DNS and certificates have it. An IP address stays as it is. */
    private static String ascii(String host) {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (IP_ADDRESS.matcher(bare).matches()) {
            int zone = bare.indexOf('%');
            String address = zone < 0 ? bare : bare.substring(0, zone);
            return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
        }
        try {
            return IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + host + "\" cannot be a host name: " + e.getMessage(), e);
        }
    }

    TlsSettings settings(String peer) {
        return new TlsSettings(peer, handshakeTimeout, shutdownTimeout, truncationAllowed, buffers);
    }

    /** Whose they are and what was wished. Never shows a key. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("TlsOptions[").append(server ? "server" : "client");
        if (given != null) {
            text.append(", given context");
        }
        identities.forEach(identity -> text.append(", ").append(identity));
        if (trusted != null) {
            text.append(", trusts ").append(trusted.size()).append(" certificates");
        }
        if (unverified) {
            text.append(", WITHOUT VERIFICATION");
        }
        if (serverName != null) {
            text.append(", server name \"").append(serverName).append('"');
        }
        if (protocols != null) {
            text.append(", ").append(protocols);
        }
        if (!applicationProtocols.isEmpty()) {
            text.append(", speaks ").append(applicationProtocols);
        }
        if (clientAuth != ClientAuth.NONE) {
            text.append(", client certificates ").append(clientAuth);
        }
        return text.append(']').toString();
    }
}
