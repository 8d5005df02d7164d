package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/**
 * What happens to one request, redirects included; see {@link Tracing}. The methods are called in
 * the request's task, or in the one that reads the response or sends the body; they must not throw,
 * and should not wait.
 */
public interface RequestTrace {
    /** A head is out, with these headers; once for each attempt. */
    default void headersSent(String method, URI url, Headers headers) {}

    /** A part of the body is on its way. */
    default void requestChunkSent(long bytes) {}

    /** The response's head is there, after all redirects. */
    default void ended(ClientResponse response) {}

    /** There is no response. */
    default void failed(Throwable failure) {}

    /** The server has sent the client elsewhere. */
    default void redirected(Redirect redirect) {}

    /** A part of the response's body has come, as it was sent: not decompressed. */
    default void responseChunkReceived(long bytes) {}

    /** All places of the pool are taken. */
    default void connectionQueued() {}

    /** The pool has a place. */
    default void connectionDequeued() {}

    /** There is no open connection to use again. */
    default void connectionCreating() {}

    /** It is there, with TLS where that is spoken. */
    default void connectionCreated() {}

    /** An open connection is used again. */
    default void connectionReused() {}

    /** The host is looked up. */
    default void resolving(String host) {}

    /** The host was looked up. */
    default void resolved(String host, List<InetAddress> addresses) {}

    /** The session remembers the host's addresses. */
    default void dnsCacheHit(String host) {}

    /** It does not. */
    default void dnsCacheMiss(String host) {}
}
