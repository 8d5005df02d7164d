package org.asyncio4j.net.tls;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.millis;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.seconds;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.time;
import static org.asyncio4j.Asyncio.yieldNow;
import static org.asyncio4j.net.tls.Certificates.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.asyncio4j.Action;
import org.asyncio4j.CancelledError;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Task;
import org.asyncio4j.net.TlsOptions;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.SendStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class TlsSessionTest {
    private static final RunOptions VIRTUAL =
            RunOptions.DEFAULT.withVirtualTime(true).withHandleSignals(false);
    private static final int CAPACITY = 64 * 1024;

    /** Made once: the keys of contexts are not what is tested here. */
    private static final SSLContext SERVER = serverContext();

    private static final SSLContext CLIENT = clientContext();

    private static SSLContext serverContext() {
        try {
            return TlsOptions.server(file("server.pem"), file("server-key.pem")).context();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext clientContext() {
        try {
            return TlsOptions.client().withTrust(file("authority.pem")).context();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Two sessions and the pipes between them. */
    private static final class Pair {
        String protocol = "TLSv1.3";
        boolean offers = true;
        int capacity = CAPACITY;
        Random random;
        Duration handshakeTimeout = seconds(60);
        Duration shutdownTimeout = Duration.ZERO;
        boolean truncationAllowed;
        SSLContext clientContext = CLIENT;
        final BufferPool buffers = new BufferPool();
        MemoryPipe toServer;
        MemoryPipe toClient;
        TlsSession client;
        TlsSession server;

        /** Makes the sessions; their handshake is to come. */
        Pair make() {
            toServer = new MemoryPipe(capacity, random);
            toClient = new MemoryPipe(capacity, random);
            client = session(clientContext, true, toClient, toServer);
            server = session(SERVER, false, toServer, toClient);
            return this;
        }

        TlsSession session(SSLContext context, boolean isClient, MemoryPipe in, MemoryPipe out) {
            return session(context, isClient, in, out, offers ? out::offer : null);
        }

        TlsSession session(
                SSLContext context,
                boolean isClient,
                ReceiveStream in,
                SendStream out,
                Offer offer) {
            SSLEngine engine = context.createSSLEngine("localhost", 1);
            engine.setUseClientMode(isClient);
            engine.setEnabledProtocols(new String[] {protocol});
            String peer = isClient ? "localhost:1" : "the client";
            return new TlsSession(
                    engine,
                    in,
                    out,
                    offer,
                    new TlsSettings(
                            peer, handshakeTimeout, shutdownTimeout, truncationAllowed, buffers));
        }

        Pair open() throws IOException {
            make();
            gather(client::handshake, server::handshake);
            return this;
        }
    }

    private static Pair open() throws IOException {
        return new Pair().open();
    }

    private static Pair of(String protocol) {
        Pair pair = new Pair();
        pair.protocol = protocol;
        return pair;
    }

    private static void virtually(Action<? extends Exception> body) throws Exception {
        run(VIRTUAL, body);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] receiveAll(TlsSession session) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part; (part = session.receive(100_000)) != null; ) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] receiveExactly(TlsSession session, int count) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(count);
        while (target.hasRemaining()) {
            if (session.receive(target) < 0) {
                throw new AssertionError("ended after " + target);
            }
        }
        return target.array();
    }

    // ---------------------------------------------------------------- data

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatIsSentIsReceivedBothWays(String protocol) throws Exception {
        virtually(() -> {
            Pair pair = of(protocol).open();
            pair.client.send(bytes("hello"));
            assertEquals("hello", text(pair.server.receive(100)));
            pair.server.send(bytes("good "), bytes(""), bytes("day"));
            assertEquals("good day", text(pair.client.receive(100)));
            assertEquals(protocol, pair.client.engine().getSession().getProtocol());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void largeDataInRandomPiecesGoesBothWaysAtOnce(String protocol) throws Exception {
        long seed = System.nanoTime();
        try {
            virtually(() -> exchange(of(protocol), new Random(seed), false));
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newKeysWhileDataGoesBothWays(boolean offers) throws Exception {
        long seed = System.nanoTime();
        try {
            virtually(() -> {
                Pair pair = new Pair();
                pair.offers = offers;
                exchange(pair, new Random(seed), true);
            });
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void aNewHandshakeWhileDataGoesBothWays() throws Exception {
        long seed = System.nanoTime();
        try {
            virtually(() -> exchange(of("TLSv1.2"), new Random(seed), true));
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static void exchange(Pair pair, Random random, boolean newKeys) throws Exception {
        pair.random = random;
        pair.capacity = 1 + random.nextInt(CAPACITY);
        pair.open();
        byte[] up = random(random, random.nextInt(300_000));
        byte[] down = random(random, random.nextInt(300_000));
        gather(
                () -> sendInPieces(pair.client, up, random, newKeys),
                () -> sendInPieces(pair.server, down, random, newKeys),
                () -> assertArrayEquals(up, receiveInPieces(pair.server, up.length, random)),
                () -> assertArrayEquals(down, receiveInPieces(pair.client, down.length, random)));
    }

    private static void sendInPieces(TlsSession to, byte[] data, Random random, boolean newKeys)
            throws IOException {
        ByteBuffer all = ByteBuffer.wrap(data);
        while (all.hasRemaining()) {
            ByteBuffer first = piece(all, random);
            ByteBuffer second = piece(all, random);
            to.send(first, second.asReadOnlyBuffer());
            assertFalse(first.hasRemaining());
            if (newKeys && random.nextInt(4) == 0) {
                to.engine().beginHandshake();
            }
            if (random.nextBoolean()) {
                yieldNow();
            }
        }
    }

    private static ByteBuffer piece(ByteBuffer all, Random random) {
        int most = random.nextBoolean() ? 100 : 40_000;
        int size = Math.min(all.remaining(), random.nextInt(most));
        ByteBuffer piece = all.slice(all.position(), size);
        all.position(all.position() + size);
        return piece;
    }

    private static byte[] receiveInPieces(TlsSession from, int size, Random random)
            throws IOException {
        ByteBuffer all = ByteBuffer.allocate(size);
        while (all.hasRemaining()) {
            int most =
                    1
                            + random.nextInt(
                                    Math.min(all.remaining(), random.nextBoolean() ? 10 : 40_000));
            if (random.nextBoolean()) {
                all.put(from.receive(most));
            } else {
                ByteBuffer target =
                        random.nextBoolean()
                                ? ByteBuffer.allocateDirect(most)
                                : ByteBuffer.allocate(most);
                int count = from.receive(target);
                assertEquals(count, target.position());
                all.put(target.flip());
            }
        }
        return all.array();
    }

    @Test
    void severalRecordsThatHaveComeAreReceivedAtOnce() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.client.send(bytes("one "));
            pair.client.send(bytes("two "));
            pair.client.send(bytes("three"));
            ByteBuffer target = ByteBuffer.allocate(100);
            assertEquals(13, pair.server.receive(target));
        });
    }

    @Test
    void aSmallTargetGetsARecordInParts() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.client.send(bytes("abcdef"));
            ByteBuffer target = ByteBuffer.allocate(2);
            assertEquals(2, pair.server.receive(target));
            assertEquals("cd", text(pair.server.receive(2)));
            assertEquals("ef", text(pair.server.receive(100)));
            assertEquals("ab", text(target.array()));
        });
    }

    @Test
    void misuseIsRefused() throws Exception {
        virtually(() -> {
            Pair pair = new Pair().make();
            assertThrows(IllegalStateException.class, () -> pair.client.receive(1));
            assertThrows(IllegalStateException.class, () -> pair.client.send(bytes("a")));
            gather(pair.client::handshake, pair.server::handshake);
            assertThrows(IllegalStateException.class, pair.client::handshake);
            assertThrows(IllegalArgumentException.class, () -> pair.client.receive(0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> pair.client.receive(ByteBuffer.allocate(0)));
        });
    }

    @Test
    void anIdleSessionHoldsNoBuffer() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.random = new Random(7);
            pair.open();
            for (int i = 0; i < 20; i++) {
                pair.client.send(ByteBuffer.allocate(20_000));
                receiveExactly(pair.server, 20_000);
            }
            Task<?> reader = createTask(() -> pair.server.receive(1));
            sleep(seconds(1));
            assertEquals(0, pair.server.buffersHeld() + pair.client.buffersHeld());
            assertTrue(pair.buffers.size() > 0);
            reader.cancel();
        });
    }

    // ---------------------------------------------------------------- answers of the engine

    @Test
    void aReaderAnswersNewKeysWhileItsWriterIsBlocked() throws Exception {
        virtually(() -> {
            Pair pair = open();
            Task<?> blocked = createTask(() -> pair.client.send(ByteBuffer.allocate(1 << 20)));
            sleep(seconds(1));
            assertFalse(blocked.isDone());
            for (int i = 0; i < 3; i++) {
                pair.server.engine().beginHandshake();
                pair.server.send(bytes("x"));
                assertEquals("x", text(pair.client.receive(1)));
            }
            assertFalse(blocked.isDone());
            receiveExactly(pair.server, 1 << 20);
            blocked.await();
        });
    }

    @Test
    void aReaderNeedsNoWriterToAnswerNewKeys() throws Exception {
        virtually(() -> {
            Pair pair = open();
            // Nobody reads at the server, and the way to it is full.
            Task<?> filler = createTask(() -> pair.client.send(ByteBuffer.allocate(1 << 20)));
            sleep(seconds(1));
            filler.cancel();
            sleep(seconds(1));
            pair.server.engine().beginHandshake();
            pair.server.send(bytes("x"));
            pair.server.send(bytes("y"));
            assertEquals("xy", text(receiveExactly(pair.client, 2)));
        });
    }

    @Test
    void answersThatNobodyReadsDoNotFillTheMemory() throws Exception {
        virtually(() -> {
            Pair pair = open();
            Task<?> reader = createTask(() -> pair.client.receive(1));
            for (int i = 0; i < 6_000; i++) {
                pair.server.engine().beginHandshake();
                ByteBuffer record = ByteBuffer.allocate(BufferPool.CAPACITY);
                pair.server.engine().wrap(ByteBuffer.allocate(0), record);
                pair.toClient.offer(record.flip());
                yieldNow();
            }
            assertTrue(pair.toServer.total > CAPACITY, "sent " + pair.toServer.total);
            assertTrue(
                    pair.toServer.mostContent <= 2 * CAPACITY + 1000,
                    "kept " + pair.toServer.mostContent);
            assertFalse(reader.isDone());
            reader.cancel();
        });
    }

    // ---------------------------------------------------------------- the end

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void closeIsTheEndForThePeerAfterAllThatCameBefore(String protocol) throws Exception {
        virtually(() -> {
            Pair pair = of(protocol).open();
            pair.client.send(ByteBuffer.allocate(50_000));
            pair.client.close();
            assertEquals(50_000, receiveAll(pair.server).length);
            assertNull(pair.server.receive(1));
            assertEquals(-1, pair.server.receive(ByteBuffer.allocate(1)));
            pair.client.close();
            pair.server.close();
            assertNull(pair.client.receive(1));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatThePeerHadSentIsReceivedAfterClose(String protocol) throws Exception {
        virtually(() -> {
            Pair pair = of(protocol).open();
            pair.server.send(bytes("last words"));
            pair.client.close();
            assertEquals("last words", text(pair.client.receive(100)));
        });
    }

    @Test
    void dataAfterThePeersEndIsDropped() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.client.send(bytes("a"));
            pair.client.close();
            pair.toServer.offer(bytes("garbage"));
            assertEquals("a", text(receiveAll(pair.server)));
            assertNull(pair.server.receive(1));
        });
    }

    @Test
    void closeDoesNotWaitForALazyPeer() throws Exception {
        virtually(() -> {
            Pair pair = open();
            Task<?> blocked = createTask(() -> pair.client.send(ByteBuffer.allocate(1 << 20)));
            sleep(seconds(1));
            Duration before = time();
            pair.client.close();
            assertEquals(before, time());
            blocked.cancel();
        });
    }

    @Test
    void closeWaitsForThePeersEndAsLongAsItIsTold() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.shutdownTimeout = seconds(3);
            pair.open();
            Task<?> chatter =
                    createTask(() -> {
                        for (int i = 0; i < 100; i++) {
                            pair.server.send(bytes("bla"));
                            sleep(millis(100));
                        }
                    });
            Duration before = time();
            pair.client.close();
            assertEquals(seconds(3), time().minus(before));
            chatter.cancel();
        });
    }

    @Test
    void closeEndsWithThePeersEnd() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.shutdownTimeout = seconds(3);
            pair.open();
            Task<?> reader = createTask(() -> pair.client.receive(1));
            createTask(() -> {
                assertNull(pair.server.receive(1));
                sleep(seconds(1));
                pair.server.close();
            });
            Duration before = time();
            yieldNow();
            pair.client.close();
            assertEquals(seconds(1), time().minus(before));
            reader.await();
        });
    }

    @Test
    void nothingIsSentAfterClose() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.client.close();
            SSLException e = assertThrows(SSLException.class, () -> pair.client.send(bytes("a")));
            assertTrue(e.getMessage().contains("this program has ended"), e.getMessage());
            assertNull(pair.server.receive(1));
            pair.client.flush();
        });
    }

    @Test
    void oneSideEndsAndTheOtherGoesOn() throws Exception {
        virtually(() -> {
            Pair pair = open();
            assertTrue(pair.client.canSendEof());
            pair.client.send(bytes("question"));
            pair.client.sendEof();
            pair.client.sendEof();
            assertEquals("question", text(receiveAll(pair.server)));
            pair.server.send(bytes("answer"));
            pair.server.send(bytes("s"));
            pair.server.close();
            assertEquals("answers", text(receiveAll(pair.client)));
            assertThrows(SSLException.class, () -> pair.client.send(bytes("a")));
        });
    }

    @Test
    void beforeTls13NoSideEndsAlone() throws Exception {
        virtually(() -> {
            Pair pair = of("TLSv1.2").open();
            assertFalse(pair.client.canSendEof());
            assertThrows(UnsupportedOperationException.class, pair.client::sendEof);
            pair.client.close();
            assertNull(pair.server.receive(1));
            SSLException e = assertThrows(SSLException.class, () -> pair.server.send(bytes("a")));
            assertTrue(e.getMessage().contains("the client has ended"), e.getMessage());
        });
    }

    @Test
    void anEndWithoutCloseNotifyIsTruncation() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.client.send(bytes("half of "));
            pair.toServer.cut();
            assertEquals("half of ", text(pair.server.receive(100)));
            for (int i = 0; i < 2; i++) {
                SSLException e = assertThrows(SSLException.class, () -> pair.server.receive(100));
                assertTrue(e.getMessage().contains("may be truncated"), e.getMessage());
            }
            pair.server.send(bytes("the other way still works"));
            assertEquals("the other way still works", text(pair.client.receive(100)));
        });
    }

    @Test
    void anEndWithoutCloseNotifyCanBeAllowed() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.truncationAllowed = true;
            pair.open();
            pair.client.send(bytes("all"));
            pair.toServer.cut();
            assertEquals("all", text(receiveAll(pair.server)));
            assertNull(pair.server.receive(1));
        });
    }

    @Test
    void anEndInsideARecordIsNeverAllowed() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.truncationAllowed = true;
            pair.open();
            pair.client.send(bytes("all"));
            pair.toServer.loseLast(1);
            pair.toServer.cut();
            assertThrows(SSLException.class, () -> pair.server.receive(1));
        });
    }

    // ---------------------------------------------------------------- failures

    @Test
    void aChangedRecordBreaksTheSessionAndThePeerIsTold() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.client.send(bytes("good"));
            pair.toServer.tamperAfter(12);
            pair.client.send(bytes("bad"));
            ByteBuffer target = ByteBuffer.allocate(100);
            assertEquals(4, pair.server.receive(target));
            SSLException first = assertThrows(SSLException.class, () -> pair.server.receive(100));
            SSLException again = assertThrows(SSLException.class, () -> pair.server.receive(100));
            assertTrue(again.getMessage().contains("does not work any more"));
            SSLException sending =
                    assertThrows(SSLException.class, () -> pair.server.send(bytes("a")));
            assertTrue(sending.getMessage().contains("does not work any more"));
            SSLException told = assertThrows(SSLException.class, () -> pair.client.receive(100));
            assertTrue(told.getMessage().contains("bad_record_mac"), told.getMessage());
            assertThrows(SSLException.class, () -> pair.client.send(bytes("a")));
            pair.client.close();
            pair.server.close();
        });
    }

    /** The engine refuses what there is to send while somebody waits for the end of a record. */
    @Test
    void whoReceivesKeepsItsBufferWhenASenderBreaksTheSession() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.server.send(bytes("cut off"));
            pair.toClient.loseLast(3);
            Task<?> reader = createTask(() -> pair.client.receive(100));
            sleep(seconds(1));
            assertEquals(1, pair.client.buffersHeld());
            assertThrows(IllegalArgumentException.class, () -> pair.client.send(bytes("a"), null));
            assertEquals(1, pair.client.buffersHeld());
            pair.toClient.offer(ByteBuffer.allocate(3));
            SSLException e =
                    assertThrows(SSLException.class, () -> reader.await(IOException.class));
            assertTrue(e.getMessage().contains("does not work any more"), e.getMessage());
            assertEquals(0, pair.client.buffersHeld());
        });
    }

    @Test
    void theFailureOfTheConnectionIsPassedOn() throws Exception {
        virtually(() -> {
            Pair pair = open();
            Task<?> reader = createTask(() -> pair.client.receive(1));
            yieldNow();
            SocketException reset = new SocketException("Connection reset");
            pair.toClient.fail(reset);
            pair.toServer.fail(reset);
            assertSame(
                    reset, assertThrows(IOException.class, () -> reader.await(IOException.class)));
            IOException e = assertThrows(IOException.class, () -> pair.client.receive(1));
            assertTrue(e.getMessage().contains("Connection reset"), e.getMessage());
            assertSame(reset, assertThrows(IOException.class, () -> pair.client.send(bytes("a"))));
            e = assertThrows(IOException.class, () -> pair.client.send(bytes("a")));
            assertTrue(e.getMessage().contains("Connection reset"), e.getMessage());
            assertThrows(IOException.class, pair.client::flush);
            pair.client.close();
        });
    }

    @Test
    void whatHasComeIsReceivedAlthoughSendingHasFailed() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.server.send(bytes("last words"));
            pair.toServer.fail(new SocketException("Broken pipe"));
            assertThrows(SocketException.class, () -> pair.client.send(bytes("a")));
            assertEquals("last words", text(pair.client.receive(100)));
        });
    }

    // ---------------------------------------------------------------- the handshake

    @Test
    void aHandshakeHasATime() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.handshakeTimeout = seconds(2.5);
            pair.make();
            Duration before = time();
            SSLHandshakeException e =
                    assertThrows(SSLHandshakeException.class, pair.client::handshake);
            assertEquals(seconds(2.5), time().minus(before));
            assertTrue(
                    e.getMessage()
                            .startsWith(
                                    "The TLS handshake with localhost:1 takes longer than"
                                            + " 2.5 s."),
                    e.getMessage());
            assertThrows(SSLException.class, () -> pair.client.receive(1));
            assertThrows(SSLException.class, () -> pair.client.send(bytes("a")));
        });
    }

    @Test
    void anEndInTheHandshakeIsSaidSo() throws Exception {
        virtually(() -> {
            Pair pair = new Pair().make();
            pair.toClient.cut();
            SSLHandshakeException e =
                    assertThrows(SSLHandshakeException.class, pair.client::handshake);
            assertTrue(e.getMessage().contains("closed the connection"), e.getMessage());
        });
    }

    @Test
    void aFailureOfTheConnectionInTheHandshakeIsSaidSo() throws Exception {
        virtually(() -> {
            Pair pair = new Pair().make();
            SocketException reset = new SocketException("Connection reset");
            pair.toClient.fail(reset);
            SSLHandshakeException e =
                    assertThrows(SSLHandshakeException.class, pair.client::handshake);
            assertTrue(e.getMessage().contains("Connection reset"), e.getMessage());
            assertSame(reset, e.getCause());
        });
    }

    @Test
    void aPeerWithoutTlsIsQuoted() throws Exception {
        virtually(() -> {
            Pair pair = new Pair().make();
            pair.toClient.send(bytes("HTTP/1.1 400 Bad Request\r\nDate: x\r\n\r\n"));
            SSLHandshakeException e =
                    assertThrows(SSLHandshakeException.class, pair.client::handshake);
            assertTrue(
                    e.getMessage().contains("it says \"HTTP/1.1 400 Bad Request\""),
                    e.getMessage());
        });
    }

    @Test
    void anObjectionReachesThePeerAsAnAlert() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            // It trusts the authorities of the system only.
            pair.clientContext = SSLContext.getDefault();
            pair.make();
            Task<?> server = createTask(pair.server::handshake);
            SSLHandshakeException e =
                    assertThrows(SSLHandshakeException.class, pair.client::handshake);
            assertTrue(e.getMessage().contains("is not trusted"), e.getMessage());
            e = assertThrows(SSLHandshakeException.class, () -> server.await(IOException.class));
            assertTrue(e.getMessage().contains("certificate_unknown"), e.getMessage());
        });
    }

    @Test
    void aTrustManagerMayWait() throws Exception {
        List<String> trail = new ArrayList<>();
        virtually(() -> {
            Pair pair = new Pair();
            pair.clientContext = trusting(() -> sleep(seconds(5)));
            pair.make();
            createTask(() -> {
                sleep(seconds(2));
                trail.add("another task");
            });
            gather(pair.client::handshake, pair.server::handshake);
            trail.add("handshake");
            pair.client.send(bytes("a"));
            assertEquals("a", text(pair.server.receive(1)));
        });
        assertEquals(List.of("another task", "handshake"), trail);
    }

    @Test
    void aWaitingTrustManagerIsWithinTheTime() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.handshakeTimeout = seconds(1);
            pair.clientContext = trusting(() -> sleep(seconds(5)));
            pair.make();
            Task<?> server = createTask(pair.server::handshake);
            SSLHandshakeException e =
                    assertThrows(SSLHandshakeException.class, pair.client::handshake);
            assertTrue(e.getMessage().contains("longer than 1 s"), e.getMessage());
            assertThrows(SSLHandshakeException.class, () -> server.await(IOException.class));
        });
    }

    @Test
    void aFaultOfATrustManagerIsThrown() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.clientContext =
                    trusting(() -> {
                        throw new IllegalStateException("fault");
                    });
            pair.make();
            Task<?> server = createTask(pair.server::handshake);
            Throwable e = assertThrows(Throwable.class, pair.client::handshake);
            while (e.getCause() != null) {
                e = e.getCause();
            }
            assertEquals("fault", e.getMessage());
            assertThrows(SSLException.class, () -> pair.client.receive(1));
            server.cancel();
        });
    }

    private static SSLContext trusting(Action<? extends Exception> check)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new CheckingTrustManager(check)}, null);
        return context;
    }

    private static final class CheckingTrustManager extends X509ExtendedTrustManager {
        private final Action<? extends Exception> check;

        CheckingTrustManager(Action<? extends Exception> check) {
            this.check = check;
        }

        private void check() {
            try {
                check.run();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String authType, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            check();
        }

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String authType, java.net.Socket socket) {
            check();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            check();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aSessionIsResumed() throws Exception {
        virtually(() -> {
            Pair first = new Pair();
            // Other tests must not have left a session there.
            first.clientContext =
                    TlsOptions.client()
                            .withTrust(file("authority.pem"))
                            .withoutVerification()
                            .context();
            first.open();
            first.server.send(bytes("a"));
            first.client.receive(1);
            Pair second = new Pair();
            second.clientContext = first.clientContext;
            second.open();
            assertTrue(
                    second.toClient.total < first.toClient.total / 2,
                    second.toClient.total + " of " + first.toClient.total);
        });
    }

    @Test
    void aLibrarysThreadShakesHandsToo() throws Exception {
        virtually(() -> {
            Pair pair = new Pair().make();
            List<Throwable> thrown = new ArrayList<>();
            Thread guest =
                    Thread.startVirtualThread(() -> {
                        try {
                            pair.client.handshake();
                            pair.client.send(bytes("from a guest"));
                        } catch (Throwable e) {
                            thrown.add(e);
                        }
                    });
            pair.server.handshake();
            assertEquals("from a guest", text(pair.server.receive(100)));
            guest.join();
            assertEquals(List.of(), thrown);
        });
    }

    @Test
    void aLibrarysThreadClosesToo() throws Exception {
        virtually(() -> {
            Pair pair = new Pair();
            pair.shutdownTimeout = seconds(2);
            pair.open();
            Thread guest = Thread.startVirtualThread(pair.client::close);
            guest.join();
            assertNull(pair.server.receive(1));
        });
    }

    @Test
    void closeInTheMiddleOfASendEndsItAfterWholeRecords() throws Exception {
        virtually(() -> {
            Pair pair = open();
            ByteBuffer data = ByteBuffer.allocate(1 << 20);
            Task<?> sender = createTask(() -> pair.client.send(data));
            sleep(seconds(1));
            pair.client.close();
            byte[] received = receiveAll(pair.server);
            assertThrows(SSLException.class, () -> sender.await(IOException.class));
            assertEquals(data.position(), received.length);
        });
    }

    @Test
    void twoWhoSendTakeTurns() throws Exception {
        virtually(() -> {
            Pair pair = open();
            Task<?> first = createTask(() -> pair.client.send(ByteBuffer.allocate(1 << 20)));
            Task<?> second = createTask(() -> pair.client.send(bytes("second")));
            receiveExactly(pair.server, 1 << 20);
            assertEquals("second", text(pair.server.receive(100)));
            first.await();
            second.await();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tlsGoesOverTls(boolean offers) throws Exception {
        virtually(() -> {
            Pair outer = new Pair();
            outer.offers = offers;
            outer.open();
            TlsSession client = outer.session(CLIENT, true, outer.client, outer.client, null);
            TlsSession server = outer.session(SERVER, false, outer.server, outer.server, null);
            gather(client::handshake, server::handshake);
            byte[] data = random(new Random(3), 200_000);
            gather(
                    () -> {
                        client.send(ByteBuffer.wrap(data));
                        client.close();
                    },
                    () -> assertArrayEquals(data, receiveAll(server)));
        });
    }

    // ---------------------------------------------------------------- cancellation

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCancelledHandshakeIsOver(boolean offers) throws Exception {
        boolean[] done = new boolean[1];
        for (int k = 1; !done[0]; k++) {
            int turns = k;
            virtually(() -> {
                Pair pair = new Pair();
                pair.offers = offers;
                pair.capacity = 100;
                pair.random = new Random(turns);
                pair.make();
                Task<?> server = createTask(pair.server::handshake);
                Task<?> client = createTask(pair.client::handshake);
                for (int i = 0; i < turns; i++) {
                    yieldNow();
                }
                if (client.isDone()) {
                    done[0] = true;
                } else {
                    client.cancel();
                    assertThrows(CancelledError.class, client::await);
                    SSLException e = assertThrows(SSLException.class, () -> pair.client.receive(1));
                    assertTrue(e.getMessage().contains("was given up"), e.getMessage());
                    assertEquals(0, pair.client.buffersHeld());
                }
                server.cancel();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void cancelledReceivesLoseNothing(String protocol) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try {
            virtually(() -> {
                Pair pair = of(protocol);
                pair.random = random;
                pair.capacity = 1000;
                pair.open();
                byte[] data = random(random, 100_000);
                Task<?> sender = createTask(() -> sendInPieces(pair.client, data, random, true));
                ByteBuffer all = ByteBuffer.allocate(data.length);
                while (all.hasRemaining()) {
                    Task<byte[]> receive = createTask(() -> pair.server.receive(all.remaining()));
                    for (int i = random.nextInt(8); i > 0; i--) {
                        yieldNow();
                    }
                    receive.cancel();
                    try {
                        all.put(receive.await(IOException.class));
                    } catch (CancelledError e) {
                        // Once more.
                    }
                }
                sender.await();
                assertArrayEquals(data, all.array());
            });
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelledSendsTellWhatWasTaken(boolean offers) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try {
            virtually(() -> {
                Pair pair = new Pair();
                pair.offers = offers;
                pair.random = random;
                pair.capacity = 1000;
                pair.open();
                byte[] data = random(random, 300_000);
                Task<byte[]> receiver =
                        createTask(() -> receiveInPieces(pair.server, data.length, random));
                ByteBuffer all = ByteBuffer.wrap(data);
                int cancelled = 0;
                while (all.hasRemaining()) {
                    Task<?> send = createTask(() -> pair.client.send(all));
                    for (int i = random.nextInt(20); i > 0; i--) {
                        yieldNow();
                    }
                    send.cancel();
                    try {
                        send.await(IOException.class);
                    } catch (CancelledError e) {
                        cancelled++;
                    }
                }
                pair.client.drain();
                assertTrue(cancelled > 0);
                assertArrayEquals(data, receiver.await(IOException.class));
            });
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void aCancelledScopeReceivesNothing() throws Exception {
        virtually(() -> {
            Pair pair = open();
            pair.client.send(bytes("a"));
            moveOnAfter(
                    Duration.ZERO,
                    scope -> {
                        scope.cancel();
                        pair.server.receive(1);
                    });
            assertEquals("a", text(pair.server.receive(1)));
        });
    }
}
