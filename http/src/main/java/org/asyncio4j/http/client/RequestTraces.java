package org.asyncio4j.http.client;

import org.asyncio4j.http.Headers;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tells several. */
final class RequestTraces implements RequestTrace {
    /** Tells nobody. */
    static final RequestTrace NONE = new RequestTrace() {};

    private final List<RequestTrace> traces;

    private RequestTraces(List<RequestTrace> traces) {
        this.traces = traces;
    }

    /** Tells all who want to know. */
    static RequestTrace of(List<Tracing> tracings, String method, URI url, Headers headers) {
        if (tracings.isEmpty()) {
            return NONE;
        }
        List<RequestTrace> traces = new ArrayList<>();
        for (Tracing tracing : tracings) {
            RequestTrace trace = tracing.started(method, url, headers);
            if (trace != null) {
                traces.add(trace);
            }
        }
        return switch (traces.size()) {
            case 0 -> NONE;
            case 1 -> traces.getFirst();
            default -> new RequestTraces(traces);
        };
    }

    private void each(Consumer<RequestTrace> signal) {
        traces.forEach(signal);
    }

    @Override
    public void headersSent(String method, URI url, Headers headers) {
        each(trace -> trace.headersSent(method, url, headers));
    }

    @Override
    public void requestChunkSent(long bytes) {
        each(trace -> trace.requestChunkSent(bytes));
    }

    @Override
    public void ended(ClientResponse response) {
        each(trace -> trace.ended(response));
    }

    @Override
    public void failed(Throwable failure) {
        each(trace -> trace.failed(failure));
    }

    @Override
    public void redirected(Redirect redirect) {
        each(trace -> trace.redirected(redirect));
    }

    @Override
    public void responseChunkReceived(long bytes) {
        each(trace -> trace.responseChunkReceived(bytes));
    }

    @Override
    public void connectionQueued() {
        each(RequestTrace::connectionQueued);
    }

    @Override
    public void connectionDequeued() {
        each(RequestTrace::connectionDequeued);
    }

    @Override
    public void connectionCreating() {
        each(RequestTrace::connectionCreating);
    }

    @Override
    public void connectionCreated() {
        each(RequestTrace::connectionCreated);
    }

    @Override
    public void connectionReused() {
        each(RequestTrace::connectionReused);
    }

    @Override
    public void resolving(String host) {
        each(trace -> trace.resolving(host));
    }

    @Override
    public void resolved(String host, List<InetAddress> addresses) {
        each(trace -> trace.resolved(host, addresses));
    }

    @Override
    public void dnsCacheHit(String host) {
        each(trace -> trace.dnsCacheHit(host));
    }

    @Override
    public void dnsCacheMiss(String host) {
        each(trace -> trace.dnsCacheMiss(host));
    }
}
