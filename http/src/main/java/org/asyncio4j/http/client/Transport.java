package org.asyncio4j.http.client;

import static org.asyncio4j.Asyncio.cancelScope;

import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.wire.ClientConnection.ClientExchange;
import org.asyncio4j.http.wire.ClientConnection.Settings;
import org.asyncio4j.http.wire.NoResponseException;
import org.asyncio4j.http.wire.RequestHead;
import org.asyncio4j.http.wire.Rethrow;
import org.asyncio4j.http.wire.UploadFailedException;
import org.asyncio4j.net.ConnectionLease;
import org.asyncio4j.net.PoolClosedException;

import java.io.IOException;
import java.net.URI;

/** Sends a request on a connection of the pool, and on another where that has died meanwhile. */
final class Transport implements ClientHandler {
    private static final Settings USUAL = new Settings(false, false, null);

    /** What is on its way at once. */
    private static final int SHORT = 16 * 1024;

    private final ClientSession session;

    Transport(ClientSession session) {
        this.session = session;
    }

    @Override
    public ClientResponse handle(OutgoingRequest outgoing) throws IOException {
        ClientResponse response = attempt(outgoing, true);
        return response == null ? attempt(outgoing, false) : response;
    }

    /**
     * @param mayRetry whether another attempt would be allowed
     * @return null if that should be made
     */
    private ClientResponse attempt(OutgoingRequest outgoing, boolean mayRetry) throws IOException {
        Sending sending = new Sending(outgoing);
        try {
            return sending.run();
        } catch (NoResponseException e) {
            requireTime(outgoing, e);
            DisconnectedError gone =
                    new DisconnectedError(outgoing.method(), outgoing.url(), e.getCause());
            if (mayRetry && mayRetry(outgoing, sending, gone)) {
                session.countRetry();
                return null;
            }
            throw gone;
        } catch (ClientError e) {
            throw e;
        } catch (UploadFailedException e) {
            throw Rethrow.unchecked(e.getCause());
        } catch (IOException e) {
            requireTime(outgoing, e);
            throw broken(outgoing, e);
        }
    }

    private static boolean mayRetry(
            OutgoingRequest outgoing, Sending sending, DisconnectedError failure) {
        return RetryRule.mayRetry(outgoing.method(), outgoing.body(), sending.isReused(), failure);
    }

    private void requireTime(OutgoingRequest outgoing, IOException cause) throws ClientError {
        RequestTimeoutError expiry = outgoing.run().expiry(outgoing.url(), cause);
        if (expiry != null) {
            throw expiry;
        }
        session.requireOpenFor(outgoing.url());
    }

    private static ClientError broken(OutgoingRequest outgoing, IOException e) {
        return e instanceof HttpProtocolException
                ? new ConnectionError(
                        outgoing.url(),
                        "The answer to " + outgoing + " cannot be read. " + e.getMessage(),
                        e)
                : new DisconnectedError(outgoing.method(), outgoing.url(), e);
    }

    /** One attempt. */
    private final class Sending implements ObservedBody.Observer {
        private final OutgoingRequest outgoing;
        private final RequestRun run;
        private final Deadlines.Watch watch;
        private final ClientTimeout timeout;
        private final long begin = session.deadlines().now();
        private boolean queued;
        private long placeAt;
        private long dialledAt;
        private ConnectionLease<HttpConnection> lease;

        /** Whether how long the server takes is the response's concern by now. */
        private boolean answered;

        Sending(OutgoingRequest outgoing) {
            this.outgoing = outgoing;
            this.run = outgoing.run();
            this.watch = run.watch();
            this.timeout = run.request().timeout();
        }

        boolean isReused() {
            return lease.isReused();
        }

        ClientResponse run() throws IOException {
            watch.beginAttempt();
            lease = acquire();
            try {
                return exchange();
            } catch (Throwable e) {
                answered = true;
                watch.done();
                lease.discard();
                throw e;
            }
        }

        // ------------------------------------------------------------ a connection

        private ConnectionLease<HttpConnection> acquire() throws IOException {
            ConnectionLease<HttpConnection> acquired;
            try {
                acquired =
                        cancelScope(scope -> {
                            watch.onExpiry(scope::cancel);
                            watch.begin(Deadlines.Kind.ACQUIRE, timeout.acquire());
                            return acquireFromPool();
                        });
            } finally {
                watch.done();
            }
            if (acquired == null) {
                throw run.expiry(outgoing.url(), null);
            }
            dequeued();
            if (acquired.isReused()) {
                run.trace().connectionReused();
            }
            return acquired;
        }

