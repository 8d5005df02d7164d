package org.asyncio4j.http.badinput;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that answers whatever it is told, over sockets of the JDK in threads of its own.
 *
 * <pre>{@code
 * try (RawServer server = new RawServer(peer -> {
 *     peer.request();
 *     peer.send("HTTP/1.1 99 Low\r\n\r\n", Segments.BYTES);
 * })) …
 * }</pre>
 */
public final class RawServer implements AutoCloseable {
    /** What is done with one connection; it is closed behind that. */
    public interface Script {
        void play(Peer peer) throws IOException;
    }

    private final ServerSocket listener =
            new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Script script;

    public RawServer(Script script) throws IOException {
        this.script = script;
        start(this::accept);
    }

    /** One that sends the same bytes to each request, and closes the connection. */
    public static RawServer answering(String bytes, Segments segments) throws IOException {
        return new RawServer(peer -> {
            if (peer.request() != null) {
                peer.send(bytes, segments);
            }
        });
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "raw server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.play(new Peer(socket));
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The client is gone, or this server is closed.
        } finally {
            open.remove(socket);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** What was asked so far, each with its head and body, in order. */
    public List<String> requests() {
        return requests;
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One connection. */
    public final class Peer {
        private final Socket socket;
        private final InputStream in;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /**
         * Waits for a request with its body, which has a length or none.
         *
         * @return as it came; null if the connection was closed
         */
        public String request() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            String text = "";
            while (!text.endsWith("\r\n\r\n")) {
                int each;
                try {
                    each = in.read();
                } catch (SocketException e) {
                    return null;
                }
                if (each < 0) {
                    return null;
                }
                head.write(each);
                if (each == '\n') {
                    text = head.toString(StandardCharsets.ISO_8859_1);
                }
            }
            String body = new String(in.readNBytes(length(text)), StandardCharsets.ISO_8859_1);
            requests.add(text + body);
            return text + body;
        }

        private static int length(String head) {
            return head.lines()
                    .filter(each -> each.regionMatches(true, 0, "Content-Length:", 0, 15))
                    .mapToInt(each -> Integer.parseInt(each.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
        }

        public InputStream in() {
            return in;
        }

        public OutputStream out() throws IOException {
            return socket.getOutputStream();
        }

        /** Sends characters, each a byte. */
        public void send(String characters, Segments segments) throws IOException {
            segments.write(
                    characters.getBytes(StandardCharsets.ISO_8859_1), socket.getOutputStream());
        }

        public void send(String characters) throws IOException {
            send(characters, Segments.WHOLE);
        }

        public void send(byte[] bytes) throws IOException {
            Segments.WHOLE.write(bytes, socket.getOutputStream());
        }

        /** Drops the connection. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
