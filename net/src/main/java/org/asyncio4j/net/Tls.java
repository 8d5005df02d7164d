package org.asyncio4j.net;

import org.asyncio4j.net.engine.SocketStream;
import org.asyncio4j.net.tls.Offer;
import org.asyncio4j.net.tls.TlsSession;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;

import java.io.IOException;

import javax.net.ssl.SSLEngine;

/** Puts TLS sessions onto streams. */
final class Tls {
    private Tls() {}

    /**
     * A session as the client, after its handshake. If this throws, the streams below are good for
     * nothing but to be closed, or aborted after a cancellation; an alert that tells the peer why
     * has been taken by {@code sink}.
     *
     * <p>Gives way: for the handshake. Cancellation: the streams below are to be aborted.
     *
     * @param host what the certificate must be for, unless the options tell; null if not known
     */
    static TlsSession connect(
            TlsOptions options, ReceiveStream source, SendStream sink, String host, int port)
            throws IOException {
        TlsPreparation.await(options);
        return open(options, options.clientEngine(host, port), source, sink, host, port);
    }

    /**
     * A session as the server, after its handshake. Else as {@link #connect}.
     *
     * @param host where the client is, for messages; null if not known
     */
    static TlsSession accept(
            TlsOptions options, ReceiveStream source, SendStream sink, String host, int port)
            throws IOException {
        TlsPreparation.await(options);
        return open(options, options.serverEngine(), source, sink, host, port);
    }

    private static TlsSession open(
            TlsOptions options,
            SSLEngine engine,
            ReceiveStream source,
            SendStream sink,
            String host,
            int port)
            throws IOException {
        TlsSession session =
                new TlsSession(
                        engine, source, sink, offer(sink), options.settings(peer(host, port)));
        session.handshake();
        return session;
    }

    private static Offer offer(SendStream sink) {
        return sink instanceof SocketStream socket ? socket::offer : null;
    }

    private static String peer(String host, int port) {
        if (host == null) {
            return "the peer";
        }
        return (host.contains(":") ? "[" + host + "]" : host) + (port < 0 ? "" : ":" + port);
    }
}