        private ConnectionLease<HttpConnection> acquireFromPool() throws IOException {
            requireTime(outgoing, null);
            try {
                return session.pool().acquire(outgoing.route(), this::dial, this::queued);
            } catch (PoolClosedException e) {
                session.requireOpenFor(outgoing.url());
                throw e;
            }
        }

        private void queued() {
            queued = true;
            watch.rename(Deadlines.Kind.ACQUIRE, Deadlines.Kind.PLACE);
            run.trace().connectionQueued();
        }

        private void dequeued() {
            if (queued) {
                queued = false;
                run.trace().connectionDequeued();
            }
        }

        private HttpConnection dial() throws ClientError {
            dequeued();
            placeAt = session.deadlines().now();
            run.trace().connectionCreating();
            watch.rename(Deadlines.Kind.PLACE, Deadlines.Kind.ACQUIRE);
            watch.beginInside(Deadlines.Kind.CONNECT, timeout.connect());
            HttpConnection connection = session.dial(outgoing.route(), outgoing.url(), run.trace());
            dialledAt = session.deadlines().now();
            run.trace().connectionCreated();
            return connection;
        }

        // ------------------------------------------------------------ request and response

        private ClientResponse exchange() throws IOException {
            requireTime(outgoing, null);
            ClientRequest request = run.request();
            Settings settings =
                    request.isChunked() || request.isExpecting()
                            ? new Settings(request.isChunked(), request.isExpecting(), null)
                            : USUAL;
            long sentAt = session.deadlines().now();
            session.countRequest();
            watch.onExpiry(lease::discard);
            watch.begin(Deadlines.Kind.READ, timeout.read());
            RequestHead head =
                    new RequestHead(outgoing.method(), target(), "HTTP/1.1", outgoing.headers());
            run.trace().headersSent(outgoing.method(), outgoing.url(), outgoing.headers());
            ClientExchange exchange =
                    lease.connection().wire().exchange(head, observed(settings), settings);
            answered = true;
            watch.done();
            return respond(exchange, sentAt);
        }

        private String target() {
            URI url = outgoing.url();
            return outgoing.route().isForwarded()
                    ? Urls.absoluteTarget(url)
                    : Urls.requestTarget(url);
        }

        /** Tells of a body that is longer on its way; a short one goes out with the head. */
        private Body observed(Settings settings) {
            Body body = outgoing.body();
            boolean silent = run.trace() == RequestTraces.NONE && timeout.read() == null;
            if (silent || body == Body.empty()) {
                return body;
            }
            byte[] bytes = settings == USUAL ? body.bytes() : null;
            if (bytes != null && bytes.length <= SHORT) {
                run.trace().requestChunkSent(bytes.length);
                return body;
            }
            return new ObservedBody(body, this);
        }

        @Override
        public void produces() {
            if (!answered) {
                watch.done();
            }
        }

        @Override
        public void sends() {
            if (!answered) {
                watch.begin(Deadlines.Kind.READ, timeout.read());
            }
        }

        @Override
        public void sent(long bytes) {
            run.trace().requestChunkSent(bytes);
        }

        private ClientResponse respond(ClientExchange exchange, long sentAt) throws IOException {
            requireExpected(exchange);
            storeCookies(exchange.head().headers());
            ResponseStream stream = new ResponseStream(outgoing, exchange, lease);
            run.received(stream);
            return new ClientResponse(run, outgoing, exchange, stream, timing(sentAt));
        }

        private void storeCookies(Headers headers) {
            if (headers.contains("Set-Cookie")) {
                session.cookieJar().store(outgoing.url(), ClientResponse.cookiesOf(headers));
            }
        }

        private void requireExpected(ClientExchange exchange) throws HttpProtocolException {
            if (exchange.head().status() == 101 && !run.request().isUpgrade()) {
                throw new HttpProtocolException(
                        502, "The server changes the protocol, and was not asked to.");
            }
        }

        private ResponseTiming timing(long sentAt) {
            long now = session.deadlines().now();
            boolean dialled = dialledAt != 0;
            long place = dialled ? placeAt : sentAt;
            return new ResponseTiming(
                    place - begin,
                    dialled ? dialledAt - placeAt : 0,
                    now - sentAt,
                    lease.isReused());
        }
    }
}
