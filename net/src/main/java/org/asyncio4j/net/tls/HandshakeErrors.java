package org.asyncio4j.net.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Says in words for people why a handshake came to nothing. */
final class HandshakeErrors {
    private static final String ALERT = "Received fatal alert: ";

    private HandshakeErrors() {}

    static SSLHandshakeException timedOut(String peer, Duration time, TimeoutException cause) {
        return exception(
                peer,
                "takes longer than "
                        + inWords(time)
                        + ". The peer does not answer, or does not speak TLS on this port."
                        + " TlsOptions.withHandshakeTimeout gives it more time.",
                cause);
    }

    private static String inWords(Duration duration) {
        String seconds = String.valueOf(duration.toMillis() / 1000.0);
        return (seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds)
                + " s";
    }

    static SSLHandshakeException ended(String peer) {
        return exception(
                peer,
                "failed: the peer closed the connection in the middle of it. It does not speak TLS"
                        + " on this port, or it does not like what was offered and does not say"
                        + " so.",
                null);
    }

    static SSLHandshakeException connectionFailed(String peer, IOException cause) {
        return exception(peer, "failed: the connection broke: " + text(cause), cause);
    }

    static SSLHandshakeException interrupted(String peer, Throwable cause) {
        return exception(peer, "was given up: " + text(cause), cause);
    }

    /**
     * @param records what the peer sent last and could not be understood; may be null
     */
    static SSLHandshakeException explain(String peer, SSLException failure, ByteBuffer records) {
        if (failure instanceof SSLHandshakeException explained
                && explained.getCause() == null
                && text(failure).startsWith(beginning(peer))) {
            return explained;
        }
        return exception(peer, "failed: " + reason(failure, records), failure);
    }

    private static String reason(SSLException failure, ByteBuffer records) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CertPathBuilderException e -> {
                    return "the peer's certificate is not trusted, since no authority that is"
                            + " trusted has signed it ("
                            + text(e)
                            + "). If it should be, give the authority's certificate, or the"
                            + " peer's own, to TlsOptions.withTrust.";
                }
                case CertificateExpiredException e -> {
                    return "the peer's certificate has expired (" + text(e) + ").";
                }
                case CertificateNotYetValidException e -> {
                    return "the peer's certificate is not valid yet (" + text(e) + ").";
                }
                case CertificateException e when isAboutName(e) -> {
                    return "the peer's certificate is for another name ("
                            + text(e)
                            + "). If the name in the certificate is right, give it to"
                            + " TlsOptions.withServerName.";
                }
                default -> {}
            }
        }
        String text = text(failure);
        if (text.contains("nrecognized SSL message")) {
            return "the peer does not speak TLS here"
                    + (records == null ? "" : "; it says \"" + printable(records) + "\"")
                    + " ("
                    + text
                    + ").";
        }
        if (text.contains("no_application_protocol")) {
            return "the peers have no application protocol in common (" + text + ").";
        }
        int alert = text.indexOf(ALERT);
        if (alert >= 0) {
            String name = text.substring(alert + ALERT.length());
            return "the peer refuses it with the alert " + name + hint(name);
        }
        return text;
    }

    /** What most often is behind an alert. */
    private static String hint(String alert) {
        return switch (alert) {
            case "certificate_required" ->
                    ": it wants a certificate of the client (TlsOptions.withClientCertificate).";
            case "bad_certificate",
                    "unknown_ca",
                    "certificate_unknown",
                    "certificate_expired",
                    "unsupported_certificate" ->
                    ": it does not trust the certificate that it was shown, or was shown none.";
            case "handshake_failure" ->
                    ": there is no cipher suite or kind of key that both can use, or it wants a"
                            + " certificate of the client.";
            case "protocol_version" -> ": there is no version of TLS that both can use.";
            case "unrecognized_name" -> ": it does not know the host that it was asked for.";
            default -> ".";
        };
    }

    private static boolean isAboutName(CertificateException e) {
        String text = text(e);
        return text.startsWith("No subject alternative")
                || text.startsWith("No name matching")
                || text.contains("subject alternative names present")
                || text.startsWith("Illegal given domain name");
    }

    /** The beginning of what the peer sent, as far as it can be shown. */
    private static String printable(ByteBuffer records) {
        byte[] bytes = new byte[Math.min(40, records.limit())];
        records.get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replaceAll("[\r\n].*", "")
                .replaceAll("[^ -~]", ".");
    }

    private static String text(Throwable throwable) {
        return throwable.getMessage() == null ? throwable.toString() : throwable.getMessage();
    }

    private static String beginning(String peer) {
        return "The TLS handshake with " + peer + " ";
    }

    private static SSLHandshakeException exception(String peer, String predicate, Throwable cause) {
        var exception = new SSLHandshakeException(beginning(peer) + predicate);
        if (cause != null) {
            exception.initCause(cause);
        }
        return exception;
    }
}
