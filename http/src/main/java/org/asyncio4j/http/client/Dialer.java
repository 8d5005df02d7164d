package org.asyncio4j.http.client;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.http1.Http1Client;
import org.asyncio4j.http.wire.ClientConnection;
import org.asyncio4j.http.wire.ClientConnection.ClientExchange;
import org.asyncio4j.http.wire.ClientConnection.Settings;
import org.asyncio4j.http.wire.ClientConnection.Upgraded;
import org.asyncio4j.http.wire.RequestHead;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.TlsOptions;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLPeerUnverifiedException;

/** Opens connections: to the server, to a proxy, through a proxy, in TLS where it has to be. */
final class Dialer {
    private static final String PROTOCOL = "http/1.1";
    private static final Settings PLAIN = new Settings(false, false, null);

    private final SessionOptions options;
    private final Http1Client http;
    private final HostCache hosts;

    /** What the session's are, made when first needed: reading the authorities takes time. */
    private TlsOptions usualTls;

    Dialer(SessionOptions options, HostCache hosts) {
        this.options = options;
        this.hosts = hosts;
        this.http = new Http1Client(options.maxLine(), options.maxField(), options.maxHeaders());
    }

    /**
     * Opens one.
     *
     * <p>Gives way: yes. Cancellation: it is closed.
     *
     * @throws ConnectError if that fails; it says why
     */
    ClientConnection dial(Route route, URI url, RequestTrace trace) throws ClientError {
        Connection connection = transport(route, url, trace);
        try {
            if (route.isTunnel()) {
                tunnel(connection, route, url);
            }
            if (route.origin().isSecure()) {
                secure(connection, route, url);
            }
            return http.open(connection);
        } catch (Throwable e) {
            connection.abort();
            throw e;
        }
    }

    // ---------------------------------------------------------------- the first hop

    private Connection transport(Route route, URI url, RequestTrace trace) throws ClientError {
        if (route.unixSocket() != null) {
            return unix(route, url);
        }
        return route.proxy() == null
                ? direct(route.origin(), url, trace)
                : toProxy(route.proxy(), url, trace);
    }

    private Connection unix(Route route, URI url) throws ClientError {
        try {
            return Net.openUnixConnection(route.unixSocket().toString(), ConnectOptions.DEFAULT);
        } catch (IOException e) {
            throw new ConnectError(url, ClientError.reason(e), e);
        }
    }

    private Connection direct(Origin origin, URI url, RequestTrace trace) throws ClientError {
        try {
            return open(origin, trace);
        } catch (UnknownHostException e) {
            throw new NameResolutionError(url, ClientError.reason(e), e);
        } catch (IOException e) {
            throw new ConnectError(url, ClientError.reason(e), e);
        }
    }

    private Connection toProxy(Proxy proxy, URI url, RequestTrace trace) throws ClientError {
        Origin origin = Origin.of(proxy.url());
        try {
            Connection connection = open(origin, trace);
            if (origin.isSecure()) {
                startTls(connection, usualTls(), origin);
            }
            return connection;
        } catch (IOException e) {
            throw new ProxyConnectError(
                    url,
                    "The proxy " + proxy.url() + " cannot be used: " + ClientError.reason(e),
                    e);
        }
    }

    private Connection open(Origin origin, RequestTrace trace) throws IOException {
        ConnectOptions connecting =
                ConnectOptions.DEFAULT
                        .withHappyEyeballsDelay(options.happyEyeballsDelay())
                        .withLocalAddress(options.localAddress())
                        .withResolver(host -> hosts.addressesOf(host, trace));
        return Net.openConnection(origin.hostName(), origin.port(), connecting);
    }

    // ---------------------------------------------------------------- through a proxy

    private void tunnel(Connection connection, Route route, URI url) throws ClientError {
        String authority = route.origin().authority();
        Headers headers = Headers.of("Host", authority).setAll(route.proxy().headers());
        if (route.proxy().authorization() != null) {
            headers.set("Proxy-Authorization", route.proxy().authorization());
        }
        RequestHead head = new RequestHead("CONNECT", authority, "HTTP/1.1", headers);
        try {
            ClientExchange exchange = http.open(connection).exchange(head, Body.empty(), PLAIN);
            requireTunnel(exchange, route, authority);
        } catch (ClientError e) {
            throw e;
        } catch (IOException e) {
            throw new ProxyConnectError(
                    url,
                    "The proxy "
                            + route.proxy().url()
                            + " has opened no tunnel to "
                            + authority
                            + ": "
                            + ClientError.reason(e),
                    e);
        }
    }

    private static void requireTunnel(ClientExchange exchange, Route route, String authority)
            throws IOException {
        int status = exchange.head().status();
        if (status / 100 != 2) {
            throw new ProxyResponseError(
                    new ResponseInfo(
                            "CONNECT",
                            route.proxy().url(),
                            status,
                            exchange.head().reason(),
                            exchange.head().headers(),
                            List.of()),
                    authority);
        }
        Upgraded tunnel = exchange.upgrade();
        if (tunnel.reader() != tunnel.connection().reader()) {
            throw new IOException("it has sent something before it was asked.");
        }
    }

    // ---------------------------------------------------------------- TLS

    private TlsOptions usualTls() {
        if (usualTls == null) {
            usualTls = options.tls() == null ? TlsOptions.client() : options.tls();
        }
        return usualTls;
    }

    private void secure(Connection connection, Route route, URI url) throws ClientError {
        TlsOptions tls = route.tls() == null ? usualTls() : route.tls();
        if (route.fingerprint() != null) {
            tls = tls.withoutVerification();
        }
        try {
            startTls(connection, tls, route.origin());
        } catch (IOException e) {
            throw isAboutCertificate(e)
                    ? new CertificateError(url, ClientError.reason(e), e)
                    : new TlsError(url, ClientError.reason(e), e);
        }
        if (route.fingerprint() != null) {
            requireFingerprint(connection, route.fingerprint(), url);
        }
    }

    private static void startTls(Connection connection, TlsOptions tls, Origin origin)
            throws IOException {
        try {
            connection.startTls(tls.withApplicationProtocols(PROTOCOL), origin.hostName());
        } catch (Throwable e) {
            connection.abort();
            throw e;
        }
    }

    private static boolean isAboutCertificate(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CertificateException
                    || each instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }

    private static void requireFingerprint(Connection connection, Fingerprint expected, URI url)
            throws ClientError {
        List<X509Certificate> certificates = connection.tls().orElseThrow().peerCertificates();
        Fingerprint found;
        try {
            found = Fingerprint.of(certificates.getFirst());
        } catch (CertificateException e) {
            throw new CertificateError(url, ClientError.reason(e), e);
        }
        if (!found.equals(expected)) {
            throw new FingerprintMismatchError(url, expected.digest(), found.digest(), null);
        }
    }
}
