package org.asyncio4j.net.tls;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What one side offers its peer to agree on, best first.
 *
 * @param protocols versions of TLS; null for what Java offers by itself
 * @param ciphers cipher suites; null for what Java offers by itself
 * @param applicationProtocols what is to be spoken inside (ALPN); empty for nothing special
 */
public record Preferences(
        List<String> protocols, List<String> ciphers, List<String> applicationProtocols) {
    /** What Java offers by itself. */
    public static final Preferences JAVAS = new Preferences(null, null, List.of());

    /** The longest name of an application protocol, whose length is sent as one byte. */
    private static final int LONGEST_NAME = 255;

    /**
     * @throws IllegalArgumentException if there is none, or Java does not know one
     */
    public Preferences withProtocols(Credentials credentials, String... wanted) {
        String[] known = supported(credentials).getProtocols();
        return new Preferences(checked("protocol", wanted, known), ciphers, applicationProtocols);
    }

    /**
     * @throws IllegalArgumentException if there is none, or Java does not know one
     */
    public Preferences withCiphers(Credentials credentials, String... wanted) {
        String[] known = supported(credentials).getCipherSuites();
        return new Preferences(
                protocols, checked("cipher suite", wanted, known), applicationProtocols);
    }

    private static SSLParameters supported(Credentials credentials) {
        try {
            return credentials.anyContext().getSupportedSSLParameters();
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
     * @throws IllegalArgumentException if one is empty or too long
     */
    public Preferences withApplicationProtocols(String... wanted) {
        for (String each : wanted) {
            if (each.isEmpty() || each.length() > LONGEST_NAME) {
                throw new IllegalArgumentException(
                        "\"" + each + "\" is no name of an application protocol.");
            }
        }
        return new Preferences(protocols, ciphers, List.of(wanted));
    }

    /** The engine's parameters with these preferences, to be set there. */
    public SSLParameters parameters(SSLEngine engine) {
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
}
