package org.asyncio4j.bench.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's client, asked by virtual threads. */
public final class JdkFetch {

    private final Fetching fetching;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger next = new AtomicInteger();

    private JdkFetch(Fetching fetching) {
        this.fetching = fetching;
    }

    public static void main(String[] arguments) throws Exception {
        Fetching fetching = new Fetching(arguments);
        fetching.measure(new JdkFetch(fetching)::fetchAll);
        System.exit(0);
    }

    private void fetchAll() throws Exception {
        next.set(0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < fetching.concurrency(); i++) {
                workers.add(
                        threads.submit(() -> {
                            work();
                            return null;
                        }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
    }

    private void work() throws IOException, InterruptedException {
        for (int index = next.getAndIncrement();
                index < fetching.urls();
                index = next.getAndIncrement()) {
            long began = System.nanoTime();
            HttpRequest request = HttpRequest.newBuilder(URI.create(fetching.url(index))).build();
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            fetching.answered(index, began, response.statusCode(), response.body());
        }
    }
}
