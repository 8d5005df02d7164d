package org.asyncio4j.net;

import static org.asyncio4j.Asyncio.toThread;

import org.asyncio4j.net.tls.TrustAnybody;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * What the first handshake of a program would hold its loop up with: the certificates that Java
 * trusts, and the JDK's cryptography, whose classes take some tenths of a second to load. Both are
 * loaded in a thread.
 */
final class TlsPreparation {
    /** More records than a handshake has; one that hangs is given up. */
    private static final int MOST_ROUNDS = 50;

    private static volatile boolean clientRehearsed;
    private static volatile boolean serverRehearsed;

    private TlsPreparation() {}

    /**
     * Makes the options' context, and the first time in a JVM rehearses a handshake.
     *
     * <p>Gives way: only the first time that there is something to load.
     */
    static void await(TlsOptions options) {
        boolean rehearsed = options.isServer() ? serverRehearsed : clientRehearsed;
        if (rehearsed && options.hasContext()) {
            return;
        }
        toThread(() -> {
            options.context();
            if (!rehearsed) {
                rehearse(options);
            }
        });
        if (options.isServer()) {
            serverRehearsed = true;
        } else {
            clientRehearsed = true;
        }
    }

    /** A handshake in memory. That it may fail, for want of a certificate, does not matter. */
    private static void rehearse(TlsOptions options) {
        try {
            SSLEngine server = options.isServer() ? options.serverEngine() : stranger(false);
            SSLEngine client =
                    options.isServer() ? stranger(true) : options.clientEngine("localhost", -1);
            ByteBuffer toServer = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
            ByteBuffer toClient = ByteBuffer.allocate(server.getSession().getPacketBufferSize());
            int round = 0;
            do {
                step(client, toClient, toServer);
                step(server, toServer, toClient);
            } while (++round < MOST_ROUNDS && !(isDone(client) && isDone(server)));
        } catch (SSLException | GeneralSecurityException e) {
            // The real one will say what is wrong, where somebody can hear it.
        }
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result = engine.wrap(nothing, out);
        runTasks(engine);
        if (result.bytesProduced() == 0) {
            in.flip();
            engine.unwrap(in, plain);
            in.compact();
            runTasks(engine);
        }
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
        }
    }

    private static SSLEngine stranger(boolean client) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAnybody()}, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        return engine;
    }
}
