package org.asyncio4j.bench.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

/** Vert.x's client on its native transport, all on one event loop. */
public final class VertxFetch {

    private final Fetching fetching;
    private final HttpClient client;
    private int next;
    private int pending;
    private Promise<Void> done;

    private VertxFetch(Fetching fetching, Vertx vertx) {
        this.fetching = fetching;
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions().setTcpNoDelay(true),
                        new PoolOptions().setHttp1MaxSize(fetching.concurrency()));
    }

    public static void main(String[] arguments) throws Exception {
        Fetching fetching = new Fetching(arguments);
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        if (!vertx.isNativeTransportEnabled()) {
            throw new IllegalStateException(
                    "no native transport", vertx.unavailableNativeTransportCause());
        }
        VertxFetch fetch = new VertxFetch(fetching, vertx);
        var context = vertx.getOrCreateContext();
        fetching.measure(() -> {
            Promise<Void> done = Promise.promise();
            context.runOnContext(unused -> fetch.fetchAll(done));
            done.future().await();
        });
        vertx.close().await();
    }

    private void fetchAll(Promise<Void> done) {
        this.done = done;
        next = 0;
        pending = fetching.urls();
        for (int i = 0; i < fetching.concurrency(); i++) {
            fetchNext();
        }
    }

    private void fetchNext() {
        if (next == fetching.urls()) {
            return;
        }
        int index = next++;
        long began = System.nanoTime();
        client.request(HttpMethod.GET, fetching.port(), "127.0.0.1", Fetching.target(index))
                .compose(HttpClientRequest::send)
                .compose(response -> read(response, index, began))
                .onSuccess(unused -> finished())
                .onFailure(done::tryFail);
    }

    private Future<Void> read(HttpClientResponse response, int index, long began) {
        return response.body()
                .map(body -> {
                    fetching.answered(index, began, response.statusCode(), body.toString());
                    return null;
                });
    }

    private void finished() {
        pending--;
        if (pending == 0) {
            done.complete();
        } else {
            fetchNext();
        }
    }
}
