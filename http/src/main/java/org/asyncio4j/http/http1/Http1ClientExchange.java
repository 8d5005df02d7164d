package org.asyncio4j.http.http1;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.moveOnAfter;

import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.FileBody;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ClientConnection.ClientExchange;
import org.asyncio4j.http.wire.ClientConnection.Settings;
import org.asyncio4j.http.wire.ClientConnection.Upgraded;
import org.asyncio4j.http.wire.NoResponseException;
import org.asyncio4j.http.wire.RequestHead;
import org.asyncio4j.http.wire.ResponseHead;
import org.asyncio4j.http.wire.Rethrow;
import org.asyncio4j.http.wire.UploadFailedException;
import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;
import org.asyncio4j.stream.StreamWriter;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One request and its response. A body in memory goes out with the head; a long one, or one that is
 * written piece by piece, goes out in a task of its own, for the server may answer before it has
 * all of it.
 */
final class Http1ClientExchange implements ClientExchange, ReceiveStream, FramedBody.Listener {
    /** A connection takes as much without waiting for the server. */
    private static final int AT_ONCE = 48 * 1024;

    /** How long a server that knows nothing of {@code Expect} is waited for, as curl does. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** So many interim responses are enough. */
    private static final int MAX_INTERIM = 100;

    private static final long DROPPED = 64 * 1024;

    private final Http1ClientConnection owner;
    private final RequestHead request;
    private final Body body;
    private final Settings settings;
    private final Http1Input input;
    private final ResponseParser parser;

    /** What sends the body; null if that needed no task. */
    private Task<Void> upload;

    private boolean uploaded;

    /** What the body's source has failed with; null if it has not. */
    private Throwable sourceFailure;

    private ResponseHead head;
    private FramedBody response;
    private boolean complete;
    private boolean over;

    /** Whether only what has come already is of interest. */
    private boolean leaving;

    private int interim;

    Http1ClientExchange(
            Http1ClientConnection owner, RequestHead request, Body body, Settings settings) {
        this.owner = owner;
        this.request = request;
        this.body = body;
        this.settings = settings;
        this.input = owner.input();
        this.parser = owner.parser();
    }

    /** Sends the request, and waits for the response's head. */
    void run() throws IOException {
        parser.reset();
        try {
            send();
            while (head == null) {
                readHead();
            }
        } catch (IOException e) {
            throw meaning(e);
        }
        begin();
    }

    private IOException meaning(IOException e) {
        if (sourceFailure != null) {
            return new UploadFailedException(sourceFailure);
        }
        boolean nothing = head == null && interim == 0 && input.available() == 0;
        return nothing && !(e instanceof HttpProtocolException)
                ? new NoResponseException(
                        "The connection has failed before the response: " + e.getMessage(), e)
                : e;
    }

    // ---------------------------------------------------------------- the request

    private void send() throws IOException {
        Http1Output output = owner.output();
        long length = settings.chunked() ? Body.UNKNOWN : body.length();
        writeHead(output, length);
        byte[] bytes = settings.expectContinue() ? null : body.bytes();
        if (length == 0) {
            uploaded = true;
            output.flush();
        } else if (bytes != null && bytes.length <= AT_ONCE && !settings.chunked()) {
            output.put(bytes);
            output.flush();
            uploaded = true;
        } else {
            output.flush();
            if (!settings.expectContinue() || isWanted()) {
                upload = createTask("upload of " + request.target(), () -> upload(length));
            }
        }
    }

