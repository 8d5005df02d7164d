package org.asyncio4j.net.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * What one side proves to be and whom it trusts, and the JDK's context that knows it. Immutable but
 * for the context, which is made when it is first needed, and with which all who have the same
 * credentials share the sessions to resume.
 *
 * <p>Thread-safe: the loops of a server share the credentials of its options.
 */
public final class Credentials {
    /** The user's own context; null where we make one. */
    private final SSLContext given;

    private final List<Identity> identities;

    /** Null for the system's authorities. */
    private final List<X509Certificate> trusted;

    private final boolean unverified;

    /** Null until it is needed. */
    private SSLContext made;

    private Credentials(
            SSLContext given,
            List<Identity> identities,
            List<X509Certificate> trusted,
            boolean unverified) {
        this.given = given;
        this.identities = identities;
        this.trusted = trusted;
        this.unverified = unverified;
    }

    /** Proves nothing, and trusts the authorities which Java trusts. */
    public static Credentials system() {
        return new Credentials(null, List.of(), null, false);
    }

    /** What a context of the user's knows. Nothing can be changed in it. */
    public static Credentials of(SSLContext given) {
        return new Credentials(given, List.of(), null, false);
    }

    // ---------------------------------------------------------------- other credentials

    /** Proves to be this and nothing else. */
    public Credentials withOnly(Identity identity) {
        return new Credentials(given, List.of(identity), trusted, unverified);
    }

    /** Proves to be this, too, where it is asked for its hosts. */
    public Credentials withAlso(Identity identity) {
        List<Identity> more = new ArrayList<>(identities);
        more.add(identity);
        return new Credentials(given, List.copyOf(more), trusted, unverified);
    }

    /**
     * Trusts those in the PEM files, too, and no longer the system's authorities. Reads the files,
     * which blocks.
     *
     * @throws IllegalArgumentException if nobody is trusted then
     */
    public Credentials withTrust(Path... certificates) throws IOException {
        List<X509Certificate> all = new ArrayList<>(trusted == null ? List.of() : trusted);
        for (Path file : certificates) {
            all.addAll(new PemFile(file).certificates());
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("withTrust() needs a file with certificates.");
        }
        return new Credentials(given, identities, List.copyOf(all), unverified);
    }

    /** Trusts anybody. */
    public Credentials withoutVerification() {
        return unverified ? this : new Credentials(given, identities, trusted, true);
    }

    /**
     * @param method what would change them, for the message
     * @throws IllegalStateException where they are in a context of the user's
     */
    public void requireChangeable(String method) {
        if (given != null) {
            throw new IllegalStateException(
                    method
                            + " cannot change an SSLContext that is there already. Make it with"
                            + " what it needs, or use options without one.");
        }
    }

    /** Whether anybody is trusted. */
    public boolean isUnverified() {
        return unverified;
    }

    // ---------------------------------------------------------------- the context

    /**
     * The JDK's context for them.
     *
     * @throws IllegalStateException if the certificates that Java trusts cannot be loaded
     */
    public synchronized SSLContext context() {
        if (made == null) {
            try {
                made = given != null ? given : makeContext();
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(
                        "The certificates for TLS cannot be used: " + e.getMessage(), e);
            }
        }
        return made;
    }

    /** Whether {@link #context} has been made, so that the next call takes no time. */
    public synchronized boolean hasContext() {
        return made != null;
    }

    /** A context that knows what Java can do, if nothing else. Loads no certificates. */
    SSLContext anyContext() throws GeneralSecurityException {
        if (given != null) {
            return given;
        }
        SSLContext any = SSLContext.getInstance("TLS");
        // With empty lists, so that nothing is loaded for it.
        any.init(new KeyManager[0], new TrustManager[0], null);
        return any;
    }

    private SSLContext makeContext() throws GeneralSecurityException, IOException {
        if (identities.isEmpty() && trusted == null && !unverified) {
            return SSLContext.getDefault();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identities.isEmpty() ? null : new KeyManager[] {new IdentityKeyManager(identities)},
                trustManagers(),
                null);
        return context;
    }

    /** Null for the system's. */
    private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
        if (unverified) {
            return new TrustManager[] {new TrustAnybody()};
        }
        if (trusted == null) {
            return null;
        }
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

    /** Appends what is special about them, each after a comma. Never shows a key. */
    public void describe(StringBuilder text) {
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
    }
}
