package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.net.Net.startServer;
import static org.asyncio4j.net.OnEngines.Loop.run;
import static org.asyncio4j.net.OnEngines.Loop.settle;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Task;
import org.asyncio4j.net.tls.Certificates;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Random;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's TLS on top of the loop's sockets, as drivers put it there. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopSocketTlsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static ServerOptions serverOptions() throws IOException {
        return ServerOptions.DEFAULT.withTls(
                TlsOptions.server(
                        Certificates.file("server.pem"), Certificates.file("server-key.pem")));
    }

    private static Server startEcho() throws IOException {
        ConnectionHandler echo =
                connection -> {
                    byte[] part = connection.read(100_000);
                    while (part.length > 0) {
                        connection.write(part);
                        part = connection.read(100_000);
                    }
                };
        return startServer(echo, "127.0.0.1", 0, serverOptions());
    }

    private static SSLContext trusting(String certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream file = Files.newInputStream(Certificates.file(certificate))) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static SSLSocket connect(SSLContext context, int port) throws IOException {
        Socket plain = new LoopSocketFactory().createSocket(LOOPBACK, port);
        return (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
    }

    @OnEngines
    void speaksTls(String engine) throws Exception {
        byte[] data = new byte[1_000_000];
        new Random(1).nextBytes(data);
        run(
                engine,
                () -> {
                    try (Server server = startEcho();
                            SSLSocket socket = connect(trusting("authority.pem"), server.port())) {
                        socket.startHandshake();
                        assertEquals("TLSv1.3", socket.getSession().getProtocol());
                        gather(
                                () -> socket.getOutputStream().write(data),
                                () ->
                                        assertArrayEquals(
                                                data,
                                                socket.getInputStream().readNBytes(data.length)));
                    }
                });
    }

    @OnEngines
    void aReadTimesOutAndGoesOn(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Server server = startEcho();
                            SSLSocket socket = connect(trusting("authority.pem"), server.port())) {
                        socket.startHandshake();
                        socket.setSoTimeout(10);
                        assertThrows(
                                SocketTimeoutException.class, () -> socket.getInputStream().read());
                        socket.setSoTimeout(5_000);
                        socket.getOutputStream().write('x');
                        assertEquals('x', socket.getInputStream().read());
                    }
                });
    }

    @OnEngines
    void aStrangersCertificateIsRefused(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Server server = startEcho();
                            SSLSocket socket = connect(trusting("other.pem"), server.port())) {
                        assertThrows(SSLException.class, socket::startHandshake);
                        assertTrue(socket.isClosed());
                    }
                });
    }

    @OnEngines
    void closingEndsAReadOfAnotherTask(String engine) throws Exception {
        run(
                engine,
                () -> {
                    try (Server server = startEcho()) {
                        SSLSocket socket = connect(trusting("authority.pem"), server.port());
                        socket.startHandshake();
                        Task<IOException> reader =
                                createTask(() ->
                                        assertThrows(
                                                SocketException.class,
                                                () -> socket.getInputStream().read()));
                        settle();
                        socket.close();
                        reader.await();
                    }
                });
    }
}