    private void writeHead(Http1Output output, long length) {
        output.put(request.method());
        output.put(" ");
        output.put(request.target());
        output.put(" HTTP/1.1\r\n");
        Headers headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            output.put(headers.name(i));
            output.put(": ");
            output.put(headers.value(i));
            output.put("\r\n");
        }
        if (length < 0) {
            output.put("Transfer-Encoding: chunked\r\n");
        } else if (length > 0 || announcesNothing()) {
            output.put("Content-Length: ");
            output.put(length);
            output.put("\r\n");
        }
        if (settings.expectContinue() && length != 0) {
            output.put("Expect: 100-continue\r\n");
        }
        output.put("\r\n");
    }

    /** Whether it is a method that has a body, so that its absence has to be told. */
    private boolean announcesNothing() {
        return switch (request.method()) {
            case "POST", "PUT", "PATCH" -> true;
            default -> false;
        };
    }

    /** Waits for the server to ask for the body, or not to; a silent one gets it all the same. */
    private boolean isWanted() throws IOException {
        moveOnAfter(
                PATIENCE,
                () -> {
                    while (head == null && interim == 0) {
                        readHead();
                    }
                });
        return head == null;
    }

    private void upload(long length) {
        UploadSink sink = new UploadSink(sinkFor(length));
        try {
            if (body instanceof FileBody file && length >= 0) {
                sendFile(file, sink);
            } else {
                body.writeTo(new StreamWriter(sink));
                sink.end();
            }
            uploaded = true;
        } catch (CancelledError e) {
            sourceFailed(new IOException("What writes " + body + " was cancelled.", e));
            throw e;
        } catch (Throwable e) {
            if (!sink.hasFailed()) {
                sourceFailed(e);
            }
        }
    }

    /** Nobody minds once the response is complete, or the connection has another use. */
    private void sourceFailed(Throwable failure) {
        if (!over) {
            sourceFailure = failure;
            owner.abort(); // Wakes who waits for the response.
        }
    }

    private BodySink sinkFor(long length) {
        return length < 0
                ? new BodySink.Chunked(owner.output())
                : new BodySink.OfLength(owner.output(), length);
    }

    private void sendFile(FileBody file, UploadSink sink) throws IOException {
        long sent;
        try {
            sent = owner.connection().sendFile(file.file(), file.offset(), file.length());
        } catch (SocketException e) {
            sink.fail();
            throw e;
        }
        owner.output().wroteElsewhere(sent);
        if (sent < file.length()) {
            throw new IOException(
                    "The file "
                            + file
                            + " has become shorter while it was sent: "
                            + sent
                            + " of "
                            + file.length()
                            + " bytes went out.");
        }
    }

    // ---------------------------------------------------------------- the response's head

    /** Reads one head, interim or not. */
    private void readHead() throws IOException {
        while (!parser.parse(input)) {
            if (!input.fill()) {
                throw ended();
            }
        }
        ResponseHead read = parser.head();
        if (read.status() >= 200 || read.status() == 101) {
            head = read;
            return;
        }
        if (++interim > MAX_INTERIM) {
            throw bad("The server has sent more than " + MAX_INTERIM + " interim responses.");
        }
        parser.reset();
        if (settings.informed() != null) {
            settings.informed().accept(read);
        }
    }

    private IOException ended() {
        return input.available() == 0 && interim == 0
                ? new NoResponseException("The server has closed the connection.", null)
                : bad("The server has closed the connection in the middle of a response's head.");
    }

    private static HttpProtocolException bad(String message) {
        return new HttpProtocolException(502, message);
    }

    private void begin() throws HttpProtocolException {
        int status = head.status();
        boolean never = status == 204 || status < 200;
        boolean bodiless = never || status == 304 || request.method().equals("HEAD");
        long length = Framing.ofResponse(head.headers(), bodiless);
        if (status == 204) {
            requireNoBody();
        }
        boolean tunnel = request.method().equals("CONNECT") && status / 100 == 2;
        if (status != 101 && !tunnel) {
            response =
                    FramedBody.of(
                            length,
                            input,
                            this,
                            owner.client().maxLine(),
                            owner.client().maxHeaders());
            completeIfNothingIsLeft();
        }
    }

    private void requireNoBody() throws HttpProtocolException {
        Headers headers = head.headers();
        String length = headers.get("Content-Length");
        if (headers.contains("Transfer-Encoding") || length != null && !length.equals("0")) {
            throw bad("A response of status 204 announces a body, which it cannot have.");
        }
    }

    @Override
    public ResponseHead head() {
        return head;
    }

    // ---------------------------------------------------------------- the response's body

    @Override
    public long bodyLength() {
        long left = response == null ? 0 : response.left();
        return left == Long.MAX_VALUE ? Body.UNKNOWN : left;
    }

    @Override
    public ReceiveStream body() {
        return this;
    }

    @Override
    public byte[] receive(int max) throws IOException {
        try {
            byte[] received = response().receive(max);
            completeIfNothingIsLeft();
            return received;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        try {
            int count = response().receive(target);
            completeIfNothingIsLeft();
            return count;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private FramedBody response() {
        if (response == null) {
            throw new IllegalStateException("There is no body behind a change of the protocol.");
        }
        return response;
    }

    private void completeIfNothingIsLeft() throws HttpProtocolException {
        if (!complete && response.left() == 0) {
            dropRest();
        }
    }

    private void dropRest() throws HttpProtocolException {
        try {
            response.drop(0);
        } catch (HttpProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError("nothing was to be read", e);
        }
    }

    /** A cancellation leaves the body as it was: whoever reads on gets what follows. */
    private RuntimeException failed(Throwable e) {
        if (e instanceof IOException) {
            breakOff();
            if (sourceFailure != null) {
                e.addSuppressed(sourceFailure);
            }
        }
        return Rethrow.unchecked(e);
    }

    @Override
    public void begins() {}

    @Override
    public boolean fill() throws IOException {
        if (leaving) {
            throw new NotHereException();
        }
        return input.fill();
    }

    @Override
    public void ends() {
        complete = true;
        finish(
                parser.keepAlive()
                        && uploaded
                        && !input.isEnded()
                        && !request.headers().containsToken("Connection", "close"));
    }

    /** The rest of a body has not come yet. */
    private static final class NotHereException extends IOException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this; // Nobody sees it.
        }
    }

    // ---------------------------------------------------------------- the end

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public boolean isUploadComplete() {
        return uploaded;
    }

    @Override
    public void abandon() {
        if (over) {
            return;
        }
        leaving = true;
        try {
            if (response != null && response.drop(DROPPED)) {
                return;
            }
        } catch (IOException e) {
            // It has not come, or was broken.
        }
        breakOff();
    }

    /** Nothing can follow on this connection. */
    void breakOff() {
        if (!over) {
            owner.abort();
            finish(false);
        }
    }

    private void finish(boolean reusable) {
        if (over) {
            return;
        }
        over = true;
        owner.over(reusable);
        if (upload != null && !upload.isDone()) {
            upload.cancel();
        }
    }

    @Override
    public Upgraded upgrade() {
        if (response != null) {
            throw new IllegalStateException(
                    "The server goes on in HTTP: it has answered " + head.status() + ".");
        }
        complete = true;
        finish(false);
        Connection connection = owner.connection();
        StreamReader reader =
                input.available() == 0
                        ? connection.reader()
                        : new StreamReader(new InputFirst(input, connection));
        return new Upgraded(reader, connection.writer(), connection);
    }
}
