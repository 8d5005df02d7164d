package org.asyncio4j.net;

import org.asyncio4j.net.tls.TlsSession;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What two peers have agreed on in a TLS handshake.
 *
 * @param protocol as {@code TLSv1.3}
 * @param cipher as {@code TLS_AES_256_GCM_SHA384}
 * @param peerCertificates the peer's certificate, then who signed it, and so on; empty if the peer
 *     has shown none, as most clients
 * @param applicationProtocol what was chosen by ALPN, as {@code h2}; null if nothing
 * @param requestedServerName the host name that the client asked the server for (SNI); null if it
 *     named none
 * @param session the JDK's view of it
 */
public record TlsInfo(
        String protocol,
        String cipher,
        List<X509Certificate> peerCertificates,
        String applicationProtocol,
        String requestedServerName,
        SSLSession session) {
    static TlsInfo of(TlsSession tls) {
        SSLEngine engine = tls.engine();
        SSLSession session = engine.getSession();
        String applicationProtocol = engine.getApplicationProtocol();
        return new TlsInfo(
                session.getProtocol(),
                session.getCipherSuite(),
                peerCertificates(session),
                applicationProtocol == null || applicationProtocol.isEmpty()
                        ? null
                        : applicationProtocol,
                requestedServerName(session),
                session);
    }

    private static List<X509Certificate> peerCertificates(SSLSession session) {
        try {
            return List.of(session.getPeerCertificates()).stream()
                    .filter(X509Certificate.class::isInstance)
                    .map((Certificate certificate) -> (X509Certificate) certificate)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    private static String requestedServerName(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return null;
        }
        return extended.getRequestedServerNames().stream()
                .map(name -> name instanceof SNIHostName host ? host.getAsciiName() : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
