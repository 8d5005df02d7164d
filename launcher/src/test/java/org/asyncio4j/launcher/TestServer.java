package org.asyncio4j.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web server that does what tests want of it, such as breaking off in the middle. One request for
 * each connection.
 */
public final class TestServer implements AutoCloseable {
    private static final Pattern FIRST_LINE = Pattern.compile("GET (\\S+) HTTP/1.1");

    private final ServerSocket socket;
    private final ConcurrentHashMap<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Starts it on a free port of this machine. */
    public TestServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::acceptForEver);
    }

    /** What is at a path. */
    public static final class Page {
        private final byte[] content;
        private String headers = "";
        private String tag;
        private int status = 200;
        private final Queue<Integer> cuts = new ArrayDeque<>();
        private final Queue<Integer> failures = new ArrayDeque<>();
        private boolean stalls;
        private boolean careless;

        private Page(byte[] content) {
            this.content = content;
        }

        public Page header(String line) {
            headers += line + "\r\n";
            return this;
        }

        public synchronized Page tag(String tag) {
            this.tag = tag;
            return this;
        }

        public Page status(int status) {
            this.status = status;
            return this;
        }

        /** The next answer ends after so many bytes of content. */
        public synchronized Page cutAfter(int bytes) {
            cuts.add(bytes);
            return this;
        }

        /** The next answer is this status. */
        public synchronized Page failWith(int status) {
            failures.add(status);
            return this;
        }

        /** An answer that is cut goes on for ever instead, without a byte. */
        public Page stalls() {
            stalls = true;
            return this;
        }

        /** It sends the part that is asked for, whatever its state is. */
        public Page ignoresIfRange() {
            careless = true;
            return this;
        }

        private synchronized Integer nextFailure() {
            return failures.poll();
        }

        private synchronized Integer nextCut() {
            return cuts.poll();
        }
    }

    /** Puts something there. */
    public Page page(String path, byte[] content) {
        Page page = new Page(content);
        pages.put(path, page);
        return page;
    }

    public String url(String path) {
        return "http://127.0.0.1:" + socket.getLocalPort() + path;
    }

    /** The heads of all requests, in order. */
    public List<String> requests() {
        return requests;
    }

    private void acceptForEver() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // That is how it ends.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = readHead(client.getInputStream());
            requests.add(head);
            Matcher first = FIRST_LINE.matcher(head);
            Page page = first.lookingAt() ? pages.get(first.group(1)) : null;
            answer(client.getOutputStream(), head, page);
        } catch (SocketException gone) {
            // The client has had enough.
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new SocketException("ended");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static void answer(OutputStream out, String head, Page page)
            throws IOException, InterruptedException {
        Integer failure = page == null ? Integer.valueOf(404) : page.nextFailure();
        if (failure != null) {
            send(out, failure, page == null ? "" : page.headers, new byte[0], 0);
            return;
        }
        int begin = beginOf(head, page);
        String headers = page.headers + (page.tag == null ? "" : "ETag: " + page.tag + "\r\n");
        int size = page.content.length;
        if (begin > 0 && begin >= size) {
            send(out, 416, headers + "Content-Range: bytes */" + size + "\r\n", new byte[0], 0);
            return;
        }
        String range =
                begin == 0
                        ? ""
                        : "Content-Range: bytes " + begin + "-" + (size - 1) + "/" + size + "\r\n";
        byte[] rest = Arrays.copyOfRange(page.content, begin, size);
        Integer cut = page.nextCut();
        int sent = cut == null ? rest.length : Math.min(cut, rest.length);
        send(out, begin == 0 ? page.status : 206, headers + range, rest, sent);
        if (cut != null && page.stalls) {
            Thread.sleep(60_000);
        }
    }

    private static int beginOf(String head, Page page) {
        Matcher range = Pattern.compile("(?i)\r\nRange: bytes=([0-9]+)-\r\n").matcher(head);
        Matcher state = Pattern.compile("(?i)\r\nIf-Range: (.*)\r\n").matcher(head);
        boolean isWanted =
                range.find() && (page.careless || state.find() && state.group(1).equals(page.tag));
        return isWanted ? Integer.parseInt(range.group(1)) : 0;
    }

    private static void send(OutputStream out, int status, String headers, byte[] content, int sent)
            throws IOException {
        String head =
                "HTTP/1.1 "
                        + status
                        + " Some Reason\r\nContent-Length: "
                        + content.length
                        + "\r\nConnection: close\r\n"
                        + headers
                        + "\r\n";
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(content, 0, sent);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
