package org.asyncio4j.http.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * A client that sends whatever it is told, over a socket of the JDK in the thread of the test. It
 * waits a limited time for everything.
 */
public final class RawClient implements AutoCloseable {
    /** How long a server may take for anything that it does not wait for itself. */
    private static final int PATIENCE = 5_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private IOException broken;

    public RawClient(int port) throws IOException {
        this(port, 0);
    }

    /**
     * Connects.
     *
     * @param receiveBuffer bytes that the system takes for it while it does not read; 0 for the
     *     usual
     */
    public RawClient(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), PATIENCE);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    // ---------------------------------------------------------------- sending

    /** Sends characters, each a byte. */
    public RawClient send(String characters) {
        return send(characters, Segments.WHOLE);
    }

    public RawClient send(String characters, Segments segments) {
        return send(characters.getBytes(StandardCharsets.ISO_8859_1), segments);
    }

    /**
     * Sends bytes. Where the server has closed the connection already they are lost: what it has
     * answered tells more.
     */
    public RawClient send(byte[] bytes, Segments segments) {
        try {
            segments.write(bytes, out);
        } catch (IOException e) {
            broken = e;
        }
        return this;
    }

    /** Whether a send came too late. */
    public boolean isBroken() {
        return broken != null;
    }

    /** Sends no more, and receives on. */
    public RawClient halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Drops the connection. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    // ---------------------------------------------------------------- receiving

    /** Waits for the response to a request that is not HEAD; null if the connection is closed. */
    public RawResponse response() throws IOException {
        return response("GET");
    }

    public RawResponse response(String method) throws IOException {
        return RawResponse.read(in, method);
    }

    /** Waits for a response, and demands that it has this status. */
    public RawResponse response(int status) throws IOException {
        RawResponse response = response();
        assertEquals(status, response == null ? 0 : response.status(), () -> "" + response);
        return response;
    }

    /** The next byte; -1 if the connection is closed. */
    public int read() throws IOException {
        return in.read();
    }

    /** The next bytes. */
    public byte[] read(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** All until the connection is closed, in order or by a reset. */
    public byte[] rest() throws IOException {
        var all = new java.io.ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException e) {
            // A reset: what came before it is here.
        }
        return all.toByteArray();
    }

    /** Waits until the server has closed the connection, without another byte. */
    public void assertClosed() throws IOException {
        byte[] rest;
        try {
            rest = rest();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The connection is still open", e);
        }
        assertEquals("", new String(rest, StandardCharsets.ISO_8859_1), "came before the end");
    }

    /** Demands that another request is answered. */
    public void assertServes() throws IOException {
        send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        RawResponse response = response(200);
        assertEquals("Hello", response.text());
    }

    /** Demands that nothing comes for some time. */
    public void assertSilentFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            int next = in.read();
            assertTrue(next >= 0, "the connection was closed");
            throw new AssertionError("came: " + (char) next);
        } catch (SocketTimeoutException e) {
            socket.setSoTimeout(PATIENCE);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
