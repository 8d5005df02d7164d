package org.asyncio4j.http.http1;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.wire.RequestHead;
import org.asyncio4j.http.wire.ResponseHead;
import org.asyncio4j.http.wire.ServerExchange;
import org.asyncio4j.net.Connection;
import org.asyncio4j.stream.ReceiveStream;
import org.asyncio4j.stream.StreamReader;

import java.io.IOException;
import java.util.Objects;

/** A request on a connection of HTTP/1.1, and its response. */
final class Http1Exchange implements ServerExchange, FramedBody.Listener {
    private final Http1ServerConnection owner;
    private final RequestHead head;
    private final long bodyLength;
    private final ResponseWriter writer;
    private final long sentBefore;

    /** Null while nobody has asked for it. */
    private FramedBody body;

    private long bodyLimit = Long.MAX_VALUE;

    /** Whether the client waits to be asked for the body. */
    private boolean expectsContinue;

    private boolean responding;
    private boolean responded;
    private boolean upgraded;

    Http1Exchange(Http1ServerConnection owner, RequestParser request, boolean mayKeepAlive) {
        this.owner = owner;
        this.head = request.head();
        this.bodyLength = request.bodyLength();
        this.expectsContinue = request.expectsContinue() && bodyLength != 0;
        this.sentBefore = owner.output().written();
        this.writer =
                new ResponseWriter(
                        owner.output(),
                        owner.connection(),
                        request.isVersion10(),
                        head.method().equals("HEAD"),
                        mayKeepAlive && request.keepAlive());
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public Connection connection() {
        return owner.connection();
    }

    // ---------------------------------------------------------------- the request's body

    @Override
    public long bodyLength() {
        return bodyLength;
    }

    @Override
    public ReceiveStream body() {
        return framedBody();
    }

    private FramedBody framedBody() {
        if (body == null) {
            body = owner.newBody(bodyLength, head.headers().size(), this);
            body.limit(bodyLimit);
        }
        return body;
    }

    @Override
    public void limitBody(long max) {
        bodyLimit = max;
        if (body != null) {
            body.limit(max);
        }
    }

    @Override
    public void begins() throws IOException {
        if (expectsContinue && !responding) {
            expectsContinue = false;
            owner.output().put(StatusLines.of(100));
            owner.output().put("\r\n");
            owner.output().flush();
        }
    }

    @Override
    public boolean fill() throws IOException {
        return owner.fillBody();
    }

    @Override
    public void ends() {
        // The connection goes on when the handler is done.
    }

    // ---------------------------------------------------------------- the response

    @Override
    public void inform(ResponseHead interim) throws IOException {
        requireNoResponse();
        if (!head.version().equals("HTTP/1.0")) {
            writer.writeBareHead(interim);
            owner.output().flush();
        }
    }

    @Override
    public void respond(ResponseHead response, Body content) throws IOException {
        requireNoResponse();
        responding = true;
        if (!owner.mayKeepAlive() || !canComplete()) {
            writer.closeAfterwards();
        }
        writer.write(response, content);
        responded = true;
        owner.output().flushIfLarge();
    }

    @Override
    public void flush() throws IOException {
        owner.output().flush();
    }

    private void requireNoResponse() {
        if (responding) {
            throw new IllegalStateException(
                    "There was a response to " + this + " already: a request has one.");
        }
    }

    /**
     * Whether what is left of the body is worth waiting for, so that another request can follow.
     */
    private boolean canComplete() {
        if (bodyLength == 0) {
            return true;
        }
        return !expectsContinue && !framedBody().isBroken() && owner.isWorthDropping(framedBody());
    }

    @Override
    public Upgraded upgrade(ResponseHead response) throws IOException {
        requireNoResponse();
        responding = true;
        upgraded = true;
        writer.closeAfterwards();
        writer.writeBareHead(response);
        owner.output().flush();
        return new Upgraded(
                new StreamReader(owner.rest()), owner.connection().writer(), owner.connection());
    }

    @Override
    public long bytesSent() {
        return owner.output().written() - sentBefore;
    }

    @Override
    public void closeAfterwards() {
        writer.closeAfterwards();
    }

    // ---------------------------------------------------------------- the client

    @Override
    public void onDisconnect(Runnable action) {
        owner.onDisconnect(action);
    }

    @Override
    public boolean isDisconnected() {
        return owner.isDisconnected();
    }

    // ---------------------------------------------------------------- the end

    /**
     * The handler has returned: drops what is left of the body.
     *
     * @return whether another request can follow
     */
    boolean finish() throws IOException {
        try {
            return responded && !upgraded && writer.keepsAlive() && completeBody();
        } finally {
            owner.forgetDisconnect();
            if (body != null) {
                body.end();
            }
        }
    }

    private boolean completeBody() throws IOException {
        return bodyLength == 0 || framedBody().isComplete() || owner.drop(framedBody());
    }

    boolean isUpgraded() {
        return upgraded;
    }

    boolean hasResponded() {
        return responded;
    }

    @Override
    public String toString() {
        return Objects.toString(head.method()) + " " + head.target();
    }
}
